import type { Payment } from './payment.js';

/** By which product Daraja is asked about a transaction: pushes by the first, all else by the second. It counts them apart. */
export type QuestionProduct = 'stk-query' | 'transaction-status';

/** By which reconciliation asks about a payment. */
export function questionProductOf({ kind }: Pick<Payment, 'kind'>): QuestionProduct {
  return kind === 'stk-push' ? 'stk-query' : 'transaction-status';
}

/** A question to Daraja about a payment, or about a transaction that is not in the books (`paymentId: null`). */
export interface PaymentQuestion {
  readonly product: QuestionProduct;
  /** Named account that asks. */
  readonly account: string;
  readonly paymentId: string | null;
}
