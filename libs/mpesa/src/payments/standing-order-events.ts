import type { FailureWord } from '../values/explanation.js';
import type { AccountType } from '../values/account-type.js';
import type { JsonObject } from './payment.js';
import type { StandingOrder, StandingOrderFrequency, StandingOrderStatus } from './standing-order.js';

/** What every event of a standing order tells: the order as it stood when the event was written. */
export interface StandingOrderEvent {
  readonly type: `standing-order.${'active' | 'failed' | 'review'}`;
  readonly standingOrderId: string;
  readonly status: StandingOrderStatus;
  readonly account: string;
  readonly accountType: AccountType;
  readonly shortcode: string;
  readonly till: string | null;
  readonly phone: string | null;
  readonly name: string;
  /** Of one execution. */
  readonly amountCents: number;
  readonly currency: 'KES';
  readonly reference: string;
  readonly description: string | null;
  readonly frequency: StandingOrderFrequency;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly metadata: JsonObject | null;
  readonly occurredAt: number;
}

/** The customer agreed. */
export interface StandingOrderActive extends StandingOrderEvent {
  readonly type: 'standing-order.active';
  /** Safaricom's id of the agreement; null when a person told. */
  readonly transactionId: string | null;
  /** Set when an earlier event told of a failure or a review. */
  readonly recoveredFrom: 'failed' | 'review' | null;
}

/** The customer did not agree, or Daraja refused it. */
export interface StandingOrderFailed extends StandingOrderEvent {
  readonly type: 'standing-order.failed';
  readonly failure: FailureWord;
  readonly resultCode: string | null;
  readonly resultText: string | null;
}

/** Nobody has told what became of it: a person has to look. */
export interface StandingOrderInReview extends StandingOrderEvent {
  readonly type: 'standing-order.review';
}

export function describeStandingOrder(order: StandingOrder): Omit<StandingOrderEvent, 'type'> {
  return {
    standingOrderId: order.id,
    status: order.status,
    account: order.account,
    accountType: order.accountType,
    shortcode: order.shortcode,
    till: order.till,
    phone: order.phone,
    name: order.name,
    amountCents: order.amountCents,
    currency: 'KES',
    reference: order.reference,
    description: order.description,
    frequency: order.frequency,
    startsOn: order.startsOn,
    endsOn: order.endsOn,
    metadata: order.metadata,
    occurredAt: order.updatedAt,
  };
}
