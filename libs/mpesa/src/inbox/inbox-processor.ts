import { parseC2bNotification } from '../daraja/contracts/c2b-callbacks.contract.js';
import { parseStkCallback } from '../daraja/contracts/stk-callback.contract.js';
import type { PaymentFact } from '../payments/payment-fact.js';
import type { PaymentRecorder } from '../payments/payment-recorder.js';
import type { RecordOutcome } from '../payments/record-outcome.js';
import { factFromConfirmation, type C2bReceiver } from '../translation/c2b.js';
import { factFromStkCallback } from '../translation/stk-push.js';
import type { Clock } from '../values/clock.js';
import { DrainLoop } from '../values/drain-loop.js';
import type { CallbackOutcome, InboxStore, StoredCallback } from './inbox-store.js';

export interface InboxProcessorDeps {
  readonly store: InboxStore;
  readonly recorder: Pick<PaymentRecorder, 'record'>;
  readonly receiverOf: (shortcode: string) => C2bReceiver | null;
  readonly clock: Clock;
  readonly newOwner: () => string;
  readonly onUnmatched: (callback: StoredCallback) => void;
  readonly onRejected: (callback: StoredCallback, reason: string) => void;
  readonly onError: (error: unknown) => void;
}

const BATCH = 50;
const LEASE_MS = 60_000;
const LOOK_AGAIN_MS = 2_000;
/** Contradictions a person ought to see; other ignored facts are ordinary repetitions. */
const CONTRADICTIONS = [
  'checkout-request-differs',
  'receipt-differs',
  'receipt-taken',
  'amount-differs-after-success',
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

  /** Looks again at callbacks whose payment was not known when they came. */
  async rematch(): Promise<void> {
    if ((await this.deps.store.rematch(this.deps.clock.now())) > 0) this.wake();
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
    const read = callbacks.map((callback) => ({ callback, reading: this.#read(callback) }));
    const facts = read.flatMap(({ reading }) => ('fact' in reading ? [reading.fact] : []));
    const recorded = await this.deps.recorder.record(facts);
    let next = 0;
    const outcomes = read.map(({ callback, reading }) =>
      'fact' in reading ? this.#conclude(callback, recorded[next++]) : reading.outcome,
    );
    await this.deps.store.complete(owner, outcomes);
    this.#report(callbacks, outcomes);
  }

  #read(callback: StoredCallback): Reading {
    const body = parseJson(callback.body);
    const done = (status: CallbackOutcome['status'], reason: string): Reading => ({
      outcome: { id: callback.id, status, reason, nextAt: 0 },
    });
    if (callback.kind === 'stk' && callback.paymentId !== null) {
      const parsed = parseStkCallback(body);
      if (parsed === null) return done('rejected', 'unreadable');
      const fact = factFromStkCallback(callback.paymentId, parsed, callback.receivedAt);
      return fact === null ? done('done', 'still-pending') : { fact };
    }
    if (callback.kind === 'c2b-confirmation' && callback.shortcode !== null) {
      const receiver = this.deps.receiverOf(callback.shortcode);
      if (receiver === null) return done('rejected', 'no-account-for-shortcode');
      const parsed = parseC2bNotification(body);
      if (parsed === null) return done('rejected', 'unreadable');
      const fact = factFromConfirmation(parsed, receiver, callback.receivedAt);
      return 'refused' in fact ? done('rejected', fact.refused) : { fact };
    }
    return done('rejected', 'not-a-callback-we-read');
  }

  #conclude(callback: StoredCallback, outcome: RecordOutcome | undefined): CallbackOutcome {
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
        return { id, status: 'unmatched', reason: 'no such payment', nextAt: 0 };
      default: {
        const soon = this.deps.clock.now() + LOOK_AGAIN_MS;
        const nextAt = outcome === undefined ? soon : Math.min(outcome.until, soon);
        return { id, status: 'waiting', reason: 'fits several pushes', nextAt };
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

type Reading = { readonly fact: PaymentFact } | { readonly outcome: CallbackOutcome };

function parseJson(body: Buffer | null): unknown {
  if (body === null) return null;
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
