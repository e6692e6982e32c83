import { StorageLockedError } from '../../errors/storage-locked.error.js';
import type { Clock } from '../../values/clock.js';
import { applyStandingOrderFact, type StandingOrderPolicy } from './apply-standing-order-fact.js';
import { A_MOMENT, AroundLocks, WHILE_SOMEBODY_WAITS, type Attempted } from '../locks/around-locks.js';
import type { ConflictRetry } from '../locks/conflict-retry.js';
import type { LockWatch } from '../locks/lock-watch.js';
import type { NewEvent } from '../payment-events.js';
import type { EventSink, Tx, UnitOfWork } from '../payment-ports.js';
import type { RecordOutcome } from '../record-outcome.js';
import type { StandingOrder } from '../standing-order.js';
import type { StandingOrderFact } from './standing-order-fact.js';
import type { StandingOrderStore } from './standing-order-ports.js';

export interface StandingOrderRecorderDeps {
  readonly unitOfWork: Pick<UnitOfWork, 'run'>;
  readonly orders: StandingOrderStore;
  readonly events: EventSink;
  readonly retry: ConflictRetry;
  readonly watch: LockWatch;
  readonly clock: Clock;
  readonly policy: StandingOrderPolicy;
  /** Told after the commit. */
  readonly onCommit: (events: readonly NewEvent[]) => void;
}

const DUE_AT_ONCE = 50;

/** The only writer of standing orders: state and events change in one transaction, or not at all. */
export class StandingOrderRecorder {
  readonly #around: AroundLocks<StandingOrderFact>;

  constructor(private readonly deps: StandingOrderRecorderDeps) {
    this.#around = new AroundLocks<StandingOrderFact>({
      subject: (id) => `standing order ${id}`,
      named: ({ standingOrderId }) => standingOrderId,
      record: (facts) => this.#recordAll(facts),
      retry: deps.retry,
      watch: deps.watch,
    });
  }

  /** @throws StorageConflict kind `duplicate` when the customer has a live order of this name */
  async open(order: StandingOrder): Promise<void> {
    const { retry, unitOfWork, orders } = this.deps;
    await retry.run(() => unitOfWork.run((tx) => orders.insert(tx, order)), ['contention']);
  }

  /**
   * Turns facts into state and events, for somebody who waits for it.
   *
   * @throws StorageLockedError when an order is locked by others for longer than about five seconds
   */
  async record(facts: readonly StandingOrderFact[]): Promise<RecordOutcome[]> {
    const outcomes = await this.#around.record(facts, WHILE_SOMEBODY_WAITS);
    return outcomes.map((outcome) => {
      if (outcome.result !== 'locked') return outcome;
      throw new StorageLockedError('record a standing order');
    });
  }

  /** The same for a batch: what others keep locked is left out and named, and is to be told again soon. */
  recordUnlocked(facts: readonly StandingOrderFact[]): Promise<Attempted[]> {
    return this.#around.record(facts, A_MOMENT);
  }

  async #recordAll(facts: readonly StandingOrderFact[]): Promise<RecordOutcome[]> {
    if (facts.length === 0) return [];
    const { outcomes, events } = await this.deps.retry.run(() =>
      this.deps.unitOfWork.run((tx) => this.#recordIn(tx, facts)),
    );
    if (events.length > 0) this.deps.onCommit(events);
    return outcomes;
  }

  /** Ends the waiting for what nobody told us of. */
  async sweep(): Promise<void> {
    const now = this.deps.clock.now();
    let due = await this.deps.orders.due(now, DUE_AT_ONCE);
    while (due.length > 0) {
      const outcomes = await this.recordUnlocked(due.map((order) => whatNobodyTold(order, now)));
      // What is locked stays due: its turn comes with the next sweep.
      const moved = outcomes.some(({ result }) => result !== 'locked');
      due = moved && due.length === DUE_AT_ONCE ? await this.deps.orders.due(now, DUE_AT_ONCE) : [];
    }
  }

  async #recordIn(
    tx: Tx,
    facts: readonly StandingOrderFact[],
  ): Promise<{ outcomes: RecordOutcome[]; events: NewEvent[] }> {
    const ids = [...new Set(facts.map(({ standingOrderId }) => standingOrderId))].sort();
    const known = new Map((await this.deps.orders.lock(tx, ids)).map((order) => [order.id, order]));
    const changed = new Set<string>();
    const events: NewEvent[] = [];
    const outcomes = facts.map((fact): RecordOutcome => {
      const paymentId = fact.standingOrderId;
      const order = known.get(paymentId);
      if (order === undefined) return { result: 'unmatched', paymentId };
      const applied = applyStandingOrderFact(order, fact, this.deps.policy);
      if ('ignored' in applied) return { result: 'ignored', paymentId, reason: applied.ignored };
      known.set(paymentId, applied.order);
      changed.add(paymentId);
      events.push(...applied.events);
      return { result: 'applied', paymentId };
    });
    const saving = [...known.values()].filter(({ id }) => changed.has(id));
    if (saving.length > 0) await this.deps.orders.save(tx, saving);
    if (events.length > 0) await this.deps.events.append(tx, events);
    return { outcomes, events };
  }
}

/** Who stored it may have died: before its bytes could leave, or with them under way. */
function whatNobodyTold(
  { id: standingOrderId, status, sendingAt }: StandingOrder,
  at: number,
): StandingOrderFact {
  if (status !== 'created') return { type: 'horizon-passed', standingOrderId, at };
  return sendingAt === null
    ? { type: 'not-sent', standingOrderId, at, reason: 'no process sent it in time' }
    : { type: 'unanswered', standingOrderId, at, sendingAt };
}
