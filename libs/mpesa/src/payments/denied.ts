import type { Payment } from './payment.js';

/** Why a payment lies in review whose success a callback has told, and Daraja's own answer has denied. */
export const DENIED = 'callback-and-query-disagree';

export function isDenied({ status, reviewReason }: Pick<Payment, 'status' | 'reviewReason'>): boolean {
  return status === 'review' && reviewReason === DENIED;
}

/** Why money that came in lies in review of which M-Pesa tells another payer than whoever told of it first. */
export const PAYER_DIFFERS = 'payer-differs';

export function isPayerDenied({ status, reviewReason }: Pick<Payment, 'status' | 'reviewReason'>): boolean {
  return status === 'review' && reviewReason === PAYER_DIFFERS;
}
