import type { Database } from '../database/database.js';

/**
 * Takes what was erased out of SQLite's log as well: the old pages stand there until something is written over them. Pages that
 * are freed are emptied by `secure_delete`. What MySQL and MariaDB keep, docs/privacy.md tells.
 */
export async function scrub(database: Database): Promise<void> {
  if (database.dialect !== 'sqlite') return;
  // Another process that reads just now is in the way; then the next run does it.
  await database.statements('empty the log', (db) => db.rows('PRAGMA wal_checkpoint(TRUNCATE)'));
}
