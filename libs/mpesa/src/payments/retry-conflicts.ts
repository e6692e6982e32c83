import { StorageConflict } from './storage-conflict.js';

const TRIES = 8;

/**
 * Runs a whole transaction again when the database asks for it. A duplicate is worth another try too: the row that was in
 * the way is visible by then.
 */
export async function retryingConflicts<T>(
  work: () => Promise<T>,
  kinds: readonly StorageConflict['kind'][] = ['duplicate', 'contention'],
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const again = error instanceof StorageConflict && kinds.includes(error.kind);
      if (!again || attempt === TRIES) throw error;
      await pause(attempt);
    }
  }
}

/** A growing, uneven pause, so that two that collided do not collide again. */
function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 4 * attempt ** 2));
}
