import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { formatCents } from '../values/money.js';
import type { Payment } from './payment.js';
import type { NewPaymentEvent } from './payment-events.js';
import { reversedEvent } from './announce.js';

/**
 * Refuses to give back what cannot be given back: money we sent, a reversal, what is not (or not surely) ours, and more than
 * is left. Safaricom would refuse it too, hours later.
 *
 * @param underWayCents what reversals that are not settled yet ask for
 * @throws InvalidRequestError field `paymentId` or `amount`
 */
export function refuseReversal(original: Payment, amountCents: number, underWayCents: number): void {
  const problem = originalProblem(original);
  if (problem !== null) throw new InvalidRequestError('paymentId', original.id, problem);
  const left = original.amountCents - original.reversedCents - underWayCents;
  if (amountCents <= left) return;
  const rule =
    left <= 0
      ? 'must not be reversed twice: all of it is reversed or being reversed'
      : `must be no more than the ${formatCents(left)} shillings that are not reversed yet`;
  throw new InvalidRequestError(
    left <= 0 ? 'paymentId' : 'amount',
    left <= 0 ? original.id : formatCents(amountCents),
    rule,
  );
}

function originalProblem({ kind, direction, status, supersededBy }: Payment): string | null {
  if (kind === 'reversal') return 'must not be a reversal';
  if (direction === 'out') return 'must be money we received: what we sent cannot be reversed over the API';
  if (supersededBy !== null) return `must be payment ${supersededBy}, which is the same money`;
  if (status === 'reversed') return 'must not be reversed twice: all of it is reversed';
  return status === 'succeeded' ? null : 'must have succeeded';
}

/** What a reversal may have given back without anybody having said so, in cents. */
export function unsettledCents({ originalPaymentId, status, amountCents }: Payment): number {
  const isOver = status === 'succeeded' || status === 'failed' || status === 'reversed';
  return originalPaymentId === null || isOver ? 0 : amountCents;
}

/** The original with so much more, or less, that may have been given back; no news to anybody. */
export function noteUnsettled(original: Payment, cents: number, at: number): Payment {
  const reversalUnknownCents = Math.max(0, original.reversalUnknownCents + cents);
  return { ...original, reversalUnknownCents, updatedAt: at, version: original.version + 1 };
}

/** The original with so much of it given back: `reversed` when that is all of it. */
export function giveBack(
  original: Payment,
  cents: number,
  at: number,
): { payment: Payment; event: NewPaymentEvent } {
  const reversedCents = original.reversedCents + cents;
  const payment: Payment = {
    ...original,
    reversedCents,
    status: reversedCents >= original.amountCents ? 'reversed' : original.status,
    updatedAt: at,
    version: original.version + 1,
  };
  return { payment, event: reversedEvent(payment) };
}
