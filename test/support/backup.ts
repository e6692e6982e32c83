import { testDatabase } from './test-resources.js';
import type { TestDatabase, TestStorage } from './database.js';

/** A copy of the database as it stands now: start a host on it, and its books were restored from a backup. */
export async function backUp(database: TestDatabase): Promise<TestDatabase> {
  const copy = await testDatabase(database.kind);
  if (database.kind === 'sqlite') {
    await database.query('VACUUM INTO ?', [nameOf(copy.storage)]);
    return copy;
  }
  const [from, to] = [nameOf(database.storage), nameOf(copy.storage)];
  for (const row of await database.query('SHOW TABLES')) {
    const table = String(Object.values(row as Record<string, unknown>)[0]);
    await database.query(`CREATE TABLE ${to}.${table} LIKE ${from}.${table}`);
    await database.query(`INSERT INTO ${to}.${table} SELECT * FROM ${from}.${table}`);
  }
  return copy;
}

function nameOf(storage: TestStorage): string {
  return storage.type === 'mariadb' ? new URL(storage.url).pathname.slice(1) : storage.database;
}
