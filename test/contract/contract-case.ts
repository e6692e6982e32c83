import type { Storage } from '../../libs/mpesa/src/storage/storage.js';

/** Time that stands still until a test moves it. */
export interface ManualClock {
  now(): number;
  advance(ms: number): number;
}

/** An empty storage for one case. */
export interface Subject {
  readonly storage: Storage;
  /** A second instance on the same rows, as another pod would open it. */
  readonly other: Storage;
  readonly clock: ManualClock;
  readonly newId: () => string;
}

/** One thing a store promises. Fails by throwing, whatever the test runner. */
export interface ContractCase {
  readonly name: string;
  run(subject: Subject): Promise<void>;
}

export function manualClock(start = Date.UTC(2026, 10, 21, 9)): ManualClock {
  let now = start;
  return { now: () => now, advance: (ms) => (now += ms) };
}
