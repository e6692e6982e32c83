/** `duplicate`: a unique key is taken. `contention`: a deadlock, or a row that changed. `held`: others keep rows locked. */
export type ConflictKind = 'duplicate' | 'contention' | 'held';

/** How long a connection was waited for, and who had them all. */
export interface ConnectionWait {
  readonly waitedMs: number;
  /** Who of this process held connections then, such as `store orders for 1200 ms`. */
  readonly holders: readonly string[];
  /** What was waited for, in a sentence. */
  readonly rule: string;
}

/** What is wrong with an installation, and the command that mends it. */
export interface Remedy {
  readonly rule: string;
  readonly fix: string;
}

/**
 * The errors that this package fails with: its user's own, or {@link plainErrors}. Operations are named as in
 * `storage failed to <operation>`. A cause is stripped of statement and values, which may hold personal data.
 */
export interface StorageErrors {
  /**
   * Somebody else was there first; the whole transaction is worth another try.
   *
   * @param details.held the keys of the rows that are `held`
   */
  conflict(kind: ConflictKind, details: { readonly cause?: Error; readonly held?: readonly string[] }): Error;
  /** Which conflict an error is; null for any other. */
  conflictOf(error: unknown): ConflictKind | null;
  /** Others kept locked what was needed, for longer than a call may wait. Nothing was written. */
  locked(operation: string, cause: Error): Error;
  isLocked(error: unknown): boolean;
  /** The server, the network or the disk failed: the same call may be made again. */
  unavailable(operation: string, cause: Error): Error;
  /** No connection of the pool came free in time. Nothing was done. */
  noConnection(operation: string, wait: ConnectionWait): Error;
  /** The database understood, and said no: the same call fails again. */
  refused(operation: string, cause: Error): Error;
  /** The driver of a database is not installed, or not built. */
  driverMissing(type: string, remedy: Remedy): Error;
  /** The schema was to be checked only, and lacks these migrations. */
  schemaBehind(missing: readonly string[]): Error;
}
