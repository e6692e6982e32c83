import type { Database } from '../database/database.js';
import type { Session } from '../database/session.js';
import { marks, skipLocked } from '../dialect/dialect.js';

/** Rows of one table, by their ids. */
export interface RowsToChange {
  /** As in `storage failed to <operation>`. */
  readonly operation: string;
  readonly table: string;
  readonly ids: readonly string[];
  /** @returns the ids that were changed */
  readonly change: (db: Session, ids: readonly string[]) => Promise<string[]>;
}

/**
 * Changes rows together, which costs nothing more while nobody is in the way. When somebody keeps one of them locked for longer
 * than the wait, the others are changed without it.
 */
export async function updateFreeRows(
  database: Pick<Database<unknown>, 'dialect' | 'errors' | 'write'>,
  rows: RowsToChange,
): Promise<string[]> {
  const { operation, table, ids, change } = rows;
  try {
    return await database.write(operation, (db) => change(db, ids));
  } catch (error) {
    if (!database.errors.isLocked(error) || database.dialect === 'sqlite') throw error;
  }
  return database.write(operation, async (db) => {
    const select = `SELECT id FROM ${table} WHERE id IN (${marks(ids.length)})${skipLocked(database.dialect)}`;
    const free = new Set((await db.rows(select, ids)).map((row) => String(row.id)));
    return free.size === 0
      ? []
      : change(
          db,
          ids.filter((id) => free.has(id)),
        );
  });
}
