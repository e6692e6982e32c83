import type { QueryRunner } from 'typeorm';
import { dialectOf, type Dialect } from '../dialect/dialect.js';

/** A table as migrations write it down. Types are words that MySQL, MariaDB and SQLite share. */
export interface TableDdl {
  readonly name: string;
  /** `'amount_cents bigint NOT NULL'` */
  readonly columns: readonly string[];
  /** Names of columns, or the one column, not listed above, that the database numbers by itself. */
  readonly primaryKey: readonly string[] | { readonly counted: string };
  readonly unique?: Readonly<Record<string, readonly string[]>>;
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Creates a table with its indexes. MySQL commits every DDL statement at once, so there it is a single statement that may
 * be repeated after a failure half-way; SQLite knows no inline indexes, but rolls DDL back.
 */
export async function createTable(runner: QueryRunner, table: TableDdl): Promise<void> {
  const dialect = dialectOf(runner.dataSource);
  const keys = [
    ...Object.entries(table.unique ?? {}).map(([name, columns]) => ({ kind: 'UNIQUE ', name, columns })),
    ...Object.entries(table.indexes ?? {}).map(([name, columns]) => ({ kind: '', name, columns })),
  ];
  const body = bodyOf(table, dialect);
  if (dialect === 'sqlite') {
    await runner.query(`CREATE TABLE ${table.name} (${body.join(', ')})`);
    for (const { kind, name, columns } of keys) {
      await runner.query(`CREATE ${kind}INDEX ${name} ON ${table.name} (${columns.join(', ')})`);
    }
    return;
  }
  const inline = keys.map(({ kind, name, columns }) => `${kind}KEY ${name} (${columns.join(', ')})`);
  // utf8mb4_bin: with the server's default collation 'Order-1' would equal 'order-1'.
  const options = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin';
  await runner.query(
    `CREATE TABLE IF NOT EXISTS ${table.name} (${[...body, ...inline].join(', ')}) ${options}`,
  );
}

/** Drops a table with its indexes, if it is there. */
export async function dropTable(runner: QueryRunner, name: string): Promise<void> {
  await runner.query(`DROP TABLE IF EXISTS ${name}`);
}

function bodyOf({ columns, primaryKey }: TableDdl, dialect: Dialect): string[] {
  if (!('counted' in primaryKey)) return [...columns, `PRIMARY KEY (${primaryKey.join(', ')})`];
  const { counted } = primaryKey;
  return dialect === 'sqlite'
    ? [`"${counted}" integer PRIMARY KEY AUTOINCREMENT NOT NULL`, ...columns]
    : [`${counted} int NOT NULL AUTO_INCREMENT`, ...columns, `PRIMARY KEY (${counted})`];
}
