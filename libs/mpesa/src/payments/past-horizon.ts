import type { Payment } from './payment.js';

/** True for a payment in review only because nobody told of it in time; the reason may name what a claim left open. */
export function isPastHorizon({ status, reviewReason }: Pick<Payment, 'status' | 'reviewReason'>): boolean {
  return status === 'review' && reviewReason !== null && /^horizon(?::|$)/.test(reviewReason);
}
