import type { Delay } from '../../values/delay.js';
import type { RandomSource } from '../../values/random.js';
import { inTheWay, StorageConflict } from '../storage-conflict.js';

const TRIES = 8;

/** Runs whole transactions again when the database asks for it. */
export class ConflictRetry {
  constructor(
    private readonly delay: Delay,
    private readonly random: RandomSource,
  ) {}

  /**
   * A duplicate is worth another try too: the row that was in the way is visible by then.
   *
   * @throws StorageLockedError when others were in the way at every try
   */
  async run<T>(
    work: () => Promise<T>,
    kinds: readonly StorageConflict['kind'][] = ['duplicate', 'contention'],
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const again = error instanceof StorageConflict && kinds.includes(error.kind);
        if (!again) throw error;
        if (attempt === TRIES) throw error.kind === 'contention' ? inTheWay('commit a change', error) : error;
        await this.pause(attempt);
      }
    }
  }

  /** Growing and uneven, so that two that collided do not collide again: 256 ms at the longest. */
  pause(attempt: number): Promise<void> {
    return this.delay((this.random.bytes(1).readUInt8(0) / 64) * Math.min(attempt, TRIES) ** 2);
  }
}
