import type { Payment } from '../payments/payment.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import { isOpen } from '../payments/payment-status.js';
import { DAY_MS } from '../values/duration.js';

type Horizons = Pick<PaymentPolicy, 'horizonMs'>;

/** That a question could not be put says nothing of a payment, but one that never can must not keep it open for ever. */
const LONGEST_WAIT_FOR_A_QUESTION_MS = DAY_MS;

/**
 * Until when a payment is asked about, epoch ms. Whoever claimed success long after the request has it asked about for just as long.
 * Anybody may tell made-up names, again and again: those have it asked about once as long, not for ever.
 */
export function horizonOf({ kind, sendingAt, createdAt, claim }: Payment, { horizonMs }: Horizons): number {
  const sent = sendingAt ?? createdAt;
  const toldAt = claim?.at ?? 0;
  const from = claim?.open?.includes('ids') === true ? Math.min(toldAt, sent + horizonMs(kind)) : toldAt;
  return Math.max(sent, from) + horizonMs(kind);
}

/**
 * Until when a question is put again that got no answer, epoch ms. News that comes when a person has the payment, or after it had failed,
 * has the whole time, however late it comes; names that are made up then keep nothing open.
 */
export function lastQuestionAt(payment: Payment, policy: Horizons): number {
  const toldAt = isOpen(payment.status) ? 0 : (payment.claim?.at ?? 0);
  return Math.max(horizonOf(payment, policy), toldAt) + LONGEST_WAIT_FOR_A_QUESTION_MS;
}
