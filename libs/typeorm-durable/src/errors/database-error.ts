import { QueryFailedError } from 'typeorm';
import type { StorageErrors } from './storage-errors.js';

const DUPLICATE = new Set<unknown>([1062, 1586, 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);

/** Deadlock, a record that changed since it was read (MariaDB's snapshot isolation), a file that another process wrote to. */
const CONTENTION = new Set<unknown>([1213, 1020, 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_BUSY_RECOVERY']);

/** A lock outlasted the wait for it; the same try would only wait as long again. */
const LOCKED = new Set<unknown>([1205, 'SQLITE_BUSY', 'SQLITE_BUSY_TIMEOUT']);

/** The server, the network or the disk failed, or the server is not (yet or any more) able to write. */
const UNAVAILABLE = new Set<unknown>([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'PROTOCOL_CONNECTION_LOST',
  // A connection that was cut off at shutdown.
  'ERR_STREAM_DESTROYED',
  'POOL_CLOSED',
  'POOL_NOONLINE',
  'POOL_NONEONLINE',
  // Disk and table full.
  1021,
  1114,
  // Too many connections.
  1040,
  1203,
  1226,
  // Shutting down, read-only, killed, gone away, lost.
  1053,
  1290,
  1836,
  1317,
  1927,
  2006,
  2013,
  // Access denied, no such database.
  1044,
  1045,
  1049,
]);

const UNAVAILABLE_SQLITE = [
  'SQLITE_IOERR',
  'SQLITE_FULL',
  'SQLITE_CANTOPEN',
  'SQLITE_READONLY',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
];

/** What a failed statement means to the caller. The cause is stripped of statement and values, which hold personal data. */
export function toStorageError(errors: StorageErrors, operation: string, error: unknown): Error {
  const driverError = error instanceof QueryFailedError ? (error.driverError as unknown) : error;
  const { code, errno } = codesOf(driverError);
  const cause = withoutValues(driverError);
  const isOneOf = (set: ReadonlySet<unknown>): boolean => set.has(errno) || set.has(code);
  if (isOneOf(DUPLICATE)) return errors.conflict('duplicate', { cause });
  if (isOneOf(CONTENTION) || startsWith(code, ['SQLITE_LOCKED'])) {
    return errors.conflict('contention', { cause });
  }
  if (isOneOf(LOCKED)) return errors.locked(operation, cause);
  if (isOneOf(UNAVAILABLE) || startsWith(code, UNAVAILABLE_SQLITE) || isClosed(driverError)) {
    return errors.unavailable(operation, cause);
  }
  return errors.refused(operation, cause);
}

/** The same of what TypeORM's own calls fail with; any other error is not ours, and stays as it is. */
export function toldError(errors: StorageErrors, operation: string, error: unknown): unknown {
  return error instanceof QueryFailedError ? toStorageError(errors, operation, error) : error;
}

function codesOf(error: unknown): { code: unknown; errno: unknown } {
  if (typeof error !== 'object' || error === null) return { code: undefined, errno: undefined };
  const { code, errno } = error as { code?: unknown; errno?: unknown };
  return { code, errno };
}

function startsWith(code: unknown, prefixes: readonly string[]): boolean {
  return typeof code === 'string' && prefixes.some((prefix) => code.startsWith(prefix));
}

/** Both drivers, and TypeORM, have errors without a code for a connection or pool that is closed. */
function isClosed(error: unknown): boolean {
  return /closed state|Pool is closed|connection is not open|Connection is not established|No connections available|not connected|Queue limit reached/i.test(
    messageOf(error),
  );
}

/** mysql2 hangs the whole statement with its values on the error as `sql`. */
function withoutValues(error: unknown): Error {
  const { code, errno } = codesOf(error);
  const cause = new Error(messageOf(error));
  return Object.assign(cause, code === undefined ? {} : { code }, errno === undefined ? {} : { errno });
}

/** By its shape: native drivers throw errors of another realm under some test runners. */
function messageOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message);
}
