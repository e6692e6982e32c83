import type { DataSource } from 'typeorm';

const LOCK_WAIT_SECONDS = 5;
const SET = `SET SESSION innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}`;

/** The part of mysql2's pool that tells of every connection it opens. */
interface Pool {
  on(event: 'connection', listener: (connection: Connection) => void): void;
}

interface Connection {
  query(sql: string, callback: () => void): void;
}

/**
 * Nobody waits longer than five seconds for a row that a stranger keeps locked, where the server's default is fifty. Only for a
 * DataSource of one's own.
 */
export async function boundLockWaits(dataSource: DataSource): Promise<void> {
  const { pool } = dataSource.driver as unknown as { pool: Pool };
  // Statements of one connection run in order: this one is done before anything else is.
  pool.on('connection', (connection) => connection.query(SET, () => undefined));
  // The connection that opening the pool has left in it.
  await dataSource.query(SET);
}
