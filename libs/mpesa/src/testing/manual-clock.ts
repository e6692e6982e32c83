import { systemClock, type Clock } from '../values/clock.js';

/** A clock that a test moves by hand. Starts at the real time unless told. */
export class ManualClock implements Clock {
  #now: number;

  constructor(startMs: number = systemClock().now()) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  set(ms: number): void {
    this.#now = ms;
  }
}
