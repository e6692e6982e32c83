import type { EntityManager } from 'typeorm';

export type Row = Record<string, unknown>;

/** Runs statements with `?` parameters. */
export interface Session {
  rows(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** @returns how many rows the statement found */
  run(sql: string, params?: readonly unknown[]): Promise<number>;
}

export function sessionOn(manager: EntityManager): Session {
  return {
    rows: (sql, params = []) => manager.query<Row[]>(sql, [...params]),
    run: async (sql, params = []) => {
      const runner = manager.queryRunner;
      if (!runner) throw new Error('writes need a transaction');
      return (await runner.query(sql, [...params], true)).affected ?? 0;
    },
  };
}

/** `?, ?, ?` */
export function marks(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

/** The tail of an INSERT that leaves a row with this key as it is. Only for tables in which no other key is unique. */
export function unlessThere(dialect: 'sqlite' | 'mysql', key: string): string {
  return dialect === 'sqlite' ? `ON CONFLICT (${key}) DO NOTHING` : `ON DUPLICATE KEY UPDATE ${key} = ${key}`;
}

/** A `bigint` column: drivers hand it over as a number or a string. */
export function integer(value: unknown): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${String(value)} is not a safe integer`);
  return number;
}

export function integerOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : integer(value);
}

export function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
