/** Migrations: once, whoever starts with us, and again where they were cut off. */
import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { migrate, openDataSource, plainErrors as errors, type MigrateMode } from 'typeorm-durable';
import { testDatabases, type TestDatabase } from '../../../test/support/database.js';
import { closeAfter, emptyDatabase, SHOP } from './support/shop.js';

const onServer = testDatabases().includes('mariadb') ? describe : describe.skip;

const run = (source: DataSource, mode: MigrateMode = 'run') =>
  migrate(source, { schema: SHOP, mode, errors });
const recorded = async (test: TestDatabase) =>
  ((await test.query('SELECT name FROM shop_migrations ORDER BY id')) as { name: string }[]).map(
    ({ name }) => name,
  );
const NAMES = SHOP.migrations.map((migration) => new migration().name ?? '');

async function open(test: TestDatabase): Promise<DataSource> {
  const source = await openDataSource(test.storage, SHOP, errors);
  closeAfter(() => source.destroy());
  return source;
}

/** What would have to change for the tables to be what the entities describe. */
async function differences(source: DataSource): Promise<string[]> {
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query).filter((sql) => !sql.includes('shop_note'));
}

describe.each(testDatabases())('migrations on %s', (kind) => {
  it('run once when several start at the same moment, and build what the entities describe', async () => {
    const test = await emptyDatabase(kind);
    const sources = await Promise.all([1, 2, 3].map(() => open(test)));
    await Promise.all(sources.map((source) => run(source)));
    expect(await recorded(test)).toEqual(NAMES);
    expect(await differences(sources[0]!)).toEqual([]);
  });

  it('go down, one after the other, with rows in the tables, and up again', async () => {
    const test = await emptyDatabase(kind);
    const source = await open(test);
    await run(source);
    await test.query("INSERT INTO shop_order (id, cents, paid, party) VALUES ('a', 7, 0, '254')");
    await source.undoLastMigration();
    expect(await test.query('SELECT id, next_at FROM shop_order')).toEqual([{ id: 'a', next_at: 7 }]);
    await source.undoLastMigration();
    expect(await recorded(test)).toEqual([]);
    await run(source);
    expect(await differences(source)).toEqual([]);
  });

  it('run again to their end when the process was killed between the tables and the word that they are there', async () => {
    const test = await emptyDatabase(kind);
    const source = await open(test);
    await run(source);
    // SQLite takes back the whole of a migration; MySQL has committed all but the last word.
    if (kind === 'mariadb') await test.query('DELETE FROM shop_migrations');
    await run(source);
    expect(await recorded(test)).toEqual(NAMES);
    expect(await differences(source)).toEqual([]);
  });

  it('are only checked where that is asked, and what is missing is named', async () => {
    const source = await open(await emptyDatabase(kind));
    await expect(run(source, 'check')).rejects.toMatchObject({
      name: 'SetupError',
      message: expect.stringContaining(NAMES.join(', ')),
    });
    await expect(run(source, 'off')).resolves.toBeUndefined();
    await run(source);
    await expect(run(source, 'check')).resolves.toBeUndefined();
  });

  it('number rows by themselves, and tell case apart', async () => {
    const test = await emptyDatabase(kind);
    await run(await open(test));
    for (const text of ['Ft', 'FT']) await test.query('INSERT INTO shop_note (text) VALUES (?)', [text]);
    expect(await test.query('SELECT seq, text FROM shop_note')).toEqual([
      { seq: 1, text: 'Ft' },
      { seq: 2, text: 'FT' },
    ]);
    expect(await test.query("SELECT seq FROM shop_note WHERE text = 'ft'")).toEqual([]);
  });
});

describe('migrations on a SQLite file', () => {
  it('that fail leave nothing, and say what the database said', async () => {
    const test = await emptyDatabase('sqlite');
    const source = await open(test);
    await test.query('CREATE TABLE shop_note (other integer)');
    await expect(run(source)).rejects.toMatchObject({
      name: 'RefusedError',
      operation: 'migrate the schema',
    });
    expect(await test.query("SELECT name FROM sqlite_master WHERE name = 'shop_order'")).toEqual([]);
    await test.query('DROP TABLE shop_note');
    await run(source);
    expect(await recorded(test)).toEqual(NAMES);
  });
});

onServer('migrations beside somebody else’s on MariaDB', () => {
  it('run in a table of their own, over the credentials of a DataSource that does not know them', async () => {
    const test = await emptyDatabase('mariadb');
    const theirs = await new DataSource({
      ...test.storage,
      migrations: [],
      entities: [],
    } as never).initialize();
    await run(theirs).finally(() => theirs.destroy());
    expect(await recorded(test)).toEqual(NAMES);
    expect(await test.query("SHOW TABLES LIKE 'migrations'")).toEqual([]);
  });
});
