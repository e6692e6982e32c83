import { toStorageError } from './database-error.js';

export type Row = Record<string, unknown>;

/** Runs statements with `?` parameters on one connection. Fails with what `toStorageError` makes of it. */
export interface Session {
  rows(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** @returns how many rows the statement found; MySQL counts a row found and left as it was, as SQLite does */
  run(sql: string, params?: readonly unknown[]): Promise<number>;
}

/** The part of TypeORM's QueryRunner a session needs. */
export interface StatementRunner {
  query(sql: string, params: unknown[], structured: true): Promise<{ records: Row[]; affected?: number }>;
}

export function sessionOn(runner: StatementRunner, operation: string): Session {
  const execute = async (
    sql: string,
    params: readonly unknown[],
  ): Promise<{ records: Row[]; affected?: number }> => {
    try {
      return await runner.query(sql, [...params], true);
    } catch (error) {
      throw toStorageError(operation, error);
    }
  };
  return {
    rows: async (sql, params = []) => (await execute(sql, params)).records,
    run: async (sql, params = []) => (await execute(sql, params)).affected ?? 0,
  };
}
