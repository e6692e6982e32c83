import type { Clock } from '../setup/clock.js';

export interface WindowLimit {
  /** How many in one window. */
  readonly most: number;
  readonly windowMs: number;
}

/** More than this many at once are strangers who make names up; the oldest are forgotten then. */
const MOST_NAMES = 10_000;

/** Counts by name within windows of time, in this process. */
export class WindowCounter {
  readonly #counts = new Map<string, number>();
  #endsAt = 0;

  constructor(
    private readonly clock: Clock,
    private readonly limit: WindowLimit,
  ) {}

  /** Counts one more. @returns null while there are not too many, else when it begins anew, epoch ms */
  count(name: string): number | null {
    this.#turn();
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.delete(name);
    this.#counts.set(name, count);
    if (this.#counts.size > MOST_NAMES) this.#counts.delete(this.#counts.keys().next().value ?? name);
    return count > this.limit.most ? this.#endsAt : null;
  }

  /** A clock that was ahead and is set right begins anew, too. */
  #turn(): void {
    const now = this.clock.now();
    const { windowMs } = this.limit;
    if (now < this.#endsAt && now >= this.#endsAt - windowMs) return;
    this.#counts.clear();
    this.#endsAt = now + windowMs;
  }
}
