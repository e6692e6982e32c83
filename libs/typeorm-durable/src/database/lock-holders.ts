import type { Database } from './database.js';

const OLDEST =
  'SELECT t.trx_mysql_thread_id AS id, p.user AS user, p.host AS host, ' +
  'TIMESTAMPDIFF(SECOND, t.trx_started, NOW()) AS seconds ' +
  'FROM information_schema.innodb_trx t LEFT JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id ' +
  'WHERE t.trx_rows_locked > 0 AND t.trx_mysql_thread_id <> CONNECTION_ID() ' +
  'ORDER BY (p.db <=> DATABASE()) DESC, t.trx_started LIMIT 3';

/**
 * The oldest transactions that hold row locks, in words: those on this very database first. Which row each of them holds, no
 * server tells while nobody waits for it. Needs the right PROCESS on MySQL and MariaDB; empty on SQLite.
 */
export async function lockHolders(database: Pick<Database<unknown>, 'dialect' | 'read'>): Promise<string[]> {
  if (database.dialect === 'sqlite') return [];
  const rows = await database.read('read who holds locks', (db) => db.rows(OLDEST));
  return rows.map(({ id, user, host, seconds }) => {
    const who = user === null ? '' : ` of ${String(user)}@${String(host)}`;
    return `connection ${String(id)}${who}, open for ${String(seconds)} s`;
  });
}
