import { type Fragment, marks, type RowsUpdate, type Session, updateRows } from 'typeorm-durable';
import { eraseEvents } from './erase-events.js';

/** `erased_at` is among the columns. */
export interface SubjectErasure extends Pick<RowsUpdate, 'columns' | 'rows' | 'first'> {
  readonly table: 'mpesa_payment' | 'mpesa_standing_order';
  /** What must hold of a row when it is locked: one that has changed since is left alone. */
  readonly still: Fragment;
  /** Account numbers that payers typed go too. */
  readonly takesTyped?: boolean;
}

/** Erases what tells of a person from rows that events are about, and from these events. */
export async function eraseSubjects(
  db: Session,
  { table, columns, rows, first, still, takesTyped = false }: SubjectErasure,
): Promise<{ subjects: number; events: number }> {
  if (rows.length === 0) return { subjects: 0, events: 0 };
  const sorted = [...rows].sort((one, other) => (one.key < other.key ? -1 : 1));
  const update = updateRows({ table, key: 'id', columns, rows: sorted, first, where: still });
  const subjects = await db.run(update.sql, update.params);
  const ids = sorted.map(({ key }) => key);
  // Asked again: one that changed in between was left alone, and so are its events.
  const those = `SELECT id FROM ${table} WHERE id IN (${marks(ids.length)}) AND erased_at IS NOT NULL`;
  const erasedIds = (await db.rows(those, ids)).map((row) => String(row.id));
  return { subjects, events: await eraseEvents(db, erasedIds, takesTyped) };
}
