import { chargesAccount } from '../ledger/account.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Shortcode } from '../world/shortcode.js';

/** Takes Safaricom's fee for the transaction `receipt` from the organisation's charges account, which may go negative. */
export function charge(
  ledger: Ledger,
  shortcode: Shortcode,
  { kind, receipt }: { kind: 'c2b' | 'b2c' | 'b2b'; receipt: string },
): void {
  const cents = shortcode.chargeCents[kind];
  if (cents === 0) return;
  const debit = chargesAccount(shortcode.number);
  ledger.move({ kind: 'charge', receipt: null, debit, credit: 'safaricom', cents, reference: receipt });
}
