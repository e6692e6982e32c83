import type { NewEvent } from '../payment-events.js';
import type { StandingOrder, StandingOrderStatus } from '../standing-order.js';
import { describeStandingOrder } from '../standing-order-events.js';
import type {
  OrderAcceptedFact,
  OrderAgreedFact,
  OrderDeclinedFact,
  StandingOrderFact,
} from './standing-order-fact.js';

/** What a fact does to a standing order. Late, repeated and contradictory news is data. */
export type OrderApplied =
  { readonly order: StandingOrder; readonly events: readonly NewEvent[] } | { readonly ignored: string };

export interface StandingOrderPolicy {
  /** How long Safaricom may take to tell, ms from sending. */
  readonly horizonMs: number;
}

/** Every transition that may happen. Agreement is never taken back; a late one overrules an earlier failure. */
const TRANSITIONS: Readonly<Record<StandingOrderStatus, readonly StandingOrderStatus[]>> = {
  created: ['pending', 'unknown', 'active', 'failed'],
  pending: ['review', 'active', 'failed'],
  unknown: ['pending', 'review', 'active', 'failed'],
  review: ['active', 'failed'],
  failed: ['active'],
  active: [],
};

/** The only rules by which a standing order changes. */
export function applyStandingOrderFact(
  order: StandingOrder,
  fact: StandingOrderFact,
  policy: StandingOrderPolicy,
): OrderApplied {
  const nextCheckAt = (order.sendingAt ?? order.createdAt) + policy.horizonMs;
  switch (fact.type) {
    case 'accepted':
      return applyAccepted(order, fact, nextCheckAt);
    case 'unanswered':
      // Whoever drew this conclusion saw an earlier departure, which was taken back since.
      if (order.status === 'created' && order.sendingAt !== fact.sendingAt) return { ignored: 'superseded' };
      return become(order, 'unknown', fact.at, { nextCheckAt });
    case 'not-sent':
      // Whoever drew this conclusion saw it before it departed.
      if (order.status !== 'created' || order.sendingAt !== null) return { ignored: 'already-sent' };
      return become(order, 'failed', fact.at, { failure: 'not-sent', resultText: fact.reason });
    case 'agreed':
      return applyAgreed(order, fact);
    case 'declined':
      return applyDeclined(order, fact);
    case 'horizon-passed':
      return become(order, 'review', fact.at, { nextCheckAt: null });
  }
}

/** Its callback may have been faster; then the acknowledgement only adds Safaricom's id. */
function applyAccepted(order: StandingOrder, fact: OrderAcceptedFact, nextCheckAt: number): OrderApplied {
  const { responseRefId, at } = fact;
  if (order.status === 'created' || order.status === 'unknown')
    return become(order, 'pending', at, { responseRefId, nextCheckAt });
  if (order.responseRefId !== null || responseRefId === null) return { ignored: 'repetition' };
  return { order: changed(order, at, { responseRefId }), events: [] };
}

function applyAgreed(order: StandingOrder, fact: OrderAgreedFact): OrderApplied {
  if (order.status === 'active') return { ignored: 'repetition' };
  if (isUnproven(order, fact)) return { ignored: 'unproven' };
  const { transactionId, resultCode, resultText } = fact;
  return become(order, 'active', fact.at, {
    transactionId,
    resultCode,
    resultText,
    failure: null,
    nextCheckAt: null,
  });
}

function applyDeclined(order: StandingOrder, fact: OrderDeclinedFact): OrderApplied {
  if (order.status === 'active') return { ignored: 'agreement-stands' };
  if (order.status === 'failed') return { ignored: 'repetition' };
  if (isUnproven(order, fact)) return { ignored: 'unproven' };
  const { failure, resultCode, resultText } = fact;
  return become(order, 'failed', fact.at, { failure, resultCode, resultText });
}

/** A callback of somebody who knows no more than its URL. While the acknowledgement is under way, or once it is lost, nobody can tell. */
function isUnproven(
  { responseRefId }: StandingOrder,
  { told }: OrderAgreedFact | OrderDeclinedFact,
): boolean {
  return told !== undefined && responseRefId !== null && told.responseRefId !== responseRefId;
}

function become(
  order: StandingOrder,
  status: StandingOrderStatus,
  at: number,
  values: Partial<StandingOrder>,
): OrderApplied {
  if (!TRANSITIONS[order.status].includes(status))
    return { ignored: `${order.status}-cannot-become-${status}` };
  // The name of one that failed is free again.
  const ended = status === 'failed' ? { liveKey: null, nextCheckAt: null } : {};
  const next = changed(order, at, { ...values, ...ended, status });
  return { order: next, events: eventsOf(next, order.status) };
}

function changed(order: StandingOrder, at: number, values: Partial<StandingOrder>): StandingOrder {
  return { ...order, ...values, updatedAt: at, version: order.version + 1 };
}

/** The caller has been told of `pending`, and nobody acts on "we do not know". */
function eventsOf(order: StandingOrder, from: StandingOrderStatus): NewEvent[] {
  const base = { subjectId: order.id, seq: order.version };
  const told = describeStandingOrder(order);
  switch (order.status) {
    case 'active': {
      const recoveredFrom = from === 'failed' || from === 'review' ? from : null;
      const { transactionId } = order;
      return [{ ...base, payload: { ...told, type: 'standing-order.active', transactionId, recoveredFrom } }];
    }
    case 'failed': {
      const { failure, resultCode, resultText } = order;
      const why = { failure: failure ?? 'unknown', resultCode, resultText };
      return [{ ...base, payload: { ...told, type: 'standing-order.failed', ...why } }];
    }
    case 'review':
      return [{ ...base, payload: { ...told, type: 'standing-order.review' } }];
    default:
      return [];
  }
}
