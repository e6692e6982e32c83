/** `ormconfig.ts` is run by the TypeORM command line as a user would run it, on an empty database of each kind. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mpesaMigrations } from 'nestjs-mpesa/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { createTestDatabase, testDatabases, type TestDatabase } from './support/database.js';

const ROOT = join(import.meta.dirname, '..');
const run = promisify(execFile);

describe.each(testDatabases())('npm run typeorm on %s', (kind) => {
  let database: TestDatabase;
  let migrations = 0;

  beforeAll(async () => {
    database = await createTestDatabase(kind);
  });
  afterAll(() => database.drop());

  it('shows every migration as waiting at first', async () => {
    const shown = await typeorm('migration:show', database);
    migrations = waiting(shown);
    expect(migrations).toBeGreaterThan(0);
    expect(done(shown)).toBe(0);
  });

  it('runs them all, and then shows them as done', async () => {
    await typeorm('migration:run', database);
    expect(await tables(database)).toEqual(expect.arrayContaining(['mpesa_migrations', 'mpesa_payment']));
    const shown = await typeorm('migration:show', database);
    expect([done(shown), waiting(shown)]).toEqual([migrations, 0]);
  });

  it('takes them back one at a time until no table of ours is left', async () => {
    await typeorm('migration:revert', database);
    const names = await database.query('SELECT name FROM mpesa_migrations');
    expect(names).toHaveLength(migrations - 1);
    await takeBack(database, migrations - 1);
    const left = (await tables(database)).filter((table) => table !== 'mpesa_migrations');
    expect(left).toEqual([]);
    expect(await database.query('SELECT name FROM mpesa_migrations')).toEqual([]);
  });

  it('runs them again after that', async () => {
    await typeorm('migration:run', database);
    expect(await database.query('SELECT name FROM mpesa_migrations')).toHaveLength(migrations);
  });
});

/** The command line's words; it rejects with them when the command fails. */
async function typeorm(command: string, { storage }: TestDatabase): Promise<string> {
  const url =
    storage.type === 'better-sqlite3' ? storage.database : storage.url.replace(/^mysql:/, 'mariadb:');
  const { stdout } = await run('npm', ['run', '--silent', 'typeorm', '--', command], {
    cwd: ROOT,
    env: { ...process.env, MPESA_DATABASE_URL: url, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  return stdout;
}

/** As the command does, without starting it each time. */
async function takeBack({ storage }: TestDatabase, times: number): Promise<void> {
  const dataSource = new DataSource({
    ...storage,
    migrations: mpesaMigrations,
    migrationsTableName: 'mpesa_migrations',
  } as DataSourceOptions);
  await dataSource.initialize();
  for (let time = 0; time < times; time += 1) await dataSource.undoLastMigration({ transaction: 'each' });
  await dataSource.destroy();
}

function waiting(shown: string): number {
  return shown.match(/\[ \]/g)?.length ?? 0;
}

function done(shown: string): number {
  return shown.match(/\[X\]/g)?.length ?? 0;
}

async function tables({ kind, query }: TestDatabase): Promise<string[]> {
  const rows =
    kind === 'sqlite'
      ? await query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      : await query(
          'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
        );
  return rows.map((row) => String((row as { name: unknown }).name));
}
