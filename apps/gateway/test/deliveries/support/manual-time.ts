import type { Clock } from '../../../src/setup/clock.js';

/** A clock that stands still until it is moved. Begins now, because `standardwebhooks` asks the machine's clock. */
export class ManualTime implements Clock {
  #now = Date.now();

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  moveTo(at: number): void {
    this.#now = Math.max(this.#now, at);
  }
}
