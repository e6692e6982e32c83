/**
 * The database refused a statement because somebody else was there first: `duplicate` for a unique key, `contention`
 * for a deadlock, a lock time-out or a busy file. The whole transaction is worth another try.
 */
export class StorageConflict extends Error {
  override readonly name = 'StorageConflict';

  constructor(
    readonly kind: 'duplicate' | 'contention',
    options?: { cause?: unknown },
  ) {
    super(`storage conflict: ${kind}`, options);
  }
}
