/** How a pool is divided. */
export interface PoolShares {
  /** Transactions of handlers at once: each holds a connection while somebody else's code runs, which may need another. */
  readonly handlers: number;
  /** Connections that work leaves alone: for the statements of others, and for what somebody outside waits for. */
  readonly kept: number;
}

/**
 * Half of a pool at most is lent to handlers, and a fifth (one at least) is left alone. A pool of one or two connections has
 * nothing to divide: the parts take turns there.
 */
export function poolShares(size: number): PoolShares {
  return {
    handlers: Math.max(1, Math.floor(size / 2)),
    kept: Math.max(1, Math.floor(size / 5)),
  };
}

/** What is left for work beside so many handlers; one at least, since work never waits for anybody. */
export function workShare(size: number, handlersRunning: number): number {
  return Math.max(1, size - poolShares(size).kept - handlersRunning);
}
