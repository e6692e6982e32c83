import { StorageUnavailableError } from './storage-unavailable.error.js';

/**
 * No connection of the pool came free in time. Nothing was done and nothing was sent: the same call may be made again. Make the
 * pool larger, or find out why those who hold connections keep them.
 */
export class ConnectionWaitError extends StorageUnavailableError {
  override readonly name = 'ConnectionWaitError';
  /** How long it was waited for, ms. */
  readonly waitedMs: number;
  /** Who of the module held connections then, such as `hand an event to packing for 12000 ms`; the host's own are not known. */
  readonly holders: readonly string[];

  constructor(operation: string, wait: { waitedMs: number; holders: readonly string[]; rule: string }) {
    super(operation, { cause: new Error(wait.rule) });
    this.waitedMs = wait.waitedMs;
    this.holders = wait.holders;
    this.message = `${this.message}: ${wait.rule}`;
  }
}
