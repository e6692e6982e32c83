import { StorageLockedError } from '../errors/storage-locked.error.js';

/**
 * The database refused a statement because somebody else was there first: `duplicate` for a unique key, `contention` for a
 * deadlock or a row that changed meanwhile, `held` for rows that another transaction has locked, which were not waited for.
 * The whole transaction is worth another try. Never leaves the library: whoever gives up says so in a public error.
 */
export class StorageConflict extends Error {
  override readonly name = 'StorageConflict';
  /** The keys of the rows that are `held`. */
  readonly held: readonly string[];

  constructor(
    readonly kind: 'duplicate' | 'contention' | 'held',
    options: { cause?: unknown; held?: readonly string[] } = {},
  ) {
    super(`storage conflict: ${kind}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.held = options.held ?? [];
  }
}

/** What somebody outside is told of a conflict that nobody could get round. */
export function inTheWay(operation: string, cause: StorageConflict): StorageLockedError {
  return new StorageLockedError(operation, { cause });
}

/** Any other error as it is. */
export function toldOutside(operation: string, error: unknown): unknown {
  return error instanceof StorageConflict ? inTheWay(operation, error) : error;
}
