import type { Database } from '../database/database.js';
import type { Row, Session } from '../database/session.js';
import { marks, skipLocked } from '../dialect/dialect.js';

/** What a locking read asks for: rows of one table by their keys. */
export interface RowsToLock {
  readonly table: string;
  readonly key: string;
  readonly keys: readonly string[];
  /** What is read of them, the key included. */
  readonly columns: string;
}

/**
 * Locks and reads rows without waiting for anybody: whoever keeps a row locked, another program or a person at a console, must
 * not hold up the others of a batch. One statement, and another one only when rows are missing. On SQLite the transaction has the
 * whole file already.
 *
 * @throws {@link StorageErrors.conflict} `held`, with the keys that another transaction has locked
 */
export async function lockFreeRows(
  { dialect, errors }: Pick<Database<unknown>, 'dialect' | 'errors'>,
  db: Session,
  wanted: RowsToLock,
): Promise<Row[]> {
  const { table, key, columns } = wanted;
  const keys = [...new Set(wanted.keys)].sort();
  const select = `SELECT ${columns} FROM ${table} WHERE ${key} IN (${marks(keys.length)}) ORDER BY ${key}`;
  const rows = await db.rows(select + skipLocked(dialect), keys);
  const found = new Set(rows.map((row) => String(row[key])));
  const missing = keys.filter((one) => !found.has(one));
  if (dialect === 'sqlite' || missing.length === 0) return rows;
  const there = await db.rows(
    `SELECT ${key} FROM ${table} WHERE ${key} IN (${marks(missing.length)})`,
    missing,
  );
  if (there.length === 0) return rows;
  throw errors.conflict('held', { held: there.map((row) => String(row[key])) });
}
