import type { QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect/dialect.js';

/** Columns and indexes that a table gains, in the words of `TableDdl`. */
export interface TableGrowth {
  readonly name: string;
  /** `'party varchar(16) NULL'` */
  readonly columns: readonly string[];
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Adds columns and indexes, unless they are there. On MySQL it is one statement, which happens whole or not at all, and may have
 * happened before the migration was cut off; SQLite rolls DDL back.
 */
export async function growTable(runner: QueryRunner, growth: TableGrowth): Promise<void> {
  if (await hasGrown(runner, growth)) return;
  const { name, columns, indexes = {} } = growth;
  if (dialectOf(runner.dataSource) === 'sqlite') {
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

/** The reverse of {@link growTable}. */
export async function shrinkTable(runner: QueryRunner, growth: TableGrowth): Promise<void> {
  if (!(await hasGrown(runner, growth))) return;
  const { name, columns, indexes = {} } = growth;
  const names = columns.map(nameOf);
  if (dialectOf(runner.dataSource) === 'sqlite') {
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

/** By the first of it: it comes and goes as one. */
async function hasGrown(runner: QueryRunner, { name, columns, indexes = {} }: TableGrowth): Promise<boolean> {
  const [column] = columns;
  if (column !== undefined) return runner.hasColumn(name, nameOf(column));
  const there = (await runner.getTable(name))?.indices ?? [];
  return there.some((index) => index.name === Object.keys(indexes)[0]);
}

function nameOf(column: string): string {
  return column.split(' ', 1)[0] ?? '';
}

/** A column without any index on it. */
export interface LooseColumn {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/** Lets a column be null. SQLite cannot change a column: it gets another one of the same name. */
export async function loosen(runner: QueryRunner, { table, column, type }: LooseColumn): Promise<void> {
  await redefine(runner, { table, column, definition: `${type} NULL` });
}

/** The reverse; where it is null it gets the value of another column. */
export async function tighten(
  runner: QueryRunner,
  { table, column, type }: LooseColumn,
  fallback: string,
): Promise<void> {
  await runner.query(`UPDATE ${table} SET ${column} = ${fallback} WHERE ${column} IS NULL`);
  await redefine(runner, { table, column, definition: `${type} NOT NULL` });
}

async function redefine(
  runner: QueryRunner,
  { table, column, definition }: { table: string; column: string; definition: string },
): Promise<void> {
  if (dialectOf(runner.dataSource) !== 'sqlite') {
    await runner.query(`ALTER TABLE ${table} MODIFY COLUMN ${column} ${definition}`);
    return;
  }
  const needed = definition.includes('NOT NULL') ? ' DEFAULT 0' : '';
  await runner.query(`ALTER TABLE ${table} RENAME COLUMN ${column} TO ${column}_before`);
  await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${definition}${needed}`);
  await runner.query(`UPDATE ${table} SET ${column} = ${column}_before`);
  await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}_before`);
}
