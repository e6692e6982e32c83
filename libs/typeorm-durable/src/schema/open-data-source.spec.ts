import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DriverPackageNotInstalledError } from 'typeorm';
import { plainErrors } from '../errors/plain-errors.js';
import { dataSourceOptions, missingDriver, openDataSource } from './open-data-source.js';
import type { Schema } from './schema.js';

const EMPTY: Schema = { entities: [], migrations: [], migrationsTable: 'shop_migrations', lock: 'shop' };

describe('openDataSource on SQLite', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'durable-open-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes the folder and opens the file so that no commit is lost with the power', async () => {
    const database = join(folder, 'new', 'shop.sqlite');
    const dataSource = await openDataSource({ type: 'better-sqlite3', database }, EMPTY, plainErrors);
    expect(existsSync(database)).toBe(true);
    const pragma = async (name: string): Promise<unknown> =>
      Object.values(((await dataSource.query(`PRAGMA ${name}`)) as object[])[0] ?? {})[0];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('busy_timeout')).toBe(5_000);
    await dataSource.destroy();
  });

  it('says that the storage is unavailable when the file is no database', async () => {
    const database = join(folder, 'text.sqlite');
    writeFileSync(database, 'not a database, only a text that is long enough to be looked at'.repeat(50));
    await expect(
      openDataSource({ type: 'better-sqlite3', database }, EMPTY, plainErrors),
    ).rejects.toMatchObject({
      name: 'UnavailableError',
      operation: 'open the database',
    });
  });
});

describe('the options of our DataSource', () => {
  it('keep times in UTC, all of Unicode, and never synchronize', () => {
    const settings = { type: 'mariadb', url: 'mysql://localhost/x', poolSize: 3 } as const;
    expect(dataSourceOptions(settings, EMPTY)).toMatchObject({
      type: 'mariadb',
      timezone: 'Z',
      charset: 'utf8mb4',
      poolSize: 3,
      synchronize: false,
      migrationsTableName: 'shop_migrations',
    });
  });
});

describe('a missing driver', () => {
  it.each([
    [
      'better-sqlite3',
      new DriverPackageNotInstalledError('SQLite', 'better-sqlite3'),
      'npm install better-sqlite3@12',
    ],
    ['mariadb', new DriverPackageNotInstalledError('Mysql', 'mysql2'), 'npm install mysql2'],
    [
      'better-sqlite3',
      new Error('Could not locate the bindings file. Tried: …'),
      'npm rebuild better-sqlite3',
    ],
    [
      'better-sqlite3',
      Object.assign(new Error('… was compiled against a different Node.js version'), {
        code: 'ERR_DLOPEN_FAILED',
      }),
      'npm rebuild better-sqlite3',
    ],
  ] as const)('of %s is answered with the command that mends it', (type, error, command) => {
    expect(missingDriver(type, error)?.fix).toContain(command);
  });

  it('is not suspected behind any other error', () => {
    expect(missingDriver('better-sqlite3', new Error('disk I/O error'))).toBeNull();
  });
});
