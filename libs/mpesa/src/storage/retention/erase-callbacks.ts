import { type Fragment, marks, type Row, type Session, updateRows } from 'typeorm-durable';
import type { Erasing } from './erase-payments.js';

/** What nothing is left to be done about. */
export const SETTLED = "status NOT IN ('new', 'waiting')";

export async function eraseOldCallbacks(
  db: Session,
  { before, most }: { before: number; most: number },
  digests: Erasing['digests'],
): Promise<number> {
  const due = { sql: `kept_since < ? AND ${SETTLED}`, params: [before] };
  const find = `SELECT id FROM mpesa_callback WHERE ${due.sql} ORDER BY kept_since LIMIT ?`;
  return eraseCallbacks(db, await db.rows(find, [...due.params, most]), due, digests);
}

/**
 * Empties callbacks. That they came, and how often, stays. A name that is a plain digest of what a callback said is made a keyed
 * one, for all it said but the number is known.
 */
export async function eraseCallbacks(
  db: Session,
  found: readonly Row[],
  still: Fragment,
  digests: Erasing['digests'],
): Promise<number> {
  if (found.length === 0) return 0;
  const ids = found.map((row) => String(row.id)).sort();
  const empty = 'UPDATE mpesa_callback SET body = NULL, source_address = NULL, kept_since = NULL';
  const where = `WHERE id IN (${marks(ids.length)}) AND ${still.sql}`;
  const emptied = await db.run(`${empty} ${where}`, [...ids, ...still.params]);
  const rows = ids
    .map((id) => ({ key: id, values: [digests.of('callback', id)] }))
    .filter(({ key, values: [name] }) => key !== name);
  if (rows.length === 0) return emptied;
  const isEmpty = { sql: 'body IS NULL', params: [] };
  const rename = updateRows({ table: 'mpesa_callback', key: 'id', columns: ['id'], rows, where: isEmpty });
  await db.run(rename.sql, rename.params);
  return emptied;
}
