import { runningTransaction, type RunningTransaction } from '../transactions/running-transaction.js';

/** The part of a driver's pool that tells of waiters. */
interface Pool {
  on(event: 'enqueue', heard: () => void): void;
  off(event: 'enqueue', heard: () => void): void;
}

/** What somebody else's code on a pool of one is told that asks for a second connection. */
export class SoleConnectionError extends Error {
  override readonly name = 'SoleConnectionError';

  constructor(operation: string, manager: string) {
    super(
      `cannot ${operation}: it asked for a second connection, and its transaction holds the only one of the pool. ` +
        `Let it read and write through ${manager}, or give the DataSource a pool of two or more`,
    );
  }
}

/**
 * On a pool of one: fails at once when work inside `transaction` begins to wait for a second connection, which could not come
 * before that work has ended. The pool tells of it in the waiter's own chain of calls. `manager` is what that work calls the one it has.
 */
export async function refusingSecond<T>(
  { operation, manager }: { readonly operation: string; readonly manager: string },
  transaction: RunningTransaction,
  work: () => Promise<T>,
): Promise<T> {
  const pool = poolOf(transaction);
  if (pool === null) return work();
  let refuse: (error: Error) => void = () => undefined;
  const refused = new Promise<never>((_, reject) => (refuse = reject));
  const heard = (): void => {
    if (runningTransaction(transaction.dataSource) === transaction)
      refuse(new SoleConnectionError(operation, manager));
  };
  pool.on('enqueue', heard);
  try {
    return await Promise.race([work(), refused]);
  } finally {
    pool.off('enqueue', heard);
  }
}

function poolOf({ dataSource }: RunningTransaction): Pool | null {
  const { pool } = dataSource.driver as unknown as { pool?: Partial<Pool> };
  return typeof pool?.on === 'function' && typeof pool.off === 'function' ? (pool as Pool) : null;
}
