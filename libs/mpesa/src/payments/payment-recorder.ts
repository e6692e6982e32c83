import { PaymentNotFoundError } from '../errors/payment-not-found.error.js';
import { StorageLockedError } from '../errors/storage-locked.error.js';
import type { Clock } from '../values/clock.js';
import type { Payment } from './payment.js';
import { eventFor } from './announce.js';
import type { NewEvent } from './payment-events.js';
import type { PaymentFact } from './payment-fact.js';
import type { PaymentPolicy } from './payment-policy.js';
import type { EventSink, PaymentStore, PhoneLineStore, Tx, UnitOfWork } from './payment-ports.js';
import { freeScreens, takeScreen } from './phone-screens.js';
import { findScope, lockScope } from './recording-scope.js';
import { refuseReversal } from './reversal-rules.js';
import { RecordingBatch, type StatusChange } from './recording-batch.js';
import type { RecordOutcome } from './record-outcome.js';
import type { ConflictRetry } from './conflict-retry.js';
import { A_MOMENT, AroundLocks, WHILE_SOMEBODY_WAITS, type Attempted } from './around-locks.js';
import type { LockWatch } from './lock-watch.js';
import { inTheWay, StorageConflict } from './storage-conflict.js';

/** What a commit of the recorder has changed, told after it is durable. */
export interface Commit {
  readonly events: readonly NewEvent[];
  readonly changes: readonly StatusChange[];
}

export interface PaymentRecorderDeps {
  readonly unitOfWork: UnitOfWork;
  readonly payments: PaymentStore;
  readonly phoneLines: PhoneLineStore;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly policy: PaymentPolicy;
  readonly retry: ConflictRetry;
  readonly watch: LockWatch;
  readonly onCommit: (commit: Commit) => void;
  readonly onWarning: (message: string) => void;
}

/** The only writer of payments: state, events and phone lines change in one transaction, or not at all. */
export class PaymentRecorder {
  readonly #around: AroundLocks<PaymentFact>;

  constructor(private readonly deps: PaymentRecorderDeps) {
    this.#around = new AroundLocks<PaymentFact>({
      subject: (id) => `payment ${id}`,
      named: (fact) => (fact.type === 'money-received' ? null : fact.paymentId),
      record: (facts) => this.#recordAll(facts),
      retry: deps.retry,
      watch: deps.watch,
    });
  }

  /**
   * Stores a new payment with its first event and takes the phone's screen for it.
   *
   * @param joined the host's transaction; without it the recorder runs its own
   * @throws PromptOpenError, UnfinishedPushesError; nothing is stored then
   * @throws InvalidRequestError when there is not so much left to reverse; nothing is stored then
   * @throws StorageConflict kind `duplicate` when the idempotency key is taken
   * @throws StorageLockedError when others were in the way at every try
   */
  async open(payment: Payment, joined?: Tx): Promise<void> {
    const event = eventFor(payment);
    const work = async (tx: Tx): Promise<void> => {
      await this.#reserve(tx, payment);
      await takeScreen(tx, payment, this.deps);
      await this.deps.payments.insert(tx, [payment]);
      await this.deps.events.append(tx, [event]);
    };
    if (joined !== undefined) return work(joined).catch(inTheHostsWay);
    await this.deps.retry.run(() => this.deps.unitOfWork.run(work), ['contention']);
    this.deps.onCommit({ events: [event], changes: [{ payment, from: null, source: 'request' }] });
  }

  /**
   * Sends an attempt again under the same idempotency key, of which nothing had been sent.
   *
   * @returns true for the one caller that may send now
   */
  async reopen(payment: Payment, promptUntil: number | null): Promise<boolean> {
    const at = this.deps.clock.now();
    const [outcome] = await this.record([{ type: 'reopened', paymentId: payment.id, at, promptUntil }]);
    return outcome?.result === 'applied';
  }

  /**
   * Turns facts into state and events, for somebody who waits for it: looks again for about five seconds at what others keep
   * locked.
   *
   * @throws StorageLockedError when a payment is locked still; the facts of the others are recorded then
   */
  async record(facts: readonly PaymentFact[]): Promise<RecordOutcome[]> {
    const outcomes = await this.#around.record(facts, WHILE_SOMEBODY_WAITS);
    return outcomes.map((outcome) => {
      if (outcome.result !== 'locked') return outcome;
      throw new StorageLockedError('record a payment', { paymentId: outcome.paymentId });
    });
  }

  /** The same for a batch: what others keep locked is left out and named, and is to be told again soon. */
  recordUnlocked(facts: readonly PaymentFact[]): Promise<Attempted[]> {
    return this.#around.record(facts, A_MOMENT);
  }

  /** Facts that cannot be recorded together are recorded one payment at a time. */
  async #recordAll(facts: readonly PaymentFact[]): Promise<RecordOutcome[]> {
    if (facts.length === 0) return [];
    try {
      return await this.deps.retry.run(() => this.#recordOnce(facts));
    } catch (error) {
      const [only, ...others] = facts;
      const alone = only !== undefined && others.length === 0;
      if (error instanceof StorageLockedError ? alone : !isOtherConflict(error)) throw error;
      if (alone && error instanceof StorageConflict) return [namesAnother(only, error)];
    }
    const outcomes: RecordOutcome[] = [];
    for (const fact of facts) outcomes.push(...(await this.#recordAll([fact])));
    return outcomes;
  }

  async #recordOnce(facts: readonly PaymentFact[]): Promise<RecordOutcome[]> {
    const { policy, newId } = this.deps;
    const scope = await findScope(facts, this.deps);
    const now = this.deps.clock.now();
    const { batch, outcomes } = await this.deps.unitOfWork.run(async (tx) => {
      const stored = await lockScope(tx, scope, this.deps.payments);
      const working = new RecordingBatch(stored, scope.candidates, { policy, now, newId });
      const results = facts.map((fact) => working.apply(fact));
      await this.#save(tx, working, now);
      for (const fact of facts) if (fact.type === 'reopened') await this.#retake(tx, working, fact.paymentId);
      return { batch: working, outcomes: results };
    });
    if (batch.events.length > 0 || batch.statusChanges.length > 0) {
      this.deps.onCommit({ events: batch.events, changes: batch.statusChanges });
    }
    return outcomes;
  }

  async #save(tx: Tx, batch: RecordingBatch, now: number): Promise<void> {
    const changed = [...batch.changed.values()];
    const released = changed.filter((payment) => batch.releasedReceipt.has(payment.id));
    const others = changed.filter((payment) => !batch.releasedReceipt.has(payment.id));
    if (released.length > 0) await this.deps.payments.save(tx, released);
    if (others.length > 0) await this.deps.payments.save(tx, others);
    if (batch.inserted.size > 0) await this.deps.payments.insert(tx, [...batch.inserted.values()]);
    if (batch.events.length > 0) await this.deps.events.append(tx, batch.events);
    if (batch.endedPrompts.length > 0)
      await freeScreens(tx, batch.endedPrompts, { phoneLines: this.deps.phoneLines, now });
  }

  /**
   * Two reversals that are asked for at once must not give back more than was paid.
   *
   * @param ownCents what of all that is under way is this very reversal
   */
  async #reserve(tx: Tx, { originalPaymentId, amountCents }: Payment, ownCents = 0): Promise<void> {
    if (originalPaymentId === null) return;
    await this.deps.payments.lock(tx, [originalPaymentId]);
    const [original] = await this.deps.payments.load(tx, [originalPaymentId]);
    if (original === undefined) throw new PaymentNotFoundError(originalPaymentId);
    const openCents = await this.deps.payments.openReversalCents(tx, original.id);
    refuseReversal(original, amountCents, openCents - ownCents);
  }

  /** Another prompt, or another reversal, may have come in since the attempt that was not sent. */
  async #retake(tx: Tx, batch: RecordingBatch, paymentId: string): Promise<void> {
    const payment = batch.changed.get(paymentId);
    if (payment?.status !== 'created') return;
    await this.#reserve(tx, payment, payment.amountCents);
    await takeScreen(tx, payment, this.deps);
  }
}

/**
 * A result that came to the wrong payment: the names in it are another one's, and always will be. Receipts were compared under
 * the lock, so no other duplicate outlasts the retries.
 *
 * @throws StorageLockedError when others were in the way at every try
 */
function namesAnother(fact: PaymentFact, conflict: StorageConflict): RecordOutcome {
  const told = fact.type === 'succeeded' || fact.type === 'failed' || fact.type === 'in-doubt';
  const named = told && (fact.conversationId != null || fact.originatorConversationId != null);
  if (conflict.kind !== 'duplicate' || !named) throw inTheWay('record a payment', conflict);
  return { result: 'ignored', paymentId: fact.paymentId, reason: 'conversation-taken' };
}

/** A conflict that each fact by itself may get round. */
function isOtherConflict(error: unknown): boolean {
  return error instanceof StorageConflict && error.kind !== 'held';
}

/** The host's transaction is the host's to repeat. */
function inTheHostsWay(error: unknown): never {
  const contended = error instanceof StorageConflict && error.kind !== 'duplicate';
  throw contended ? inTheWay('store a payment', error) : error;
}
