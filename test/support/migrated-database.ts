import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { MPESA_SCHEMA, migrate, openDataSource } from '../../libs/mpesa/src/storage/database/mpesa-schema.js';
import { createTestDatabase, type TestDatabase, type TestDatabaseKind } from './database.js';

/** The module's tables, as its migrations left them: a file's bytes, or the statements that make them again. */
interface Schemas {
  sqlite?: Promise<Buffer>;
  mariadb?: Promise<readonly string[]>;
}

/** For as long as a worker lives, whatever spec it runs. */
const KEPT = Symbol.for('nestjs-mpesa.test.schemas');
const kept: Schemas = ((globalThis as Record<symbol, unknown>)[KEPT] ??= {}) as Schemas;

/**
 * A database of its own in which the module's migrations have run. They take their time, and hundreds of apps need nothing of
 * them but their tables: a worker runs them once, and copies what they left.
 */
export async function createMigratedDatabase(kind: TestDatabaseKind): Promise<TestDatabase> {
  const database = await createTestDatabase(kind);
  const { storage } = database;
  if (storage.type === 'better-sqlite3') {
    writeFileSync(storage.database, await (kept.sqlite ??= migrated('sqlite', sqliteBytes)));
  } else {
    for (const statement of await (kept.mariadb ??= migrated('mariadb', mariaDbStatements)))
      await database.query(statement);
  }
  return database;
}

async function migrated<T>(
  kind: TestDatabaseKind,
  read: (database: TestDatabase) => Promise<T> | T,
): Promise<T> {
  const database = await createTestDatabase(kind);
  try {
    const source = await openDataSource(database.storage);
    await migrate(source, 'run').finally(() => source.destroy());
    return await read(database);
  } finally {
    await database.drop();
  }
}

function sqliteBytes({ storage }: TestDatabase): Buffer {
  const connection = new Database((storage as { database: string }).database);
  try {
    return connection.serialize();
  } finally {
    connection.close();
  }
}

async function mariaDbStatements(database: TestDatabase): Promise<readonly string[]> {
  const tables = (await database.query('SHOW TABLES')) as Record<string, string>[];
  const names = tables.flatMap((row) => Object.values(row));
  const created = await Promise.all(
    names.map(async (name) => {
      const [row] = (await database.query(`SHOW CREATE TABLE ${name}`)) as { 'Create Table': string }[];
      return row?.['Create Table'] ?? '';
    }),
  );
  const done = (await database.query(
    `SELECT timestamp, name FROM ${MPESA_SCHEMA.migrationsTable} ORDER BY id`,
  )) as {
    timestamp: number;
    name: string;
  }[];
  const rows = done.map(({ timestamp, name }) => `(${timestamp}, '${name}')`).join(', ');
  return [...created, `INSERT INTO ${MPESA_SCHEMA.migrationsTable} (timestamp, name) VALUES ${rows}`];
}
