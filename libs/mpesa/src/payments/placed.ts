import type { Payment, PaymentSource } from './payment.js';
import type { MoneySource } from './payment-fact.js';

/** True for news that named no payment: whose it is was found out here, and may turn out to be another's. */
export function isPlaced(source: PaymentSource | null): source is MoneySource {
  return source === 'c2b' || source === 'pull' || source === 'statement' || source === 'status';
}

/** True when its receipt was found by comparing, and no callback of its own has named it. */
export function isReceiptPlaced(payment: Payment): boolean {
  const { status, receipt, ambiguous } = payment;
  return status === 'succeeded' && receipt !== null && (ambiguous || isPlaced(receiptSource(payment)));
}

/** Who told its receipt. An older version has stored no more than who settled it. */
export function receiptSource({ receiptFrom, settledBy }: Payment): PaymentSource | null {
  return receiptFrom ?? settledBy;
}
