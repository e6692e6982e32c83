import { toStorageError } from '../errors/database-error.js';
import type { StorageErrors } from '../errors/storage-errors.js';

/** A row as the driver hands it over: values by the names of columns. */
export type Row = Record<string, unknown>;

/** Runs statements with `?` parameters on one connection. Fails with one of the {@link StorageErrors}. */
export interface Session {
  rows(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** @returns how many rows the statement found; MySQL counts a row found and left as it was, as SQLite does */
  run(sql: string, params?: readonly unknown[]): Promise<number>;
}

/** The part of TypeORM's QueryRunner a session needs. */
export interface StatementRunner {
  query(sql: string, params: unknown[], structured: true): Promise<{ records: Row[]; affected?: number }>;
}

export function sessionOn(runner: StatementRunner, operation: string, errors: StorageErrors): Session {
  const execute = async (
    sql: string,
    params: readonly unknown[],
  ): Promise<{ records: Row[]; affected?: number }> => {
    try {
      return await runner.query(sql, [...params], true);
    } catch (error) {
      throw toStorageError(errors, operation, error);
    }
  };
  return {
    rows: async (sql, params = []) => (await execute(sql, params)).records,
    run: async (sql, params = []) => (await execute(sql, params)).affected ?? 0,
  };
}
