import type { QueryRunner } from 'typeorm';

/** A table as migrations write it down. Types are words that MySQL, MariaDB and SQLite share. */
export interface TableDdl {
  readonly name: string;
  /** `'created_at bigint NOT NULL'` */
  readonly columns: readonly string[];
  /** Either names of columns, or the one column that the database numbers by itself. */
  readonly primaryKey: readonly string[] | { readonly counted: string };
  readonly unique?: Readonly<Record<string, readonly string[]>>;
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Creates a table with its indexes. MySQL commits every DDL statement at once, so there it is a single statement that may be
 * repeated after a failure half-way; SQLite knows no inline indexes, but rolls DDL back.
 */
export async function createTable(runner: QueryRunner, table: TableDdl): Promise<void> {
  if (runner.dataSource.options.type !== 'better-sqlite3') return createOnMysql(runner, table);
  const { name, primaryKey } = table;
  const body =
    'counted' in primaryKey
      ? [`${primaryKey.counted} integer PRIMARY KEY AUTOINCREMENT NOT NULL`, ...table.columns]
      : [...table.columns, `PRIMARY KEY (${primaryKey.join(', ')})`];
  await runner.query(`CREATE TABLE ${name} (${body.join(', ')})`);
  for (const [index, columns] of Object.entries(table.unique ?? {})) {
    await runner.query(`CREATE UNIQUE INDEX ${index} ON ${name} (${columns.join(', ')})`);
  }
  for (const [index, columns] of Object.entries(table.indexes ?? {})) {
    await runner.query(`CREATE INDEX ${index} ON ${name} (${columns.join(', ')})`);
  }
}

async function createOnMysql(runner: QueryRunner, table: TableDdl): Promise<void> {
  const { primaryKey } = table;
  const head =
    'counted' in primaryKey
      ? [`${primaryKey.counted} int NOT NULL AUTO_INCREMENT`, `PRIMARY KEY (${primaryKey.counted})`]
      : [`PRIMARY KEY (${primaryKey.join(', ')})`];
  const keys = [
    ...Object.entries(table.unique ?? {}).map(
      ([name, columns]) => `UNIQUE KEY ${name} (${columns.join(', ')})`,
    ),
    ...Object.entries(table.indexes ?? {}).map(([name, columns]) => `KEY ${name} (${columns.join(', ')})`),
  ];
  const body = [...head, ...table.columns, ...keys].join(', ');
  // utf8mb4_bin: with the server's default collation 'Order-1' would equal 'order-1'.
  const options = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin';
  await runner.query(`CREATE TABLE IF NOT EXISTS ${table.name} (${body}) ${options}`);
}

export async function dropTable(runner: QueryRunner, name: string): Promise<void> {
  await runner.query(`DROP TABLE IF EXISTS ${name}`);
}
