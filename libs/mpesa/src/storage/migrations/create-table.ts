import type { QueryRunner } from 'typeorm';

/** A table as migrations write it down. Types are words that MySQL, MariaDB and SQLite share. */
export interface TableDdl {
  readonly name: string;
  /** `'amount_cents bigint NOT NULL'` */
  readonly columns: readonly string[];
  readonly primaryKey: readonly string[];
  readonly unique?: Readonly<Record<string, readonly string[]>>;
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Creates a table with its indexes. MySQL commits every DDL statement at once, so there it is a single statement that may
 * be repeated after a failure half-way; SQLite knows no inline indexes, but rolls DDL back.
 */
export async function createTable(runner: QueryRunner, table: TableDdl): Promise<void> {
  const primaryKey = `PRIMARY KEY (${table.primaryKey.join(', ')})`;
  const unique = Object.entries(table.unique ?? {});
  const indexes = Object.entries(table.indexes ?? {});
  if (runner.dataSource.options.type === 'better-sqlite3') {
    await runner.query(`CREATE TABLE ${table.name} (${[...table.columns, primaryKey].join(', ')})`);
    for (const [name, columns] of unique) {
      await runner.query(`CREATE UNIQUE INDEX ${name} ON ${table.name} (${columns.join(', ')})`);
    }
    for (const [name, columns] of indexes) {
      await runner.query(`CREATE INDEX ${name} ON ${table.name} (${columns.join(', ')})`);
    }
    return;
  }
  const keys = [
    ...unique.map(([name, columns]) => `UNIQUE KEY ${name} (${columns.join(', ')})`),
    ...indexes.map(([name, columns]) => `KEY ${name} (${columns.join(', ')})`),
  ];
  const body = [...table.columns, primaryKey, ...keys].join(', ');
  // utf8mb4_bin: with the server's default collation 'Order-1' would equal 'order-1'.
  const options = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin';
  await runner.query(`CREATE TABLE IF NOT EXISTS ${table.name} (${body}) ${options}`);
}

export async function dropTable(runner: QueryRunner, name: string): Promise<void> {
  await runner.query(`DROP TABLE IF EXISTS ${name}`);
}
