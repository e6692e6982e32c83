import type { ConflictRetry } from './conflict-retry.js';
import type { LockWatch } from './lock-watch.js';
import type { RecordOutcome } from '../record-outcome.js';
import { StorageConflict } from '../storage-conflict.js';

/** Not recorded, because another transaction keeps locked what it is about: to be told again. */
export interface LockedOutcome {
  readonly result: 'locked';
  /** Whose row is locked. */
  readonly paymentId: string;
}

export type Attempted = RecordOutcome | LockedOutcome;

/** How often a lock that was not known of is looked at again: others who record the same hold it for milliseconds. */
export const A_MOMENT = 7;
/** About five seconds. */
export const WHILE_SOMEBODY_WAITS = 45;

interface AroundLocksDeps<Fact> {
  /** What it is about, in words that end in an id. */
  readonly subject: (id: string) => string;
  /** The row that a fact names by itself. */
  readonly named: (fact: Fact) => string | null;
  /** @throws StorageConflict kind `held` when any row it needs is locked, and then nothing is recorded */
  readonly record: (facts: readonly Fact[]) => Promise<RecordOutcome[]>;
  readonly retry: Pick<ConflictRetry, 'pause'>;
  readonly watch: LockWatch;
}

/** Records batches around rows that others keep locked: what is free is recorded at once, the rest is looked at again. */
export class AroundLocks<Fact> {
  constructor(private readonly deps: AroundLocksDeps<Fact>) {}

  /** @returns one outcome per fact, in their order */
  async record(facts: readonly Fact[], looks: number): Promise<Attempted[]> {
    let outcomes = await this.#attempt(facts);
    for (let look = 1; look <= looks && outcomes.some((one) => this.#isNew(one)); look++) {
      await this.deps.retry.pause(look);
      const left = facts.filter((_, index) => outcomes[index]?.result === 'locked');
      const again = (await this.#attempt(left)).values();
      outcomes = outcomes.map((one) => (one.result === 'locked' ? (again.next().value ?? one) : one));
    }
    await this.#note(outcomes);
    return outcomes;
  }

  /** Whoever has been waited for already is only looked at in passing. */
  #isNew(outcome: Attempted): boolean {
    return outcome.result === 'locked' && !this.deps.watch.knows(this.deps.subject(outcome.paymentId));
  }

  async #attempt(facts: readonly Fact[]): Promise<Attempted[]> {
    try {
      return await this.deps.record(facts);
    } catch (error) {
      if (!(error instanceof StorageConflict) || error.kind !== 'held') throw error;
      return this.#leaveOut(facts, error.held);
    }
  }

  /** The facts that name what is held, else whichever half it is in: it may be reached by a receipt or a reversal. */
  async #leaveOut(facts: readonly Fact[], held: readonly string[]): Promise<Attempted[]> {
    const [paymentId = ''] = held;
    if (facts.length === 1) return [{ result: 'locked', paymentId }];
    const free = facts.filter((fact) => !held.includes(this.deps.named(fact) ?? ''));
    if (free.length === facts.length) {
      const middle = Math.ceil(facts.length / 2);
      return [
        ...(await this.#attempt(facts.slice(0, middle))),
        ...(await this.#attempt(facts.slice(middle))),
      ];
    }
    const recorded = (free.length === 0 ? [] : await this.#attempt(free)).values();
    return facts.map((fact): Attempted => {
      const named = this.deps.named(fact) ?? '';
      if (held.includes(named)) return { result: 'locked', paymentId: named };
      return recorded.next().value ?? { result: 'locked', paymentId };
    });
  }

  async #note(outcomes: readonly Attempted[]): Promise<void> {
    const { watch, subject } = this.deps;
    const locked = new Set<string>();
    for (const outcome of outcomes) {
      if (outcome.result === 'locked') locked.add(subject(outcome.paymentId));
      else if (outcome.result !== 'waiting') watch.gone(subject(outcome.paymentId));
    }
    for (const one of locked) await watch.met(one);
  }
}
