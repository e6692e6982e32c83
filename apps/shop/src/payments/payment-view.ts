import type { Payment } from 'nestjs-mpesa';
import { explanationOf } from './failure-words.js';

/** A payment as a browser may see it: no full phone number, no payer's name. Times in epoch ms. */
export interface PaymentView {
  readonly id: string;
  readonly status: Payment['status'];
  readonly kind: Payment['kind'];
  /** Whole shillings. */
  readonly amount: number;
  readonly currency: 'KES';
  /** Such as `2547****149`. */
  readonly phone: string | null;
  readonly reference: string | null;
  readonly receipt: string | null;
  /** One word for why it failed. */
  readonly failure: string | null;
  /** The same in words for the payer. */
  readonly reason: string | null;
  readonly createdAt: number;
  readonly settledAt: number | null;
}

export function paymentView(payment: Payment): PaymentView {
  const { id, status, kind, currency, reference, receipt, failure, createdAt, settledAt } = payment;
  return {
    id,
    status,
    kind,
    amount: payment.amountCents / 100,
    currency,
    phone: payment.phone?.replace(/^(\d{4})\d+(\d{3})$/, '$1****$2') ?? null,
    reference,
    receipt,
    failure,
    reason: explanationOf(payment),
    createdAt,
    settledAt,
  };
}
