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
    begin: () => runner.query('BEGIN IMMEDIATE'),
    commit: () => runner.query('COMMIT'),
    rollback: () => runner.query('ROLLBACK'),
  };
}
