import type { ConflictKind, ConnectionWait, Remedy, StorageErrors } from './storage-errors.js';

/** What every error of {@link plainErrors} is. */
export abstract class StorageError extends Error {
  abstract override readonly name: string;
  /** Whether the same call may simply be made again. */
  abstract readonly retryable: boolean;
}

/** Somebody else was there first; the whole transaction is worth another try. */
export class ConflictError extends StorageError {
  override readonly name = 'ConflictError';
  readonly retryable = true;

  /** @param held the keys of the rows that another transaction keeps locked */
  constructor(
    readonly kind: ConflictKind,
    readonly held: readonly string[] = [],
    cause?: Error,
  ) {
    super(`storage conflict: ${kind}`, { cause });
  }
}

/** Others kept locked what was needed, for longer than a call may wait. Nothing was written. */
export class LockedError extends StorageError {
  override readonly name = 'LockedError';
  readonly retryable = true;

  constructor(
    readonly operation: string,
    cause: Error,
  ) {
    super(`storage could not ${operation}: another transaction keeps what it needs locked`, { cause });
  }
}

/** The server, the network or the disk failed. */
export class UnavailableError extends StorageError {
  override readonly name: string = 'UnavailableError';
  readonly retryable = true;

  constructor(
    readonly operation: string,
    cause: Error,
  ) {
    super(`storage failed to ${operation}: ${cause.message}`, { cause });
  }
}

/** No connection of the pool came free in time. Nothing was done. */
export class NoConnectionError extends UnavailableError {
  override readonly name = 'NoConnectionError';

  constructor(
    operation: string,
    readonly wait: ConnectionWait,
  ) {
    super(operation, new Error(wait.rule));
  }
}

/** The database understood, and said no: a value that does not fit, a table that is not there. */
export class RefusedError extends StorageError {
  override readonly name = 'RefusedError';
  readonly retryable = false;

  constructor(
    readonly operation: string,
    cause: Error,
  ) {
    super(`the database refused to ${operation}: ${cause.message}`, { cause });
  }
}

/** Somebody has to act before the database can be used. */
export class SetupError extends StorageError {
  override readonly name = 'SetupError';
  readonly retryable = false;

  constructor({ rule, fix }: Remedy) {
    super(`${rule}. Fix: ${fix}`);
  }
}

/** Errors for those who have none of their own. */
export const plainErrors: StorageErrors = {
  conflict: (kind, { cause, held }) => new ConflictError(kind, held, cause),
  conflictOf: (error) => (error instanceof ConflictError ? error.kind : null),
  locked: (operation, cause) => new LockedError(operation, cause),
  isLocked: (error) => error instanceof LockedError,
  unavailable: (operation, cause) => new UnavailableError(operation, cause),
  noConnection: (operation, wait) => new NoConnectionError(operation, wait),
  refused: (operation, cause) => new RefusedError(operation, cause),
  driverMissing: (type, { rule, fix }) => new SetupError({ rule: `${type}: ${rule}`, fix }),
  schemaBehind: (missing) =>
    new SetupError({ rule: `the schema lacks ${missing.join(', ')}`, fix: 'run the migrations' }),
};
