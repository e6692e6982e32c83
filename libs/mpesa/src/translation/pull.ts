import type { PulledTransaction } from '../daraja/contracts/pull.contract.js';
import type { MoneyReceivedFact } from '../payments/payment-fact.js';
import type { C2bReceiver, C2bRefusal } from './c2b.js';

/** The fact in a row of Pull. It lists payments by customers only (DARAJA-FACTS 1.16); should it name another kind, it is not booked. */
export function factFromPull(
  row: PulledTransaction,
  receiver: C2bReceiver,
  at: number,
): MoneyReceivedFact | C2bRefusal {
  if (row.transactiontype !== null && !/^c2b\b/i.test(row.transactiontype))
    return { refused: `not-c2b: ${row.transactiontype}` };
  if (row.amountCents === null || row.amountCents === 0) return { refused: 'no-amount' };
  return {
    type: 'money-received',
    at,
    source: 'pull',
    account: receiver.name,
    accountType: receiver.type,
    shortcode: receiver.shortcode,
    till: receiver.till,
    receipt: row.transactionId,
    amountCents: row.amountCents,
    reference: receiver.type === 'till' ? null : row.billreference,
    payer: row.msisdn,
    partyName: row.sender,
    transactionType: row.transactiontype,
    completedAt: row.trxDate,
  };
}
