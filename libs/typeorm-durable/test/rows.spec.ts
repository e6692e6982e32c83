/** Rows: many with one statement, none that others keep locked, and every value as it was. */
import { describe, expect, it } from '@jest/globals';
import {
  lockFreeRows,
  marks,
  onDuplicateKey,
  RowMapper,
  scrub,
  slices,
  rowsOfMarks,
  unlessThere,
  updateFreeRows,
  updateRows,
} from 'typeorm-durable';
import { testDatabases } from '../../../test/support/database.js';
import { add, held, openShop, Order, order, stored, type Shop } from './support/shop.js';

const onServer = testDatabases().includes('mariadb') ? describe : describe.skip;

describe.each(testDatabases())('rows on %s', (kind) => {
  it('get values of their own by one statement, and are counted', async () => {
    const shop = await openShop(kind);
    await add(shop.database, order('a'), order('b'), order('c', { paid: true }));
    const { sql, params } = updateRows({
      table: 'shop_order',
      key: 'id',
      columns: ['cents', 'party'],
      rows: [
        { key: 'a', values: [1, 'x'] },
        { key: 'b', values: [2, 'x'] },
        { key: 'c', values: [3, 'x'] },
      ],
      where: { sql: 'paid = ?', params: [0] },
    });
    expect(await shop.database.write('price orders', (db) => db.run(sql, params))).toBe(2);
    expect(await stored(shop)).toEqual({ a: 1, b: 2, c: 1_000 });
  });

  it('come back through the mapper as they went in, whoever wrote them', async () => {
    const { database } = await openShop(kind);
    const mapper = new RowMapper<Order>(database.dataSource, Order);
    const one = order('a', {
      name: 'Wanjiru ☕',
      cents: Number.MAX_SAFE_INTEGER,
      paid: true,
      nextAt: 1_795_300_000_000,
    });
    const two = order('b');
    const insert = `INSERT INTO shop_order (${mapper.columns}) VALUES ${rowsOfMarks(2, mapper.names.length)}`;
    await database.write('store orders', (db) =>
      db.run(insert, [...mapper.params(one), ...mapper.params(two)]),
    );
    const rows = await database.read('read orders', (db) =>
      db.rows(`SELECT ${mapper.columnsOf('o')} FROM shop_order o ORDER BY id`),
    );
    expect(rows.map((row) => mapper.item(row))).toEqual([one, two]);
    const [theirs] = await database.statements('read orders', (_, manager) =>
      manager.find(Order, { where: { id: 'a' } }),
    );
    expect({ ...theirs }).toEqual(one);
    expect(() => mapper.params(order('c', { cents: 2 ** 53 }))).toThrow(RangeError);
  });

  it('are left as they are, or changed, where they are there already', async () => {
    const shop = await openShop(kind);
    const { database } = shop;
    await add(database, order('a'));
    const insert = 'INSERT INTO shop_order (id, cents, paid) VALUES (?, ?, 0)';
    await database.write('store an order', (db) =>
      db.run(`${insert} ${unlessThere(database.dialect, 'id')}`, ['a', 5]),
    );
    expect(await stored(shop)).toEqual({ a: 1_000 });
    const add2 = onDuplicateKey(
      database.dialect,
      ['id'],
      (arrived) => `cents = shop_order.cents + ${arrived('cents')}`,
    );
    await database.write('store an order', (db) => db.run(`${insert} ${add2}`, ['a', 5]));
    expect(await stored(shop)).toEqual({ a: 1_005 });
  });

  it('that nobody keeps are locked and read, those that are not there are left out', async () => {
    const { database } = await openShop(kind);
    await add(database, order('a'), order('b'));
    const wanted = { table: 'shop_order', key: 'id', columns: 'id, cents', keys: ['b', 'a', 'nobody', 'a'] };
    const rows = await database.write('lock orders', (db) => lockFreeRows(database, db, wanted));
    expect(rows.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('are bound in any number', async () => {
    const { database } = await openShop(kind);
    const orders = Array.from({ length: 3_000 }, (_, index) => order(`o${index}`));
    for (const some of slices(orders, 500)) await add(database, ...some);
    const ids = orders.map(({ id }) => id);
    const found = await database.read('count', (db) =>
      db.rows(`SELECT COUNT(*) AS n FROM shop_order WHERE id IN (${marks(ids.length)})`, ids),
    );
    expect(Number(found[0]?.n)).toBe(3_000);
  });

  it('that were deleted stand in no log of SQLite’s after a scrub', async () => {
    const { database } = await openShop(kind);
    await add(database, order('a', { name: '254722999999' }));
    await database.write('delete', (db) => db.run('DELETE FROM shop_order'));
    await expect(scrub(database)).resolves.toBeUndefined();
    if (kind === 'sqlite') {
      const [log] = await database.statements('look', (db) => db.rows('PRAGMA wal_checkpoint(PASSIVE)'));
      expect(log).toMatchObject({ log: 0 });
    }
  });
});

onServer('rows that others keep locked on MariaDB', () => {
  const locking = (shop: Shop, id: string) =>
    held((work) =>
      shop.database.write('look', async (db) => {
        await db.rows('SELECT id FROM shop_order WHERE id = ? FOR UPDATE', [id]);
        await work();
      }),
    );

  it('are named at once, and not waited for', async () => {
    const shop = await openShop('mariadb');
    await add(shop.database, order('a'), order('b'));
    const locked = locking(await shop.beside(), 'a');
    await locked.started;
    const wanted = { table: 'shop_order', key: 'id', columns: 'id', keys: ['a', 'b'] };
    const asking = shop.database.write('lock orders', (db) => lockFreeRows(shop.database, db, wanted));
    await expect(asking).rejects.toMatchObject({ name: 'ConflictError', kind: 'held', held: ['a'] });
    locked.end();
    await locked.done;
  });

  it('do not keep the others of a batch from being changed', async () => {
    const shop = await openShop('mariadb', { poolSize: 1 });
    await add(shop.database, order('a'), order('b'));
    await shop.database.statements('wait less', (db) => db.rows('SET SESSION innodb_lock_wait_timeout = 1'));
    const locked = locking(await shop.beside(), 'a');
    await locked.started;
    const changed = await updateFreeRows(shop.database, {
      operation: 'pay orders',
      table: 'shop_order',
      ids: ['a', 'b'],
      change: async (db, ids) => {
        await db.run(`UPDATE shop_order SET cents = 0 WHERE id IN (${marks(ids.length)})`, ids);
        return [...ids];
      },
    });
    expect(changed).toEqual(['b']);
    locked.end();
    await locked.done;
    expect(await stored(shop)).toEqual({ a: 1_000, b: 0 });
  });
});
