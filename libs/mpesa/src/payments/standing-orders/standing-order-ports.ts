import type { Departure, Page, Tx } from '../payment-ports.js';
import type { StandingOrder, StandingOrderStatus } from '../standing-order.js';

/** Standing orders that agree with all that is given. */
export interface StandingOrderFilter {
  readonly account?: string;
  readonly status?: StandingOrderStatus;
  /** Twelve digits. */
  readonly phone?: string;
  readonly reference?: string;
}

/** What a payment must agree with to be an execution. */
export interface StandingOrderMatch {
  readonly shortcode: string;
  readonly amountCents: number;
}

export interface StandingOrderStore {
  /**
   * Locks and reads those of these orders that exist, without waiting for anybody.
   *
   * @throws StorageConflict kind `held`, with the ids that another transaction keeps locked
   */
  lock(tx: Tx, ids: readonly string[]): Promise<StandingOrder[]>;
  /** @throws StorageConflict kind `duplicate` when id or live key is taken */
  insert(tx: Tx, order: StandingOrder): Promise<void>;
  /**
   * The last step before bytes leave: sets `sendingAt` and the next check. False, and nothing changed, unless the order is `created`
   * and unsent.
   */
  depart(departure: Omit<Departure, 'owner'>): Promise<boolean>;
  /** The bytes surely did not leave: `sendingAt` is null again. Without effect on an order that anything is known of. */
  takeBack(id: string): Promise<void>;
  /**
   * Overwrites everything that may change. An order that failed as `not-sent` is only written over one whose `sendingAt` is null.
   *
   * @throws StorageConflict kind `contention` when one that was to be `not-sent` is being sent
   */
  save(tx: Tx, orders: readonly StandingOrder[]): Promise<void>;
  get(id: string): Promise<StandingOrder | null>;
  /** The one that has any of these as its live key. */
  findLive(liveKeys: readonly string[]): Promise<StandingOrder | null>;
  /** Newest first. */
  find(
    filter: StandingOrderFilter,
    page: { limit: number; cursor: string | null },
  ): Promise<Page<StandingOrder>>;
  /** Those that have not failed. */
  matching(match: StandingOrderMatch): Promise<StandingOrder[]>;
  /** Those that have waited long enough, oldest first. */
  due(now: number, limit: number): Promise<StandingOrder[]>;
}
