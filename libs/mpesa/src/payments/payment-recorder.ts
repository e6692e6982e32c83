import { PaymentNotFoundError } from '../errors/payment-not-found.error.js';
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
import { StorageConflict } from './storage-conflict.js';

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
  readonly onCommit: (commit: Commit) => void;
  readonly onWarning: (message: string) => void;
}

/** The only writer of payments: state, events and phone lines change in one transaction, or not at all. */
export class PaymentRecorder {
  constructor(private readonly deps: PaymentRecorderDeps) {}

  /**
   * Stores a new payment with its first event and takes the phone's screen for it.
   *
   * @param joined the host's transaction; without it the recorder runs its own
   * @throws PromptOpenError, UnfinishedPushesError; nothing is stored then
   * @throws InvalidRequestError when there is not so much left to reverse; nothing is stored then
   * @throws StorageConflict kind `duplicate` when the idempotency key is taken
   */
  async open(payment: Payment, joined?: Tx): Promise<void> {
    const event = eventFor(payment);
    const work = async (tx: Tx): Promise<void> => {
      await this.#reserve(tx, payment);
      const line = await takeScreen(tx, payment, this.deps);
      // Before the screen: in a host's transaction that goes on after a refusal, a taken key must leave no trace.
      await this.deps.payments.insert(tx, [payment]);
      if (line !== null) await this.deps.phoneLines.save(tx, [line]);
      await this.deps.events.append(tx, [event]);
    };
    if (joined !== undefined) return work(joined);
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

  /** Turns facts into state and events. Facts that cannot be recorded together are recorded one payment at a time. */
  async record(facts: readonly PaymentFact[]): Promise<RecordOutcome[]> {
    if (facts.length === 0) return [];
    try {
      return await this.deps.retry.run(() => this.#recordOnce(facts));
    } catch (error) {
      if (!(error instanceof StorageConflict)) throw error;
      const [only, ...others] = facts;
      if (only !== undefined && others.length === 0) return [namesAnother(only, error)];
    }
    const outcomes: RecordOutcome[] = [];
    for (const fact of facts) outcomes.push(...(await this.record([fact])));
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
    const line = await takeScreen(tx, payment, this.deps);
    if (line !== null) await this.deps.phoneLines.save(tx, [line]);
  }
}

/**
 * A result that came to the wrong payment: the names in it are another one's, and always will be. Receipts were compared under
 * the lock, so no other duplicate outlasts the retries.
 *
 * @throws StorageConflict what it is given, when that says something else
 */
function namesAnother(fact: PaymentFact, conflict: StorageConflict): RecordOutcome {
  const told = fact.type === 'succeeded' || fact.type === 'failed' || fact.type === 'in-doubt';
  const named = told && (fact.conversationId != null || fact.originatorConversationId != null);
  if (conflict.kind !== 'duplicate' || !named) throw conflict;
  return { result: 'ignored', paymentId: fact.paymentId, reason: 'conversation-taken' };
}
