import type { Clock } from '../setup/clock.js';
import type { DeliveryStore } from './storage/delivery-store.js';

const DAY_MS = 86_400_000;
const BATCH = 500;

/** Forgets what was delivered or given up long ago: bodies carry names and numbers of payers. */
export class DeliveryRetention {
  constructor(
    private readonly deps: {
      readonly store: DeliveryStore;
      readonly clock: Clock;
      readonly keepDays: number;
    },
  ) {}

  /** @returns how many deliveries it deleted, with their attempts */
  async sweep(): Promise<number> {
    const { store, clock, keepDays } = this.deps;
    const finishedBefore = clock.now() - keepDays * DAY_MS;
    let erased = 0;
    for (let batch = BATCH; batch === BATCH; erased += batch) {
      batch = await store.erase(finishedBefore, BATCH);
    }
    return erased;
  }
}
