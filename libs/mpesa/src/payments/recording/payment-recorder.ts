import { PaymentNotFoundError } from '../../errors/payment-not-found.error.js';
import { StorageLockedError } from '../../errors/storage-locked.error.js';
import type { Payment } from '../payment.js';
import { eventFor } from '../announce.js';
import type { NewEvent } from '../payment-events.js';
import type { FactAboutPayment, PaymentFact, ReopenedFact } from '../payment-fact.js';
import type { Tx, UnitOfWork } from '../payment-ports.js';
import { PaymentWrites, type PaymentWritesDeps } from './payment-writes.js';
import { findScope, lockScope, type Scope } from './recording-scope.js';
import { RecordingBatch } from './recording-batch.js';
import type { RecordOutcome } from '../record-outcome.js';
import type { ConflictRetry } from '../locks/conflict-retry.js';
import { A_MOMENT, AroundLocks, WHILE_SOMEBODY_WAITS, type Attempted } from '../locks/around-locks.js';
import type { LockWatch } from '../locks/lock-watch.js';
import { inTheWay, StorageConflict } from '../storage-conflict.js';
import type { StatusChange } from '../working-set.js';

/** What a commit of the recorder has changed, told after it is durable. */
export interface Commit {
  readonly events: readonly NewEvent[];
  readonly changes: readonly StatusChange[];
}

/** What became of one fact, and the payment as it stands after it: nobody need read it again. */
export interface Recorded {
  readonly outcome: RecordOutcome;
  readonly payment: Payment;
}

export interface PaymentRecorderDeps extends PaymentWritesDeps {
  readonly unitOfWork: UnitOfWork;
  readonly newId: () => string;
  readonly retry: ConflictRetry;
  readonly watch: LockWatch;
  readonly onCommit: (commit: Commit) => void;
}

/** The only writer of payments: state, events and phone lines change in one transaction, or not at all. */
export class PaymentRecorder {
  readonly #writes: PaymentWrites;
  readonly #around: AroundLocks<PaymentFact>;

  constructor(private readonly deps: PaymentRecorderDeps) {
    this.#writes = new PaymentWrites(deps);
    this.#around = this.#aroundLocks((facts) => this.#recordAll(facts));
  }

  /**
   * Stores a new payment with its first event and takes the phone's prompt lock for it.
   *
   * @param joined the host's transaction; without it the recorder runs its own
   * @throws PromptOpenError, UnfinishedPushesError; nothing is stored then
   * @throws InvalidRequestError when there is not so much left to reverse; nothing is stored then
   * @throws StorageConflict kind `duplicate` when the idempotency key is taken
   * @throws StorageLockedError when others were in the way at every try
   */
  async open(payment: Payment, joined?: Tx): Promise<void> {
    if (joined !== undefined) return this.#writes.insert(joined, payment).catch(inTheHostsWay);
    await this.#openAlone(payment, (tx) => this.#writes.insert(tx, payment));
  }

  /** Stores a new payment as `open` does, claimed for sending by `owner` from its first moment. */
  async openToSend(payment: Payment, owner: string): Promise<void> {
    await this.#openAlone(payment, async (tx) => {
      await this.#writes.insert(tx, payment);
      await this.deps.payments.claimSending(tx, payment.id, owner);
    });
  }

  /**
   * Opens an attempt again under the same idempotency key, of which nothing had been sent.
   *
   * @returns `applied` for the one caller that may send it now, as `owner`
   */
  async reopen({ id }: Payment, promptUntil: number | null, owner: string): Promise<Recorded> {
    const at = this.deps.clock.now();
    return this.recordOne({ type: 'reopened', paymentId: id, at, promptUntil, owner });
  }

  /**
   * The same as a part of the host's transaction, which leaves it to whoever dispatches after the commit.
   *
   * @throws PromptOpenError, UnfinishedPushesError, InvalidRequestError as `open` does
   * @throws StorageLockedError when others are in the way
   */
  async reopenIn(tx: Tx, { id }: Payment, promptUntil: number | null): Promise<Recorded> {
    const at = this.deps.clock.now();
    const fact: ReopenedFact = { type: 'reopened', paymentId: id, at, promptUntil, owner: null };
    try {
      // A write, because that transaction may be REPEATABLE READ: what it reads of this payment is the newest from here on.
      await this.deps.payments.lock(tx, [id]);
      const { batch, outcomes } = await this.#recordIn(tx, [fact], { ids: [id], facts: [fact] }, at);
      const [[outcome], payment] = [outcomes, batch.payment(id)];
      if (outcome === undefined || payment === undefined) throw new PaymentNotFoundError(id);
      return { outcome, payment };
    } catch (error) {
      return inTheHostsWay(error);
    }
  }

  /**
   * Records one fact about a payment that is stored.
   *
   * @throws PaymentNotFoundError
   * @throws StorageConflict kind `duplicate` when a name that it tells is another payment's
   * @throws StorageLockedError when others keep it locked for longer than about five seconds
   */
  async recordOne(fact: FactAboutPayment): Promise<Recorded> {
    let payment: Payment | undefined;
    const around = this.#aroundLocks(async (facts) => {
      const { batch, outcomes } = await this.deps.retry.run(() => this.#recordOnce(facts));
      payment = batch.payment(fact.paymentId);
      return outcomes;
    });
    const [outcome] = (await around.record([fact], WHILE_SOMEBODY_WAITS)).map(unlessLocked);
    if (outcome === undefined || payment === undefined) throw new PaymentNotFoundError(fact.paymentId);
    return { outcome, payment };
  }

  /**
   * Turns facts into state and events, for somebody who waits for it: looks again for about five seconds at what others keep
   * locked.
   *
   * @throws StorageLockedError when a payment is locked still; the facts of the others are recorded then
   */
  async record(facts: readonly PaymentFact[]): Promise<RecordOutcome[]> {
    return (await this.#around.record(facts, WHILE_SOMEBODY_WAITS)).map(unlessLocked);
  }

  /** The same for a batch: what others keep locked is left out and named, and is to be told again soon. */
  recordUnlocked(facts: readonly PaymentFact[]): Promise<Attempted[]> {
    return this.#around.record(facts, A_MOMENT);
  }

  #aroundLocks(
    record: (facts: readonly PaymentFact[]) => Promise<RecordOutcome[]>,
  ): AroundLocks<PaymentFact> {
    return new AroundLocks<PaymentFact>({
      subject: (id) => `payment ${id}`,
      named: (fact) => (fact.type === 'money-received' ? null : fact.paymentId),
      record,
      retry: this.deps.retry,
      watch: this.deps.watch,
    });
  }

  /** Facts that cannot be recorded together are recorded one payment at a time. */
  async #recordAll(facts: readonly PaymentFact[]): Promise<RecordOutcome[]> {
    if (facts.length === 0) return [];
    try {
      return (await this.deps.retry.run(() => this.#recordOnce(facts))).outcomes;
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

  async #openAlone(payment: Payment, work: (tx: Tx) => Promise<void>): Promise<void> {
    await this.deps.retry.run(() => this.deps.unitOfWork.run(work), ['contention']);
    this.deps.onCommit({
      events: [eventFor(payment)],
      changes: [{ payment, from: null, source: 'request' }],
    });
  }

  async #recordOnce(
    facts: readonly PaymentFact[],
  ): Promise<{ readonly batch: RecordingBatch; readonly outcomes: RecordOutcome[] }> {
    const scope = await findScope(facts, this.deps);
    const now = this.deps.clock.now();
    const recorded = await this.deps.unitOfWork.run((tx) => this.#recordIn(tx, facts, scope, now));
    const { batch } = recorded;
    if (batch.events.length > 0 || batch.statusChanges.length > 0) {
      this.deps.onCommit({ events: batch.events, changes: batch.statusChanges });
    }
    return recorded;
  }

  async #recordIn(
    tx: Tx,
    ...[facts, scope, now]: [readonly PaymentFact[], Scope, number]
  ): Promise<{ readonly batch: RecordingBatch; readonly outcomes: RecordOutcome[] }> {
    const { policy, newId } = this.deps;
    const stored = await lockScope(tx, scope, this.deps);
    const batch = new RecordingBatch(stored, { policy, now, newId });
    const outcomes = batch.applyAll(facts);
    await this.#writes.save(tx, batch, now);
    for (const fact of facts) if (fact.type === 'reopened') await this.#writes.retake(tx, batch, fact);
    return { batch, outcomes };
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
  const named =
    told && (fact.conversationId != null || fact.originatorConversationId != null || namesPush(fact));
  if (conflict.kind !== 'duplicate' || !named) throw inTheWay('record a payment', conflict);
  return { result: 'ignored', paymentId: fact.paymentId, reason: 'conversation-taken' };
}

/** A query was asked by a name that a callback had told, and it is another push's. */
function namesPush(fact: PaymentFact): boolean {
  return 'checkoutRequestId' in fact && fact.checkoutRequestId != null;
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

/** @throws StorageLockedError for what others keep locked */
function unlessLocked(outcome: Attempted): RecordOutcome {
  if (outcome.result !== 'locked') return outcome;
  throw new StorageLockedError('record a payment', { paymentId: outcome.paymentId });
}
