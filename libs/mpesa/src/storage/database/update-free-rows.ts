import { StorageLockedError } from '../../errors/storage-locked.error.js';
import type { Database } from './database.js';
import { marks, skipLocked } from './dialect.js';
import type { Session } from './session.js';

interface RowsToChange {
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
export async function updateFreeRows(database: Database, rows: RowsToChange): Promise<string[]> {
  const { operation, table, ids, change } = rows;
  try {
    return await database.write(operation, (db) => change(db, ids));
  } catch (error) {
    if (!(error instanceof StorageLockedError) || database.dialect === 'sqlite') throw error;
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
