import type { Payment } from './payment.js';

/** Why a payment lies in review whose success a callback has told, and Daraja's own answer has denied. */
export const DENIED = 'callback-and-query-disagree';

export function isDenied({ status, reviewReason }: Pick<Payment, 'status' | 'reviewReason'>): boolean {
  return status === 'review' && reviewReason === DENIED;
}
