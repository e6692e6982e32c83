import type { QueryRunner } from 'typeorm';

/** A table as migrations write it down. Types are words that MySQL, MariaDB and SQLite share. */
export interface TableDdl {
  readonly name: string;
  /** `'name varchar(80) NOT NULL'` */
  readonly columns: readonly string[];
  /** Names of columns, or the one column that the database numbers by itself. */
  readonly primaryKey: readonly string[] | { readonly counted: string };
  readonly unique?: Readonly<Record<string, readonly string[]>>;
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
}

/** One statement on MySQL, which commits each at once, so that a migration that failed half-way may be run again. */
export async function createTable(runner: QueryRunner, table: TableDdl): Promise<void> {
  const keys = [
    ...Object.entries(table.unique ?? {}).map(([name, columns]) => ({ kind: 'UNIQUE ', name, columns })),
    ...Object.entries(table.indexes ?? {}).map(([name, columns]) => ({ kind: '', name, columns })),
  ];
  const body = bodyOf(table, runner);
  if (runner.dataSource.options.type === 'better-sqlite3') {
    await runner.query(`CREATE TABLE ${table.name} (${body.join(', ')})`);
    for (const { kind, name, columns } of keys) {
      await runner.query(`CREATE ${kind}INDEX ${name} ON ${table.name} (${columns.join(', ')})`);
    }
    return;
  }
  const inline = keys.map(({ kind, name, columns }) => `${kind}KEY ${name} (${columns.join(', ')})`);
  // With the server's default collation 'Ft' would equal 'FT'.
  const options = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin';
  await runner.query(
    `CREATE TABLE IF NOT EXISTS ${table.name} (${[...body, ...inline].join(', ')}) ${options}`,
  );
}

function bodyOf({ columns, primaryKey }: TableDdl, runner: QueryRunner): string[] {
  if (!('counted' in primaryKey)) return [...columns, `PRIMARY KEY (${primaryKey.join(', ')})`];
  const { counted } = primaryKey;
  return runner.dataSource.options.type === 'better-sqlite3'
    ? [`"${counted}" integer PRIMARY KEY AUTOINCREMENT NOT NULL`, ...columns]
    : [`${counted} int NOT NULL AUTO_INCREMENT`, ...columns, `PRIMARY KEY (${counted})`];
}
