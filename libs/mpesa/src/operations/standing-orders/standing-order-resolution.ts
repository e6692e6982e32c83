import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type {
  OrderAgreedFact,
  OrderDeclinedFact,
} from '../../payments/standing-orders/standing-order-fact.js';
import { refuse } from '../payment-request.js';

/** How a person decides on a standing order in review. */
export interface StandingOrderResolution {
  readonly as: 'active' | 'failed';
  /** Who decided. */
  readonly by: string;
  readonly reason: string;
}

/** @throws InvalidRequestError fields `as`, `by`, `reason` */
export function orderResolved(
  standingOrderId: string,
  { as, by, reason }: StandingOrderResolution,
  at: number,
): OrderAgreedFact | OrderDeclinedFact {
  refuse('by', by, isSaid(by) ? null : 'must name who decided');
  refuse('reason', reason, isSaid(reason) ? null : 'must say why');
  const told = { standingOrderId, at, resultCode: null, resultText: `${by}: ${reason}` };
  if (as === 'active') return { ...told, type: 'agreed', transactionId: null };
  if (as === 'failed') return { ...told, type: 'declined', failure: 'resolved-as-failed' };
  throw new InvalidRequestError('as', as, 'must be active or failed');
}

function isSaid(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== '';
}
