import type { DurableEventName } from '../payments/payment-events.js';
import type { EventSink, Page, Tx } from '../payments/payment-ports.js';

/** A handler and the events it wants. */
export interface Subscription {
  readonly handler: string;
  readonly event: DurableEventName;
}

/** `due`: to be handed over (again) at `nextAt`. `dead`: gave up after the last attempt. */
export type DeliveryStatus = 'due' | 'done' | 'dead';

/** One event on its way to one handler. */
export interface Delivery {
  readonly eventId: string;
  readonly handler: string;
  /** The id of what the event is about: a payment, a standing order or an inquiry. */
  readonly subjectId: string | null;
  readonly seq: number;
  readonly event: DurableEventName;
  readonly payload: unknown;
  /** Attempts that have failed so far. */
  readonly attempts: number;
}

/** A delivery whose handler failed too often. `diedAt` in epoch ms. */
export interface DeadLetter extends Delivery {
  readonly lastError: string | null;
  readonly diedAt: number;
}

/** Names one event's way to one handler. */
export interface DeliveryRef {
  readonly eventId: string;
  readonly handler: string;
}

/** How far ahead of `now` a delivery can lie, ms. */
export interface LongestWaits {
  readonly now: number;
  /** While somebody holds it. */
  readonly claimedMs: number;
  /** While it waits for its next attempt, by how many have failed; the last one for all beyond. */
  readonly plannedMs: readonly number[];
}

export interface OutboxStore extends EventSink {
  /** Registers handlers, keeping those of other instances; events from `now` on are fanned out to them. */
  subscribe(subscriptions: readonly Subscription[], now: number): Promise<void>;
  /** Forgets a handler that no longer exists, with what is still due to it. @returns how many deliveries were dropped */
  unsubscribe(handler: string): Promise<number>;
  /**
   * Claims due deliveries under `owner` until `leaseUntil`, at most `limit` of each of these handlers. Never one whose handler
   * still has an earlier unfinished event of the same payment; dead letters do not block.
   */
  claim(
    owner: string,
    request: { handlers: readonly string[]; now: number; leaseUntil: number; limit: number },
  ): Promise<Delivery[]>;
  /** Extends the lease. @returns false when it was lost */
  renew(owner: string, delivery: DeliveryRef, leaseUntil: number): Promise<boolean>;
  /** Marks it handed over, fenced by `owner`; inside `tx` when the handler's own writes must commit with it. @returns false when the lease was lost */
  done(owner: string, delivery: DeliveryRef, now: number, tx?: Tx): Promise<boolean>;
  /** Counts a failed attempt and plans the next. */
  retry(owner: string, delivery: DeliveryRef, plan: { nextAt: number; error: string }): Promise<boolean>;
  deadLetter(owner: string, delivery: DeliveryRef, plan: { now: number; error: string }): Promise<boolean>;
  /** Gives claims of `owner` back, uncounted: these, or all. */
  release(owner: string, deliveries?: readonly DeliveryRef[]): Promise<void>;
  /**
   * Makes due what these handlers wait for longer than they ever have to: a clock that was ahead had planned or claimed it.
   *
   * @returns how many deliveries that were
   */
  recall(handlers: readonly string[], longest: LongestWaits): Promise<number>;
  deadLetters(page: { limit: number; cursor: string | null }): Promise<Page<DeadLetter>>;
  /** Makes a dead letter due again with no attempts counted. @returns false when there is none */
  replay(delivery: DeliveryRef, now: number): Promise<boolean>;
}
