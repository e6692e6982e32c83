import type { Clock } from '../../values/clock.js';
import { MINUTE_MS } from '../../values/duration.js';

export interface LockWatchDeps {
  readonly clock: Clock;
  /** Whose open transactions hold locks, in words, as far as the database tells. */
  readonly holders: () => Promise<readonly string[]>;
  readonly onWaiting: (message: string) => void;
}

interface Wait {
  readonly since: number;
  readonly metAt: number;
  readonly toldAt: number | null;
}

const PATIENCE_MS = 5_000;
const TELL_AGAIN_MS = MINUTE_MS;
/** A lock that was not met for so long may have gone and come again. */
const FORGET_MS = 10 * MINUTE_MS;

/** Remembers what waits for somebody else's lock, and says so: after five seconds, and then once a minute. */
export class LockWatch {
  readonly #waits = new Map<string, Wait>();

  constructor(private readonly deps: LockWatchDeps) {}

  /** Whether it was locked when it was last looked at. */
  knows(subject: string): boolean {
    return this.#waits.has(subject);
  }

  /** @param subject in words that end in an id, such as `payment 0190…` */
  async met(subject: string): Promise<void> {
    const now = this.deps.clock.now();
    // A clock that was ahead and is right again would keep it silent for as long.
    for (const [other, { metAt }] of this.#waits)
      if (metAt > now || now - metAt > FORGET_MS) this.#waits.delete(other);
    const { since, toldAt } = this.#waits.get(subject) ?? { since: now, toldAt: null };
    const due = now - since >= PATIENCE_MS && (toldAt === null || now - toldAt >= TELL_AGAIN_MS);
    this.#waits.set(subject, { since, metAt: now, toldAt: due ? now : toldAt });
    if (due) this.deps.onWaiting(await this.#line(subject, now - since));
  }

  gone(subject: string): void {
    this.#waits.delete(subject);
  }

  async #line(subject: string, waitedMs: number): Promise<string> {
    // A server that does not tell who holds it is no reason not to tell what waits.
    const holders = await this.deps.holders().catch(() => []);
    const whose =
      holders.length === 0
        ? 'The database does not tell by whom (the right PROCESS lets it)'
        : `The oldest transactions with locks: ${holders.join('; ')}`;
    return `${subject} is kept locked by another transaction for ${Math.floor(waitedMs / 1_000)} s now, and what is told of it waits. ${whose}`;
  }
}
