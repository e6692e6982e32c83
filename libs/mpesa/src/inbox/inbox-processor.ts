import { StorageUnavailableError } from '../errors/storage-unavailable.error.js';
import type { PaymentRecorder } from '../payments/recording/payment-recorder.js';
import type { StandingOrderRecorder } from '../payments/standing-orders/standing-order-recorder.js';
import type { Attempted } from '../payments/locks/around-locks.js';
import type { Clock } from '../values/clock.js';
import { DrainLoop } from '../values/drain-loop.js';
import { MINUTE_MS } from '../values/duration.js';
import { UNLISTED, type CallbackOutcome, type InboxStore, type StoredCallback } from './inbox-store.js';
import type { InquiryRecorder } from '../inquiries/inquiry-recorder.js';
import type {
  CallbackLookups,
  CallbackReading,
  InquiryReading,
  RefusedQuestion,
} from './callback-reading.js';
import { readCallback } from './read-callback.js';

export interface InboxProcessorDeps {
  readonly store: InboxStore;
  readonly recorder: Pick<PaymentRecorder, 'recordUnlocked'>;
  readonly standingOrders: Pick<StandingOrderRecorder, 'recordUnlocked'>;
  readonly inquiries: Pick<InquiryRecorder, 'record'>;
  readonly lookups: CallbackLookups;
  readonly clock: Clock;
  readonly newOwner: () => string;
  readonly onUnmatched: (callback: StoredCallback) => void;
  readonly onRejected: (callback: StoredCallback, reason: string) => void;
  /** An operator's question about a payment was refused; told again when a batch is processed twice. */
  readonly onRefusedQuestion: (refusal: RefusedQuestion) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

const BATCH = 50;
const LEASE_MS = MINUTE_MS;
const LOOK_AGAIN_MS = 2_000;
/** What has waited for long is looked at less often: strangers may send as much of it as they like. */
const LONGEST_LOOK_AGAIN_MS = MINUTE_MS;
const PART_OF_ITS_AGE = 16;
const LOOK_AGAIN_WHEN_LOCKED_MS = 1_000;
/** Two seconds doubled ten times: about half an hour. */
const LONGEST_PAUSE_DOUBLINGS = 10;
/** Twice what anything waits, so that clocks which differ a little take nothing from each other. */
const LONGEST = { unread: 2 * LEASE_MS, waiting: 2 * LOOK_AGAIN_MS * 2 ** LONGEST_PAUSE_DOUBLINGS };
/** Contradictions a person ought to see; other ignored facts are ordinary repetitions. */
const CONTRADICTIONS = [
  'checkout-request-differs',
  'merchant-request-differs',
  'unproven',
  'conversation-differs',
  'conversation-taken',
  'receipt-differs',
  'receipt-taken',
  'amount-differs-after-success',
  'payer-differs-after-success',
  'payee-differs-after-success',
  'original-differs-after-success',
  'told-otherwise',
  'agreement-stands',
];

/** Turns stored callbacks into facts. Facts are idempotent, so a batch that is processed twice changes nothing. */
export class InboxProcessor {
  readonly #loop: DrainLoop;

  constructor(private readonly deps: InboxProcessorDeps) {
    this.#loop = new DrainLoop(() => this.#drain(), deps.onError);
  }

  wake(): void {
    this.#loop.wake();
  }

  /** Processes everything that is due now. */
  idle(): Promise<void> {
    return this.#loop.idle();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Looks again at callbacks whose payment was not known when they came, and at those that a wrong clock has put off. */
  async rematch(): Promise<void> {
    const { store, clock } = this.deps;
    const found = (await store.rematch(clock.now())) + (await store.recall(clock.now(), LONGEST));
    if (found > 0) this.wake();
  }

  async #drain(): Promise<boolean> {
    const owner = this.deps.newOwner();
    const now = this.deps.clock.now();
    const callbacks = await this.deps.store.claim(owner, now, now + LEASE_MS, BATCH);
    if (callbacks.length === 0) return false;
    try {
      await this.#process(owner, callbacks);
    } catch (error) {
      await this.deps.store.release(owner);
      throw error;
    }
    return callbacks.length === BATCH;
  }

  async #process(owner: string, callbacks: readonly StoredCallback[]): Promise<void> {
    const outcomes = await this.#recordAll(callbacks);
    await this.deps.store.complete(owner, outcomes);
    this.#report(callbacks, outcomes);
  }

  /** One callback that cannot be recorded must not hold up its neighbours: they are recorded one by one then. */
  async #recordAll(callbacks: readonly StoredCallback[]): Promise<CallbackOutcome[]> {
    try {
      return await this.#record(callbacks);
    } catch (error) {
      // A database that is away is away for all of them.
      if (error instanceof StorageUnavailableError) throw error;
      const [only, ...others] = callbacks;
      if (only !== undefined && others.length === 0) return [this.#postpone(only, error)];
    }
    const outcomes: CallbackOutcome[] = [];
    for (const callback of callbacks) outcomes.push(...(await this.#recordAll([callback])));
    return outcomes;
  }

  async #record(callbacks: readonly StoredCallback[]): Promise<CallbackOutcome[]> {
    const read = await Promise.all(
      callbacks.map(async (callback) => ({ callback, reading: await this.#read(callback) })),
    );
    const facts = read.flatMap(({ reading }) => ('fact' in reading ? [reading.fact] : []));
    const orderFacts = read.flatMap(({ reading }) => ('orderFact' in reading ? [reading.orderFact] : []));
    const recorded = (await this.deps.recorder.recordUnlocked(facts)).values();
    const ordered = (await this.deps.standingOrders.recordUnlocked(orderFacts)).values();
    const outcomes: CallbackOutcome[] = [];
    for (const { callback, reading } of read) {
      if ('fact' in reading) outcomes.push(this.#conclude(callback, recorded.next().value));
      else if ('orderFact' in reading) outcomes.push(this.#conclude(callback, ordered.next().value));
      else if ('news' in reading) outcomes.push(await this.#answer(callback, reading));
      else if ('unread' in reading) outcomes.push(this.#postpone(callback, reading.unread));
      else outcomes.push({ id: callback.id, status: reading.status, reason: reading.reason, nextAt: 0 });
    }
    return outcomes;
  }

  /** An account that cannot be looked up now keeps its own callback waiting, and no other. */
  async #read(callback: StoredCallback): Promise<CallbackReading | { readonly unread: unknown }> {
    try {
      const reading = await readCallback(callback, this.deps.lookups);
      if ('status' in reading && reading.refusal) await this.deps.onRefusedQuestion(reading.refusal);
      return reading;
    } catch (unread) {
      return { unread };
    }
  }

  /** Settled first: the inquiry knows which payment it was about. Done again after a crash, both change nothing more. */
  async #answer(callback: StoredCallback, { news, factAbout }: InquiryReading): Promise<CallbackOutcome> {
    const { id } = callback;
    const settled = await this.deps.inquiries.record(news);
    if (settled === null) return { id, status: 'unmatched', reason: 'no such inquiry', nextAt: 0 };
    if (settled === 'unproven') return { id, status: 'rejected', reason: settled, nextAt: 0 };
    const { paymentId } = settled.inquiry;
    const fact = paymentId === null ? null : (factAbout?.(paymentId) ?? null);
    const [told] = fact === null ? [] : await this.deps.recorder.recordUnlocked([fact]);
    if (told?.result === 'locked' || told?.result === 'waiting') return this.#conclude(callback, told);
    return { id, status: 'done', reason: settled.changed ? null : 'repetition', nextAt: 0 };
  }

  #postpone(callback: StoredCallback, error: unknown): CallbackOutcome {
    const { id, attempts } = callback;
    this.deps.onError(error);
    const why = `could not be recorded: ${error instanceof Error ? error.name : 'error'}`;
    const pause = LOOK_AGAIN_MS * 2 ** Math.min(attempts, LONGEST_PAUSE_DOUBLINGS);
    const reason = waitingFor(callback, why);
    return { id, status: 'waiting', reason, nextAt: this.deps.clock.now() + pause };
  }

  /** Nothing is wrong with it, and nobody has looked at it: it comes again soon, at no cost to its patience. */
  #locked(callback: StoredCallback): CallbackOutcome {
    const nextAt = this.deps.clock.now() + LOOK_AGAIN_WHEN_LOCKED_MS;
    const reason = waitingFor(callback, 'its payment is locked by another transaction');
    return { id: callback.id, status: 'waiting', reason, nextAt, uncounted: true };
  }

  #conclude(callback: StoredCallback, outcome: Attempted | undefined): CallbackOutcome {
    const { id } = callback;
    switch (outcome?.result) {
      case 'applied':
        return { id, status: 'done', reason: null, nextAt: 0 };
      case 'ignored':
        return {
          id,
          status: CONTRADICTIONS.includes(outcome.reason) ? 'rejected' : 'done',
          reason: outcome.reason,
          nextAt: 0,
        };
      case 'unmatched':
        return { id, status: 'unmatched', reason: waitingFor(callback, 'no such payment'), nextAt: 0 };
      case 'locked':
        return this.#locked(callback);
      default: {
        const soon = lookAgainAt(callback, this.deps.clock.now());
        const nextAt = outcome === undefined ? soon : Math.min(outcome.until, soon);
        return {
          id,
          status: 'waiting',
          reason: waitingFor(callback, 'fits pushes that are not settled'),
          nextAt,
        };
      }
    }
  }

  #report(callbacks: readonly StoredCallback[], outcomes: readonly CallbackOutcome[]): void {
    const byId = new Map(callbacks.map((callback) => [callback.id, callback]));
    for (const { id, status, reason } of outcomes) {
      const callback = byId.get(id);
      if (callback === undefined) continue;
      if (status === 'unmatched') this.deps.onUnmatched(callback);
      if (status === 'rejected') this.deps.onRejected(callback, reason ?? 'unknown');
    }
  }
}

function lookAgainAt({ receivedAt }: StoredCallback, now: number): number {
  const pause = Math.min((now - receivedAt) / PART_OF_ITS_AGE, LONGEST_LOOK_AGAIN_MS);
  return now + Math.max(Math.floor(pause), LOOK_AGAIN_MS);
}

/** Where it came from is not forgotten while it waits. */
function waitingFor({ reason }: StoredCallback, why: string): string {
  return reason === UNLISTED ? reason : why;
}
