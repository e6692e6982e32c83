/** A failure says what it means, and nothing of anybody: neither statement nor values. */
import { describe, expect, it } from '@jest/globals';
import { openDataSource, plainErrors as errors, StorageError, type StorageErrors } from 'typeorm-durable';
import { testDatabases } from '../../../test/support/database.js';
import { freePort } from '../../../test/support/free-port.js';
import { add, openShop, order, SHOP } from './support/shop.js';

const PERSONAL = '254722999999';
const onServer = testDatabases().includes('mariadb') ? describe : describe.skip;

const causes = (error: unknown): unknown[] =>
  error instanceof Error ? [error.message, { ...error }, ...causes(error.cause)] : [];

describe.each(testDatabases())('what fails on %s', (kind) => {
  it.each([
    [
      'a value that is taken',
      'INSERT INTO shop_order (id, name, cents, paid) VALUES (?, ?, 1, 0)',
      'ConflictError',
    ],
    ['a value that is missing', 'INSERT INTO shop_order (id, name) VALUES (?, ?)', 'RefusedError'],
    ['a table that is not there', 'INSERT INTO nowhere (id, name) VALUES (?, ?)', 'RefusedError'],
  ])('with %s is told by its kind, without the value', async (_, sql, name) => {
    const { database } = await openShop(kind);
    await add(database, order('a', { name: PERSONAL }));
    const error: unknown = await database
      .write('store an order', (db) => db.run(sql, ['b', PERSONAL]))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name });
    // MariaDB's own sentence about a duplicate has the value; the driver's statement never is there.
    const told = JSON.stringify(
      causes(error).map((one) => (typeof one === 'string' ? one.replace(/'.*?'/g, '') : one)),
    );
    expect(told).not.toContain(PERSONAL);
    expect(JSON.stringify(causes(error))).not.toContain('INSERT');
  });

  it('in a call of TypeORM’s own is told in the same way, in a transaction and outside', async () => {
    const { database } = await openShop(kind);
    await add(database, order('a'));
    const duplicate = { name: 'ConflictError', kind: 'duplicate' };
    await expect(add(database, order('a'))).rejects.toMatchObject(duplicate);
    const alone = database.statements('store an order', (_, manager) =>
      manager.query("INSERT INTO shop_order (id, cents, paid) VALUES ('a', 1, 0)"),
    );
    await expect(alone).rejects.toMatchObject(duplicate);
  });

  it('in a read is no conflict that anybody outside could do something about', async () => {
    const { database } = await openShop(kind);
    const contention = errors.conflict('contention', {});
    const reading = database.read('read orders', () => Promise.reject(contention));
    await expect(reading).rejects.toMatchObject({
      name: 'LockedError',
      operation: 'read orders',
      cause: contention,
    });
  });

  it('that is somebody else’s error stays as it is', async () => {
    const { database } = await openShop(kind);
    const theirs = new RangeError('not mine');
    await expect(database.write('store', () => Promise.reject(theirs))).rejects.toBe(theirs);
    await expect(database.read('read', () => Promise.reject(theirs))).rejects.toBe(theirs);
    await expect(database.handlerTransaction('hand on', () => Promise.reject(theirs))).rejects.toBe(theirs);
  });

  it('after it was closed is unavailable', async () => {
    const { database } = await openShop(kind);
    await database.close();
    const reading = database.read('read orders', (db) => db.rows('SELECT 1 AS one'));
    await expect(reading).rejects.toMatchObject({ name: 'UnavailableError', retryable: true });
    // What closes the database after the test finds it closed.
    database.close = () => Promise.resolve();
  });

  it('fails with the errors that were handed in', async () => {
    class Taken extends StorageError {
      override readonly name = 'Taken';
      readonly retryable = false;
    }
    const mine: StorageErrors = { ...errors, conflict: (conflict) => new Taken(conflict) };
    const { database } = await openShop(kind, { errors: mine });
    await add(database, order('a'));
    await expect(add(database, order('a'))).rejects.toThrow(Taken);
  });
});

describe('a SQLite file that another process keeps', () => {
  it('is locked, and nothing was written', async () => {
    const shop = await openShop('sqlite');
    await shop.database.statements('wait less', (db) => db.rows('PRAGMA busy_timeout = 50'));
    await shop.test.query('BEGIN IMMEDIATE');
    await expect(add(shop.database, order('a'))).rejects.toMatchObject({ name: 'LockedError' });
    await shop.test.query('COMMIT');
    await expect(add(shop.database, order('a'))).resolves.toBeUndefined();
  });
});

onServer('a MariaDB that goes away', () => {
  it('is unavailable when nobody listens', async () => {
    const port = await freePort();
    const settings = { type: 'mariadb', url: `mysql://u:p@127.0.0.1:${port}/x` } as const;
    await expect(openDataSource(settings, SHOP, errors)).rejects.toMatchObject({
      name: 'UnavailableError',
      operation: 'open the database',
    });
  });

  it('takes the running transaction along, and serves the next one', async () => {
    const shop = await openShop('mariadb');
    const cut = shop.database.write('store an order', async (db) => {
      const [row] = await db.rows('SELECT CONNECTION_ID() AS id');
      await shop.test.query(`KILL ${String(row?.id)}`);
      await db.rows('SELECT 1 AS one');
    });
    await expect(cut).rejects.toMatchObject({ name: 'UnavailableError' });
    await expect(add(shop.database, order('next'))).resolves.toBeUndefined();
  });
});
