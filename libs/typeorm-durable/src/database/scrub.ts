import type { Database } from './database.js';

/**
 * Takes what was deleted out of SQLite's log as well: the old pages stand there until something is written over them. Pages that
 * are freed are emptied by `secure_delete`. MySQL and MariaDB have logs of their own, which nobody can empty from here.
 */
export async function scrub(database: Pick<Database<unknown>, 'dialect' | 'statements'>): Promise<void> {
  if (database.dialect !== 'sqlite') return;
  // Another process that reads just now is in the way; then the next run does it.
  await database.statements('empty the log', (db) => db.rows('PRAGMA wal_checkpoint(TRUNCATE)'));
}
