/**
 * Where a payment stands.
 *
 * - `created`: stored; while `sendingAt` is null no byte has left.
 * - `pending`: Daraja accepted the request; the payer has not answered yet.
 * - `unknown`: sent, but nobody told us what became of it, or M-Pesa itself gave up waiting. Never resent, only asked about.
 * - `review`: a person has to look (amount or shortcode differ, or the horizon has passed). Never counted as paid.
 * - `succeeded`, `failed`, `reversed`: told by M-Pesa.
 */
export type PaymentStatus =
  'created' | 'pending' | 'unknown' | 'review' | 'succeeded' | 'failed' | 'reversed';

/**
 * Every transition that may happen. `failed` may still become `succeeded` on later proof, and `created` once more when
 * nothing had been sent and the caller repeats the same idempotency key. Success is only taken back by a reversal.
 */
export const TRANSITIONS = {
  created: ['pending', 'unknown', 'review', 'succeeded', 'failed'],
  pending: ['unknown', 'review', 'succeeded', 'failed'],
  unknown: ['pending', 'review', 'succeeded', 'failed'],
  review: ['succeeded', 'failed'],
  failed: ['created', 'review', 'succeeded'],
  succeeded: ['reversed'],
  reversed: [],
} as const satisfies Record<PaymentStatus, readonly PaymentStatus[]>;

/** True while M-Pesa may still say something that settles the payment for the first time. */
const OPEN = {
  created: true,
  pending: true,
  unknown: true,
  review: false,
  succeeded: false,
  failed: false,
  reversed: false,
} as const satisfies Record<PaymentStatus, boolean>;

export function mayBecome(from: PaymentStatus, to: PaymentStatus): boolean {
  return (TRANSITIONS[from] as readonly PaymentStatus[]).includes(to);
}

export function isOpen(status: PaymentStatus): boolean {
  return OPEN[status];
}

/** Of payments that are open. */
export const OPEN_STATUSES: readonly PaymentStatus[] = (Object.keys(OPEN) as PaymentStatus[]).filter(isOpen);

export function isSettled(status: PaymentStatus): boolean {
  return !OPEN[status];
}
