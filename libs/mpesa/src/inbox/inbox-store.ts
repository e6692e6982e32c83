import type { Page } from '../payments/payment-ports.js';
import type { CallbackKind } from './callback-kinds.js';

/**
 * `new`: stored, not yet looked at. `done`: became a fact (or was a repetition). `waiting`: looked at, must be looked at again
 * later. `unmatched`: for no payment we know. `quarantined`: from an address that is not on the list. `rejected`: unreadable or
 * contradictory; the reason says which.
 */
export type CallbackStatus = 'new' | 'waiting' | 'done' | 'unmatched' | 'quarantined' | 'rejected';

/** The `reason` of a callback from an address that is known not to be Safaricom's. */
export const UNLISTED = 'unlisted-source-address';

/** A callback as the door hands it over. */
export interface ArrivedCallback {
  /** Keyed digest of kind, subject and bytes (43 characters): the same bytes are the same row. */
  readonly id: string;
  readonly kind: CallbackKind;
  /** The payment, the standing order or the inquiry that the URL names; null where it names a shortcode. */
  readonly paymentId: string | null;
  /** The shortcode named in the URL; null for callbacks of one payment. */
  readonly shortcode: string | null;
  readonly body: Buffer;
  /** False when the host did not keep the raw bytes and `body` is JSON written again from what it parsed. */
  readonly raw: boolean;
  readonly sourceAddress: string | null;
  readonly receivedAt: number;
  readonly status: 'new' | 'done' | 'quarantined';
  readonly reason: string | null;
}

/** A callback as it is kept: the bytes that came, and what became of them. Times in epoch ms. */
export interface StoredCallback extends Omit<ArrivedCallback, 'status' | 'body'> {
  /** Null once retention has erased it. */
  readonly body: Buffer | null;
  readonly status: CallbackStatus;
  /** How often the same bytes came. */
  readonly copies: number;
  readonly attempts: number;
  readonly nextAt: number;
}

export interface CallbackOutcome {
  readonly id: string;
  readonly status: Exclude<CallbackStatus, 'new' | 'quarantined'>;
  readonly reason: string | null;
  /** When a `waiting` one is due again, epoch ms; ignored for the others. */
  readonly nextAt: number;
  /** True for one that could not be looked at, which is no attempt. */
  readonly uncounted?: boolean;
}

export interface InboxStore {
  /**
   * Durably stores a batch in one statement: de-duplicated, sorted by id, upserted (a repetition only counts copies).
   * Contention retries the batch; any other error writes row by row, so that one bad row cannot refuse its neighbours.
   *
   * @returns ids that could not be stored, with the error of each
   * @throws StorageUnavailableError when nothing could be stored
   */
  store(batch: readonly ArrivedCallback[]): Promise<ReadonlyMap<string, Error>>;
  /** Claims due `new` and `waiting` callbacks, oldest first, under `owner` until `leaseUntil`. Two owners never hold one row. */
  claim(owner: string, now: number, leaseUntil: number, limit: number): Promise<StoredCallback[]>;
  /** Completes what `owner` still holds; answers the ids that were still held. */
  complete(owner: string, outcomes: readonly CallbackOutcome[]): Promise<string[]>;
  /** Gives all claims of `owner` back. */
  release(owner: string): Promise<void>;
  /**
   * Makes due what waits for longer than anything of its kind may wait, because a clock was ahead when it was stored, claimed or
   * postponed. @returns how many
   */
  recall(
    now: number,
    longest: { /** ms */ readonly unread: number; readonly waiting: number },
  ): Promise<number>;
  /** Makes unmatched callbacks `new` again whose payment has turned up since; their reason stays. */
  rematch(now: number): Promise<number>;
  list(status: CallbackStatus, page: { limit: number; cursor: string | null }): Promise<Page<StoredCallback>>;
  /** Lets a quarantined callback in. @returns false when there is none of that id */
  releaseQuarantined(id: string, now: number): Promise<boolean>;
  /** When a callback of this kind was last received for a shortcode, epoch ms. */
  lastSeen(kind: CallbackKind, shortcode: string): Promise<number | null>;
}
