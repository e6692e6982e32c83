/** An account of the ledger: a customer's, a shortcode's, or the mint all opening balances come from. */
export type Account = `phone:${string}` | `shortcode:${string}` | 'mint';

export function phoneAccount(msisdn: string): Account {
  return `phone:${msisdn}`;
}

export function shortcodeAccount(number: string): Account {
  return `shortcode:${number}`;
}
