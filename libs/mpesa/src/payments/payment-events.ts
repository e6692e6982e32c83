import type { FailureWord } from '../values/explanation.js';
import type { AccountType } from '../values/account-type.js';
import type { BalanceReading } from '../values/balance-reading.js';
import type { StatusReport } from '../values/status-report.js';
import type { JsonObject, PaymentDirection, PaymentKind, PaymentSource } from './payment.js';
import type { PaymentStatus } from './payment-status.js';
import type {
  StandingOrderActive,
  StandingOrderFailed,
  StandingOrderInReview,
} from './standing-order-events.js';

/** What every payment event tells: the payment as it stood when the event was written. Money in cents, times in epoch ms. */
export interface PaymentEvent {
  readonly type: PaymentEventName;
  readonly paymentId: string;
  readonly kind: PaymentKind;
  readonly direction: PaymentDirection;
  readonly status: PaymentStatus;
  readonly account: string;
  readonly accountType: AccountType;
  readonly shortcode: string;
  readonly till: string | null;
  readonly amountCents: number;
  readonly currency: 'KES';
  readonly phone: string | null;
  readonly phoneMasked: string | null;
  readonly phoneHash: string | null;
  /** The other organisation's shortcode or till; null where the other party is a phone. */
  readonly party: string | null;
  /** The payer's or the payee's name, as far as M-Pesa tells it. */
  readonly partyName: string | null;
  readonly reference: string | null;
  readonly description: string | null;
  readonly metadata: JsonObject | null;
  readonly idempotencyKey: string | null;
  readonly transactionType: string | null;
  readonly checkoutRequestId: string | null;
  readonly conversationId: string | null;
  readonly originatorConversationId: string | null;
  /** The payment that a reversal gives back. */
  readonly originalPaymentId: string | null;
  /** Safaricom's completion time. */
  readonly completedAt: number | null;
  readonly occurredAt: number;
}

/** The payment is stored, and nothing has been sent yet. */
export interface PaymentCreated extends PaymentEvent {
  readonly type: 'payment.created';
}

/** It was sent, or may have been: the answer is awaited. */
export interface PaymentPending extends PaymentEvent {
  readonly type: 'payment.pending';
}

/** The money moved. */
export interface PaymentSucceeded extends PaymentEvent {
  readonly type: 'payment.succeeded';
  /** Null when only a status query has confirmed the payment: a query tells no receipt. */
  readonly receipt: string | null;
  /** True when the receipt fitted other payments as well: whichever is whose, their number and sum are right. */
  readonly ambiguous: boolean;
  /** False for money nobody asked for through this module, such as a customer paying the pay bill by hand. */
  readonly requested: boolean;
  /** Set when an earlier event told of a failure or a review. */
  readonly recoveredFrom: 'failed' | 'review' | null;
  /** Id of a payment whose success was announced before and which is this same money. Do not credit twice. */
  readonly supersedes: string | null;
  readonly settledBy: PaymentSource | null;
  /** What M-Pesa charged us for it, as far as it told by then. */
  readonly feeCents: number | null;
  readonly recipientRegistered: boolean | null;
  /** What the organisation's accounts held after it, as its result told. */
  readonly balances: readonly BalanceReading[] | null;
}

/** No money moved. */
export interface PaymentFailed extends PaymentEvent {
  readonly type: 'payment.failed';
  readonly failure: FailureWord;
  readonly resultCode: string | null;
  readonly resultText: string | null;
}

/** Nobody can say what became of it without looking: see `reviewReason`. */
export interface PaymentInReview extends PaymentEvent {
  readonly type: 'payment.review';
  readonly reviewReason: string;
}

/** Some or all of a payment was given back; its status says `reversed` once all of it was. */
export interface PaymentReversed extends PaymentEvent {
  readonly type: 'payment.reversed';
  /** All that was given back so far. */
  readonly reversedCents: number;
  /** What other reversals, of which nobody has told yet, may have given back as well. */
  readonly reversalUnknownCents: number;
}

/** A payment booked on its own turned out to be the money of another one. */
export interface PaymentSuperseded extends PaymentEvent {
  readonly type: 'payment.superseded';
  readonly supersededBy: string;
}

/** What the accounts of a shortcode hold, as M-Pesa answered. */
export interface BalanceReceived {
  readonly type: 'balance.received';
  readonly inquiryId: string;
  readonly account: string;
  readonly shortcode: string;
  readonly accounts: readonly BalanceReading[];
  /** Safaricom's time of the reading. */
  readonly completedAt: number | null;
  readonly occurredAt: number;
}

/** How a transaction stands, as M-Pesa answered. Money in cents, times in epoch ms; null is what it did not tell. */
export interface StatusReceived extends StatusReport {
  readonly type: 'status.received';
  readonly inquiryId: string;
  readonly account: string;
  readonly shortcode: string;
  /** The payment of this module that was asked about. */
  readonly paymentId: string | null;
  readonly occurredAt: number;
}

/** Stored in the transaction of the change they tell of, handed to every handler at least once. */
export interface DurableEventMap {
  'payment.created': PaymentCreated;
  'payment.pending': PaymentPending;
  'payment.succeeded': PaymentSucceeded;
  'payment.failed': PaymentFailed;
  'payment.review': PaymentInReview;
  'payment.reversed': PaymentReversed;
  'payment.superseded': PaymentSuperseded;
  'standing-order.active': StandingOrderActive;
  'standing-order.failed': StandingOrderFailed;
  'standing-order.review': StandingOrderInReview;
  'balance.received': BalanceReceived;
  'status.received': StatusReceived;
}

/** Told once, in this process, to whoever listens. Never rely on them for money. */
export interface BestEffortEventMap {
  'callback.refused': {
    readonly type: 'callback.refused';
    readonly status: number;
    readonly reason: string;
    readonly sourceAddress: string | null;
  };
  /** Passwords for C2B Hakikisha are guessed from there; nothing that comes from it until then (epoch ms) is looked at. */
  'sign-in.held': {
    readonly type: 'sign-in.held';
    readonly sourceAddress: string | null;
    readonly heldUntil: number;
  };
  'callback.unmatched': {
    readonly type: 'callback.unmatched';
    readonly callbackId: string;
    readonly kind: string;
    readonly reason: string;
  };
  'token.refreshed': {
    readonly type: 'token.refreshed';
    readonly account: string;
    readonly expiresAt: number;
  };
  'operator.locked': {
    readonly type: 'operator.locked';
    readonly account: string;
    readonly initiator: string;
    readonly resultCode: string;
    readonly resultText: string | null;
    readonly lockedAt: number;
  };
}

/** Every event with what it tells. */
export type MpesaEventMap = DurableEventMap & BestEffortEventMap;
/** The name of any event. */
export type MpesaEventName = keyof MpesaEventMap;
/** The events that are stored. */
export type DurableEventName = keyof DurableEventMap;

export const DURABLE_EVENTS = [
  'payment.created',
  'payment.pending',
  'payment.succeeded',
  'payment.failed',
  'payment.review',
  'payment.reversed',
  'payment.superseded',
  'standing-order.active',
  'standing-order.failed',
  'standing-order.review',
  'balance.received',
  'status.received',
] as const satisfies readonly DurableEventName[];

/** The events of payments; others tell of standing orders and inquiries. */
export type PaymentEventName = Extract<DurableEventName, `payment.${string}`>;

interface NewEventOf<Name extends DurableEventName> {
  /** The id of what it is about: a payment, a standing order or an inquiry. Events of one id are handed over in the order of `seq`. */
  readonly subjectId: string;
  readonly seq: number;
  readonly payload: DurableEventMap[Name];
}

/** An event before storage gave it an id. `seq` is the version of what it is about. */
export type NewPaymentEvent = { [Name in PaymentEventName]: NewEventOf<Name> }[PaymentEventName];
export type NewEvent = { [Name in DurableEventName]: NewEventOf<Name> }[DurableEventName];
