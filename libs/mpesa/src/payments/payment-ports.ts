import type { Payment, PaymentDirection, PaymentKind } from './payment.js';
import type { PaymentStatus } from './payment-status.js';
import type { NewEvent } from './payment-events.js';
import type { PromptLock } from './prompt-lock.js';
import type { PaymentQuestion } from './question-product.js';

declare const transaction: unique symbol;

/** A running transaction. Only storage knows what is inside. */
export interface Tx {
  readonly [transaction]: true;
}

export interface UnitOfWork {
  /**
   * Runs `work` in one READ COMMITTED transaction; every write of it commits together or not at all.
   *
   * @throws StorageConflict when the database asks for another try; nothing was written
   * @throws StorageLockedError when a lock outlasted the wait for it; nothing was written
   * @throws StorageUnavailableError when the database cannot be reached
   */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Joins the host's own transaction. Refused on SQLite, where the module's connection is not the host's.
   *
   * @throws InvalidRequestError field `manager`
   */
  join(manager: unknown): Tx;
  /**
   * Runs `work` inside the host's transaction: whatever it reads comes over that connection, and none other is asked for.
   * Without a manager it simply runs.
   *
   * @throws InvalidRequestError field `manager`
   */
  inside<T>(manager: unknown, work: () => Promise<T>): Promise<T>;
}

/** What a C2B confirmation knows that may point to a push. */
export interface PushCandidateQuery {
  readonly shortcodes: readonly string[];
  readonly amountCents: number;
  /** Null for tills. */
  readonly reference: string | null;
  /** Only pushes whose sending began in this span (epoch ms) can be meant. */
  readonly sentFrom: number;
  readonly sentTo: number;
}

/** One payment's bytes on their way out. */
export interface Departure {
  readonly id: string;
  /** Who claimed the sending. */
  readonly owner: string;
  /** Epoch ms; becomes the payment's `sendingAt`. */
  readonly at: number;
  /** When to look whether its sender has come back. */
  readonly nextCheckAt: number;
}

/** Which money by hand may be that of some pushes. */
export interface MoneyQuery {
  readonly amountsCents: readonly number[];
  /** Safaricom's time of the payment, epoch ms, both inclusive. */
  readonly from: number;
  readonly to: number;
  /** Money whose time nobody told must have been stored from `from` to this instant, inclusive. */
  readonly toldTo: number;
  readonly statuses: readonly PaymentStatus[];
}

export interface ScheduledCheck {
  readonly id: string;
  /** Null when nothing is left to ask about. */
  readonly nextCheckAt: number | null;
  readonly checks: number;
}

/** What no two payments share, as far as we choose it. */
export type PaymentNames = Pick<Payment, 'id' | 'account' | 'idempotencyKey' | 'originatorConversationId'>;

/** Writes and locked reads of payments. Arrays in, arrays out, in a fixed number of statements. */
/** Payments that a callback has claimed as paid, or those that nobody has told of: each kind has its turn to be asked about. */
export type CheckTurn = 'confirmations' | 'checks';

export interface PaymentStore {
  /** Bumps `lock_no` of these payments in ascending id order: a row lock every database understands, and the first statement of a transaction. */
  lock(tx: Tx, ids: readonly string[]): Promise<void>;
  /**
   * Locks those of these payments that exist, without waiting for anybody.
   *
   * @throws StorageConflict kind `held`, with the ids that another transaction keeps locked
   */
  lockFree(tx: Tx, ids: readonly string[]): Promise<void>;
  load(tx: Tx, ids: readonly string[]): Promise<Payment[]>;
  loadByReceipts(tx: Tx, direction: PaymentDirection, receipts: readonly string[]): Promise<Payment[]>;
  /** @throws StorageConflict kind `duplicate` when any unique value (id, idempotency key, receipt, Daraja id) is taken */
  insert(tx: Tx, payments: readonly Payment[]): Promise<void>;
  /**
   * Overwrites everything that may change, row by id. A payment that failed as `not-sent` is only written over one whose
   * `sendingAt` is null.
   *
   * @throws StorageConflict kind `duplicate`; kind `contention` when one that was to be `not-sent` is being sent
   */
  save(tx: Tx, payments: readonly Payment[]): Promise<void>;
  /** Reads without lock: ids whose receipt is one of these. */
  idsByReceipts(direction: PaymentDirection, receipts: readonly string[]): Promise<string[]>;
  /**
   * Reads without lock: per query the ids of STK pushes without receipt that agree in shortcode, amount, reference and time.
   *
   * @param tx the transaction to read in, which then needs no second connection
   */
  pushCandidates(queries: readonly PushCandidateQuery[], tx?: Tx): Promise<string[][]>;
  /** Reads without lock: payments by hand with a receipt, by amount, time and status, without those that are another one's money. */
  moneyNear(tx: Tx, query: MoneyQuery): Promise<Payment[]>;
  /** What the unsettled reversals of a payment ask for together, in cents. */
  openReversalCents(tx: Tx, originalPaymentId: string): Promise<number>;
  findByIdempotencyKey(account: string, key: string): Promise<Payment | null>;
  /**
   * Makes `owner` the only one who may send this unsent payment, without end: nobody sends what its caller waits for. Null gives
   * such a claim up, and whoever dispatches may send it.
   */
  claimSending(tx: Tx, id: string, owner: string | null): Promise<void>;
  /**
   * Payments that have this one's idempotency key or OriginatorConversationID, as they are committed now: a host's
   * transaction may be REPEATABLE READ, where a plain read shows what was there at its beginning. Locks what it finds.
   */
  namesakes(tx: Tx, names: PaymentNames): Promise<Payment[]>;
  /**
   * Claims, until `leaseUntil`, payments that nobody has sent: stored inside a host's transaction, and claimed by no one, or
   * under a lease that has run out or that a clock which was ahead has taken. Two instances never hold the same row.
   */
  claimUnsent(owner: string, now: number, leaseUntil: number, limit: number): Promise<Payment[]>;
  /**
   * The last step before bytes leave: sets `sendingAt` and the next check. False, and nothing changed, unless the payment is
   * `created`, unsent, and claimed by `owner`.
   */
  depart(departure: Departure): Promise<boolean>;
  /** The bytes surely did not leave: `sendingAt` is null again. Without effect when `owner` has no departure under way. */
  takeBack(id: string, owner: string): Promise<void>;
  /**
   * Claims payments whose `nextCheckAt` has come, oldest promise first, by moving it to `leaseUntil` under `owner`.
   *
   * @param turn only those; all without it
   */
  claimDue(
    owner: string,
    now: number,
    leaseUntil: number,
    limit: number,
    turn?: CheckTurn,
  ): Promise<Payment[]>;
  /** Sets the next check where `owner` still holds the claim; answers the ids that were still held. */
  reschedule(owner: string, checks: readonly ScheduledCheck[]): Promise<string[]>;
  /** Gives claims back: their checks are due again at once. */
  releaseChecks(owner: string, now: number): Promise<void>;
  /**
   * Makes checks due that were postponed by a clock which was ahead by more than a minute: the wait was for so long from then,
   * and then has not come yet. @returns how many
   */
  recallChecks(now: number): Promise<number>;
}

/** Payments that agree with all that is given. Times in epoch ms. */
export interface PaymentFilter {
  readonly account?: string;
  readonly status?: PaymentStatus | readonly PaymentStatus[];
  readonly kind?: PaymentKind;
  readonly shortcode?: string;
  readonly reference?: string | readonly string[];
  readonly receipt?: string;
  readonly checkoutRequestId?: string | readonly string[];
  readonly conversationId?: string;
  readonly originatorConversationId?: string;
  /** Reversals of this payment. */
  readonly originalPaymentId?: string;
  readonly idempotencyKey?: string;
  readonly phone?: string;
  /** Epoch ms, inclusive. */
  readonly createdFrom?: number;
  /** Epoch ms, exclusive. */
  readonly createdTo?: number;
}

/** Which part of a list is asked for. */
export interface PageRequest {
  /** 1…200, default 50. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

/** Some of a list, and where the next page begins; null at the end. */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** Plain reads, newest first. */
export interface PaymentQueries {
  get(id: string): Promise<Payment | null>;
  find(filter: PaymentFilter, page: { limit: number; cursor: string | null }): Promise<Page<Payment>>;
  /** Those of one direction that have one of these receipts, in any order. */
  withReceipts(direction: PaymentDirection, receipts: readonly string[]): Promise<Payment[]>;
  /**
   * True when reconciliation is to ask about an open payment, or to confirm a claim, before `until` (epoch ms): of the same account, by
   * the same product, and other than the payment this question is about.
   */
  isAnotherDue(than: PaymentQuestion, until: number): Promise<boolean>;
}

/** One row per phone that was ever asked: who holds its prompt lock, and how many pushes in a row went unanswered. */
export interface PromptLockStore {
  /** Creates missing rows and locks all of them (ascending), then reads them. */
  lock(tx: Tx, phones: readonly string[]): Promise<PromptLock[]>;
  /**
   * The same without waiting for anybody.
   *
   * @throws StorageConflict kind `held`, with the phones whose line another transaction keeps locked
   */
  lockFree(tx: Tx, phones: readonly string[]): Promise<PromptLock[]>;
  save(tx: Tx, lines: readonly PromptLock[]): Promise<void>;
}

/** Takes events into the outbox, in the transaction of the change they tell of, and fans them out to every registered handler. */
export interface EventSink {
  append(tx: Tx, events: readonly NewEvent[]): Promise<void>;
}

/** Erases personal data and raw bytes that are older than `before`; money facts stay. Answers how many rows it changed. */
export interface RetentionStore {
  erase(before: number, limit: number, typed?: 'keep' | 'digest'): Promise<ErasedCounts>;
}

export interface ErasedCounts {
  readonly payments: number;
  readonly standingOrders: number;
  readonly callbacks: number;
  readonly events: number;
  readonly phones: number;
}
