import type { QueryRunner } from 'typeorm';
import type { Dialect } from './dialect.js';

export type TransactionControl = Record<'begin' | 'commit' | 'rollback', () => Promise<unknown>>;

/** How a transaction of ours begins and ends on this database. */
export function transactionControl(dialect: Dialect, runner: QueryRunner): TransactionControl {
  if (dialect === 'mysql') {
    return {
      begin: () => runner.startTransaction('READ COMMITTED'),
      commit: () => runner.commitTransaction(),
      rollback: () => runner.rollbackTransaction(),
    };
  }
  return {
    // IMMEDIATE: a transaction that began by reading could not become a writer once another process has written.
    begin: () => runner.query('BEGIN IMMEDIATE').then(() => tell(runner, true)),
    commit: () => runner.query('COMMIT').then(() => tell(runner, false)),
    rollback: () => runner.query('ROLLBACK').finally(() => tell(runner, false)),
  };
}

/** TypeORM's own calls would begin a transaction where they know of none, which fails within one of ours. */
function tell(runner: QueryRunner, active: boolean): void {
  Object.assign(runner, { isTransactionActive: active, transactionDepth: active ? 1 : 0 });
}
