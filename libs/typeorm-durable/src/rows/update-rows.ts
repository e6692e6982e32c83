import { marks } from '../dialect/dialect.js';

/** New values for some rows of a table, each row with values of its own. */
export interface RowsUpdate {
  readonly table: string;
  readonly key: string;
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<{ readonly key: string; readonly values: readonly unknown[] }>;
  /** Assigned before the columns; MySQL lets later assignments see earlier ones, so what reads old values stands here. */
  readonly first?: Fragment;
  /** Further conditions, AND-ed. */
  readonly where?: Fragment;
}

/** A part of a statement, with the values of its `?`. */
export interface Fragment {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/**
 * One UPDATE for any number of rows: `SET c = CASE id WHEN ? THEN ? … END`, or `SET c = ?` where all rows get the same.
 * MySQL's INSERT … ON DUPLICATE KEY UPDATE would do it too, but overwrites the wrong row when another unique key collides.
 */
export function updateRows(update: RowsUpdate): Fragment {
  const { rows, first, where } = update;
  const assignments = update.columns.map((column, index) => assign(update, column, index));
  const all = first === undefined ? assignments : [first, ...assignments];
  const condition = where === undefined ? '' : ` AND ${where.sql}`;
  return {
    sql:
      `UPDATE ${update.table} SET ${all.map((part) => part.sql).join(', ')} ` +
      `WHERE ${update.key} IN (${marks(rows.length)})${condition}`,
    params: [...all.flatMap((part) => part.params), ...rows.map((row) => row.key), ...(where?.params ?? [])],
  };
}

function assign({ key, rows }: RowsUpdate, column: string, index: number): Fragment {
  const value = rows[0]?.values[index];
  if (rows.every((row) => row.values[index] === value)) return { sql: `${column} = ?`, params: [value] };
  return {
    sql: `${column} = CASE ${key} ${rows.map(() => 'WHEN ? THEN ?').join(' ')} END`,
    params: rows.flatMap((row) => [row.key, row.values[index]]),
  };
}
