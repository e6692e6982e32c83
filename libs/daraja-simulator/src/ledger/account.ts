/**
 * An account of the ledger: a customer's, their Pochi wallet, a shortcode's, Safaricom's own income, or the mint all
 * opening balances come from. A shortcode has three: the plain one is Utility of a pay bill and Merchant of a till, where
 * customers' money lands; Working is the organisation's MMF; charges go down as fees are paid.
 */
export type Account = `phone:${string}` | `shortcode:${string}` | 'safaricom' | 'mint';

export function phoneAccount(msisdn: string): Account {
  return `phone:${msisdn}`;
}

export function pochiAccount(msisdn: string): Account {
  return `phone:${msisdn}:pochi`;
}

export function shortcodeAccount(number: string): Account {
  return `shortcode:${number}`;
}

export function workingAccount(number: string): Account {
  return `shortcode:${number}:working`;
}

/** Negative by what was charged, as Daraja shows it (DARAJA-FACTS 1.12). */
export function chargesAccount(number: string): Account {
  return `shortcode:${number}:charges`;
}
