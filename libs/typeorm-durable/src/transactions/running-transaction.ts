import type { DataSource, QueryRunner } from 'typeorm';
import { callContext } from './call-context.js';

/** A transaction that a chain of calls runs in: one of ours, or somebody else's that was joined. */
export interface RunningTransaction {
  readonly dataSource: DataSource;
  readonly runner: QueryRunner;
  /** Set before its COMMIT or ROLLBACK goes out: whatever begins from then on belongs to it no more. */
  over: boolean;
}

interface Link {
  readonly transaction: RunningTransaction;
  readonly outer: Link | undefined;
}

const links = callContext<Link>();

/** Runs `work` as a part of `transaction`: reads in it use its connection, see what it wrote, and ask the pool for none. */
export function inTransaction<T>(transaction: RunningTransaction, work: () => Promise<T>): Promise<T> {
  return links.run({ transaction, outer: links.getStore() }, work);
}

/** The innermost transaction of this DataSource that the caller runs in, or null. */
export function runningTransaction(dataSource: DataSource): RunningTransaction | null {
  for (let link = links.getStore(); link !== undefined; link = link.outer) {
    const { transaction } = link;
    if (transaction.dataSource === dataSource && !transaction.over && !transaction.runner.isReleased) {
      return transaction;
    }
  }
  return null;
}
