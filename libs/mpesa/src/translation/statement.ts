import type { MoneyReceivedFact } from '../payments/payment-fact.js';
import type { StatementRow } from '../statements/statement-row.js';
import type { C2bReceiver } from './c2b.js';

/** The fact in a row of a statement, which tells of a payment by a customer. */
export function factFromStatement(row: StatementRow, receiver: C2bReceiver, at: number): MoneyReceivedFact {
  return {
    type: 'money-received',
    at,
    source: 'statement',
    account: receiver.name,
    accountType: receiver.type,
    shortcode: receiver.shortcode,
    till: receiver.till,
    receipt: row.receipt,
    amountCents: row.amountCents,
    reference: receiver.type === 'till' ? null : row.reference,
    payer: row.payer,
    partyName: row.name,
    transactionType: row.reason,
    completedAt: row.completedAt,
  };
}
