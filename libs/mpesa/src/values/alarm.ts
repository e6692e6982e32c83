import type { Clock } from './clock.js';
import { MINUTE_MS } from './duration.js';

/** Calls `ring` after `ms` milliseconds. @returns what takes it back */
export type After = (ms: number, ring: () => void) => () => void;

/** Keeps no process alive. */
export const systemAfter: After = (ms, ring) => {
  const timer = setTimeout(ring, ms).unref();
  return () => clearTimeout(timer);
};

/** A clock that is set anew in between is noticed within a minute. */
const LONGEST_NAP_MS = MINUTE_MS;

/** Rings once at the earliest of the times that it was set to, never before. */
export class Alarm {
  #at = Infinity;
  #cancel: () => void = () => undefined;

  constructor(
    private readonly deps: { readonly clock: Clock; readonly after: After; readonly ring: () => void },
  ) {}

  /** @param at epoch ms */
  set(at: number): void {
    if (at >= this.#at) return;
    this.#at = at;
    this.#wait();
  }

  #wait(): void {
    this.#cancel();
    const nap = Math.min(Math.max(this.#at - this.deps.clock.now(), 0), LONGEST_NAP_MS);
    this.#cancel = this.deps.after(nap, () => this.#wake());
  }

  /** Timers may be a millisecond early, and what is looked for is not due yet then. */
  #wake(): void {
    if (this.deps.clock.now() < this.#at) return this.#wait();
    this.#at = Infinity;
    this.deps.ring();
  }
}
