import { PaymentNotFoundError } from '../errors/payment-not-found.error.js';
import { PromptOpenError } from '../errors/prompt-open.error.js';
import { UnfinishedPushesError } from '../errors/unfinished-pushes.error.js';
import type { Clock } from '../values/clock.js';
import type { Payment, PaymentDirection } from './payment.js';
import { eventFor, type NewEvent } from './payment-events.js';
import type { MoneyReceivedFact, PaymentFact } from './payment-fact.js';
import type { PaymentPolicy } from './payment-policy.js';
import type { EventSink, PaymentStore, PhoneLineStore, Tx, UnitOfWork } from './payment-ports.js';
import { occupy, vacate, type PhoneLine } from './phone-line.js';
import { candidateQuery } from './place-money.js';
import { refuseReversal } from './reversal-rules.js';
import { RecordingBatch, type EndedPrompt, type StatusChange } from './recording-batch.js';
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
      await this.#takeScreen(tx, payment);
      await this.deps.payments.insert(tx, [payment]);
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
    const scope = await this.#findScope(facts);
    const now = this.deps.clock.now();
    const { batch, outcomes } = await this.deps.unitOfWork.run(async (tx) => {
      const stored = await this.#lock(tx, scope);
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

  /** Everything the facts may touch, found without locks; the locked reads below check it again. */
  async #findScope(facts: readonly PaymentFact[]): Promise<Scope> {
    const money = facts.filter((fact) => fact.type === 'money-received');
    const receipts = [...new Set(facts.map(receiptOf).filter((receipt) => receipt !== null))];
    const [owners, candidates] = await Promise.all([
      receipts.length === 0 ? [] : this.deps.payments.idsByReceipts('in', receipts),
      money.length === 0
        ? []
        : this.deps.payments.pushCandidates(money.map((fact) => candidateQuery(fact, this.deps.policy))),
    ]);
    const named = facts.flatMap((fact) => (fact.type === 'money-received' ? [] : [fact.paymentId]));
    return {
      ids: [...new Set([...named, ...owners, ...candidates.flat()])].sort(),
      facts,
      candidates: new Map(money.map((fact, index) => [fact, candidates[index] ?? []])),
    };
  }

  async #lock(tx: Tx, scope: Scope): Promise<Map<string, Payment>> {
    const { payments } = this.deps;
    const stored = new Map<string, Payment>();
    const lockAll = async (ids: readonly string[]): Promise<void> => {
      await payments.lock(tx, ids);
      for (const payment of await payments.load(tx, ids)) stored.set(payment.id, payment);
    };
    if (scope.ids.length > 0) await lockAll(scope.ids);
    const owners: Payment[] = [];
    for (const [direction, receipts] of receiptsByDirection(scope, stored)) {
      owners.push(...(await payments.loadByReceipts(tx, direction, receipts)));
    }
    // Booked between our look and our lock, named only by a claim, or given back by a reversal. Out of order, so the worst is
    // a deadlock and a retry.
    const related = [...owners.map(({ id }) => id), ...originalsOf(stored)];
    const strangers = [...new Set(related)].filter((id) => !stored.has(id));
    if (strangers.length > 0) await lockAll(strangers);
    const heirs = heirsOf(stored).filter((id) => !stored.has(id));
    if (heirs.length > 0) await lockAll(heirs);
    return stored;
  }

  async #save(tx: Tx, batch: RecordingBatch, now: number): Promise<void> {
    const changed = [...batch.changed.values()];
    const released = changed.filter((payment) => batch.releasedReceipt.has(payment.id));
    const others = changed.filter((payment) => !batch.releasedReceipt.has(payment.id));
    if (released.length > 0) await this.deps.payments.save(tx, released);
    if (others.length > 0) await this.deps.payments.save(tx, others);
    if (batch.inserted.size > 0) await this.deps.payments.insert(tx, [...batch.inserted.values()]);
    if (batch.events.length > 0) await this.deps.events.append(tx, batch.events);
    if (batch.endedPrompts.length > 0) await this.#freeScreens(tx, batch.endedPrompts, now);
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

  async #takeScreen(tx: Tx, payment: Payment): Promise<void> {
    if (payment.kind !== 'stk-push' || payment.phone === null || payment.promptUntil === null) return;
    const phone = payment.phone;
    const [line] = await this.deps.phoneLines.lock(tx, [phone]);
    const request = { paymentId: payment.id, now: this.deps.clock.now(), until: payment.promptUntil };
    const verdict = occupy(line ?? idleLine(phone), request, this.deps.policy.phoneLine);
    if (verdict.verdict === 'occupied') {
      throw new PromptOpenError({ phone, openPaymentId: verdict.paymentId, retryAt: verdict.retryAt });
    }
    if (verdict.verdict === 'resting') throw new UnfinishedPushesError({ phone, ...verdict });
    if (verdict.warning !== undefined) this.deps.onWarning(`payment ${payment.id}: ${verdict.warning}`);
    await this.deps.phoneLines.save(tx, [verdict.line]);
  }

  /** Another prompt, or another reversal, may have come in since the attempt that was not sent. */
  async #retake(tx: Tx, batch: RecordingBatch, paymentId: string): Promise<void> {
    const payment = batch.changed.get(paymentId);
    if (payment?.status !== 'created') return;
    await this.#reserve(tx, payment, payment.amountCents);
    await this.#takeScreen(tx, payment);
  }

  async #freeScreens(tx: Tx, ended: readonly EndedPrompt[], now: number): Promise<void> {
    const locked = await this.deps.phoneLines.lock(tx, [...new Set(ended.map(({ phone }) => phone))].sort());
    const lines = new Map(locked.map((line) => [line.phone, line]));
    for (const { phone, paymentId, end } of ended) {
      lines.set(phone, vacate(lines.get(phone) ?? idleLine(phone), { paymentId, end, now }));
    }
    await this.deps.phoneLines.save(tx, [...lines.values()]);
  }
}

interface Scope {
  readonly ids: readonly string[];
  readonly facts: readonly PaymentFact[];
  readonly candidates: ReadonlyMap<MoneyReceivedFact, readonly string[]>;
}

/** A receipt is unique among what comes in, and among what goes out. */
function receiptsByDirection(
  { facts }: Scope,
  stored: ReadonlyMap<string, Payment>,
): [PaymentDirection, readonly string[]][] {
  const told: Record<PaymentDirection, Set<string>> = { in: new Set(), out: new Set() };
  for (const fact of facts) {
    const direction = fact.type === 'money-received' ? 'in' : stored.get(fact.paymentId)?.direction;
    const receipt = receiptOf(fact);
    if (receipt !== null) told[direction ?? 'in'].add(receipt);
  }
  for (const { claim, direction } of stored.values()) {
    if (claim !== null && claim.receipt !== null) told[direction].add(claim.receipt);
  }
  const directions: PaymentDirection[] = ['in', 'out'];
  return directions.filter((direction) => told[direction].size > 0).map((one) => [one, [...told[one]]]);
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

function originalsOf(stored: ReadonlyMap<string, Payment>): string[] {
  return [...stored.values()].flatMap(({ originalPaymentId }) => originalPaymentId ?? []);
}

/** Whose the money of a reversal's original is, where that was absorbed. */
function heirsOf(stored: ReadonlyMap<string, Payment>): string[] {
  return originalsOf(stored).flatMap((id) => stored.get(id)?.supersededBy ?? []);
}

function receiptOf(fact: PaymentFact): string | null {
  return 'receipt' in fact ? fact.receipt : null;
}

function idleLine(phone: string): PhoneLine {
  return { phone, paymentId: null, openUntil: 0, unfinished: 0, lastUnfinishedAt: 0 };
}
