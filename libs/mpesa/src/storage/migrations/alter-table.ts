import type { QueryRunner } from 'typeorm';

/** Columns and indexes that a table gains, in the words of `TableDdl`. */
export interface TableGrowth {
  readonly name: string;
  /** `'party varchar(16) NULL'` */
  readonly columns: readonly string[];
  readonly indexes: Readonly<Record<string, readonly string[]>>;
}

/** Adds columns and indexes. On MySQL it is one statement, which happens whole or not at all; SQLite rolls DDL back. */
export async function growTable(runner: QueryRunner, { name, columns, indexes }: TableGrowth): Promise<void> {
  if (runner.dataSource.options.type === 'better-sqlite3') {
    for (const column of columns) await runner.query(`ALTER TABLE ${name} ADD COLUMN ${column}`);
    for (const [index, on] of Object.entries(indexes)) {
      await runner.query(`CREATE INDEX ${index} ON ${name} (${on.join(', ')})`);
    }
    return;
  }
  const added = [
    ...columns.map((column) => `ADD COLUMN ${column}`),
    ...Object.entries(indexes).map(([index, on]) => `ADD KEY ${index} (${on.join(', ')})`),
  ];
  await runner.query(`ALTER TABLE ${name} ${added.join(', ')}`);
}

export async function shrinkTable(
  runner: QueryRunner,
  { name, columns, indexes }: TableGrowth,
): Promise<void> {
  const names = columns.map((column) => column.split(' ', 1)[0]);
  if (runner.dataSource.options.type === 'better-sqlite3') {
    for (const index of Object.keys(indexes)) await runner.query(`DROP INDEX IF EXISTS ${index}`);
    for (const column of names) await runner.query(`ALTER TABLE ${name} DROP COLUMN ${column}`);
    return;
  }
  const dropped = [
    ...Object.keys(indexes).map((index) => `DROP KEY ${index}`),
    ...names.map((column) => `DROP COLUMN ${column}`),
  ];
  await runner.query(`ALTER TABLE ${name} ${dropped.join(', ')}`);
}
