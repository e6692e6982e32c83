import { normaliseAccount } from '../../../values/account-number.js';

/**
 * True when `asked` names the account number that a payer typed: with the registered prefix it began with, or without.
 *
 * @param typed null when nobody knows what was typed
 */
export function isSameAccount(asked: string, typed: string | null, prefix: string | null): boolean {
  if (typed === null) return false;
  const [wanted, account] = [normaliseAccount(asked), normaliseAccount(typed)];
  return wanted !== '' && (wanted === account || (prefix !== null && prefix + wanted === account));
}
