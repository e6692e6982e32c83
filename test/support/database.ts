import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import mysql from 'mysql2/promise';

/** A minute, with five milliseconds in between. */
const MOST_TRIES = 12_000;

/** The two kinds of database every end-to-end spec is run on. */
export type TestDatabaseKind = 'sqlite' | 'mariadb';

/** The part of the module's `storage` option that says where the rows are kept. */
export type TestStorage = { type: 'better-sqlite3'; database: string } | { type: 'mariadb'; url: string };

/** An empty database of its own for one spec. */
export type TestDatabase = {
  kind: TestDatabaseKind;
  /** Give this to `MpesaModule.forRoot({ storage })`. */
  storage: TestStorage;
  /** Runs one statement with `?` parameters beside the app, on a connection of its own. Returns the rows, or none. */
  query: (sql: string, params?: readonly unknown[]) => Promise<unknown[]>;
  /** Closes the connection and deletes the database. Close the app first. */
  drop: () => Promise<void>;
};

/**
 * SQLite always; MariaDB when `MPESA_TEST_MYSQL_URL` names a server (as `npm test` sees to). Only MariaDB when
 * `MPESA_TEST_DATABASES` says so, because SQLite has a run of its own.
 */
export function testDatabases(): TestDatabaseKind[] {
  if (!process.env.MPESA_TEST_MYSQL_URL) return ['sqlite'];
  return process.env.MPESA_TEST_DATABASES === 'mariadb' ? ['mariadb'] : ['sqlite', 'mariadb'];
}

/** Creates a database that nobody else uses, under a name that no other worker can pick. */
export function createTestDatabase(kind: TestDatabaseKind): Promise<TestDatabase> {
  return kind === 'sqlite' ? createSqliteDatabase() : createMariaDbDatabase();
}

async function createSqliteDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-test-'));
  const file = join(folder, 'mpesa.sqlite');
  // Opened on first use only, so that the module under test is the one that creates the file.
  let connection: Database.Database | undefined;

  return {
    kind: 'sqlite',
    storage: { type: 'better-sqlite3', database: file },
    query: async (sql, params = []) => {
      connection ??= new Database(file, { timeout: 0 });
      const statement = connection.prepare(sql);
      return onceFree(() => {
        if (statement.reader) return statement.all(...params);
        statement.run(...params);
        return [];
      });
    },
    drop: async () => {
      connection?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Waits for whoever writes to the file. Not in the driver, which would stop this very process: the one that writes is in it, and
 * could never go on.
 */
async function onceFree<T>(run: () => T): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return run();
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_BUSY' || tries === MOST_TRIES) throw error;
      await setTimeout(5);
    }
  }
}

async function createMariaDbDatabase(): Promise<TestDatabase> {
  const server = process.env.MPESA_TEST_MYSQL_URL;
  if (!server) throw new Error('MPESA_TEST_MYSQL_URL is not set: start the specs through `npm test`');
  const name = `mpesa_test_${process.pid}_${randomBytes(6).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;

  const admin = await mysql.createConnection(server);
  // The server's default collation is kept on purpose: case must be told apart by our own DDL.
  await admin.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  await admin.changeUser({ database: name });

  return {
    kind: 'mariadb',
    storage: { type: 'mariadb', url: url.href },
    query: async (sql, params = []) => {
      const [rows] = await admin.query(sql, [...params]);
      return Array.isArray(rows) ? rows : [];
    },
    drop: async () => {
      await admin.query(`DROP DATABASE IF EXISTS ${name}`);
      await admin.end();
    },
  };
}
