/** Nobody waits for a connection of a pool without end, and what is urgent passes by while others hang. */
import { describe, expect, it } from '@jest/globals';
import { lockHolders } from 'typeorm-durable';
import { testDatabases } from '../../../test/support/database.js';
import { pauseTimers, untilTrue } from '../../../test/support/paused-timers.js';
import { add, clock, held, openShop, order, type Shop } from './support/shop.js';

const onServer = testDatabases().includes('mariadb') ? describe : describe.skip;
const ping = ({ database }: Shop) => database.read('ping', (db) => db.rows('SELECT 1 AS one'));
const holding = ({ database }: Shop) => held((work) => database.transaction('pack an order', work));

onServer('a pool of MariaDB', () => {
  it('has a place for what is urgent while work holds all that it may have', async () => {
    const shop = await openShop('mariadb', { poolSize: 2, urgent: ['ping'], connectionWaitMs: 5_000 });
    const busy = holding(shop);
    await busy.started;
    const waiting = holding(shop);
    await expect(ping(shop)).resolves.toEqual([{ one: 1 }]);
    busy.end();
    await waiting.started;
    waiting.end();
    await Promise.all([busy.done, waiting.done]);
  });

  it('is waited for no longer than it was said, and whoever waited in vain is told who has it', async () => {
    const shop = await openShop('mariadb', { poolSize: 1, connectionWaitMs: 50 });
    const busy = holding(shop);
    await busy.started;
    clock.at += 1_200;
    await expect(ping(shop)).rejects.toMatchObject({
      name: 'NoConnectionError',
      operation: 'ping',
      wait: { waitedMs: 50, holders: ['pack an order for 1200 ms'] },
    });
    expect(shop.warnings).toHaveLength(1);
    busy.end();
    await busy.done;
    await expect(ping(shop)).resolves.toEqual([{ one: 1 }]);
  });

  it('of one refuses at once what would wait for the transaction that asks for it', async () => {
    const shop = await openShop('mariadb', { poolSize: 1 });
    const within = shop.database.transaction('pack an order', () =>
      shop.database.statements('note it', (db) => db.rows('SELECT 1 AS one')),
    );
    await expect(within).rejects.toThrow('holds the only connection of the pool');
  });

  it('of one ends the transaction of a handler that asks the DataSource for a second', async () => {
    const shop = await openShop('mariadb', { poolSize: 1 });
    const { dataSource } = shop.database;
    const handler = shop.database.handlerTransaction('hand on an order', () =>
      dataSource.query('SELECT 1 AS one'),
    );
    await expect(handler).rejects.toThrow('its transaction holds the only one of the pool');
  });

  it('gets no connection back whose rollback waits behind a statement that hangs', async () => {
    const shop = await openShop('mariadb', { poolSize: 1 });
    const connection = () =>
      shop.database.read('ask who it is', (db) => db.rows('SELECT CONNECTION_ID() AS id'));
    const before = await connection();
    const timers = pauseTimers();
    try {
      let thrown = false;
      const failing = shop.database.transaction('pack an order', async (manager) => {
        thrown = true;
        manager.query('SELECT SLEEP(5)').catch(() => undefined);
        throw new Error('changed its mind');
      });
      const failed = expect(failing).rejects.toThrow('changed its mind');
      await untilTrue(() => thrown);
      await timers.running(1);
      await timers.pass(5_000);
      await failed;
    } finally {
      timers.resume();
    }
    expect(await connection()).not.toEqual(before);
  });

  it('is given up with all that hangs on it, which is told, and goes on with new connections', async () => {
    const shop = await openShop('mariadb', { poolSize: 2 });
    await add(shop.database, order('a'));
    const blocker = await shop.beside();
    const locked = held((work) =>
      blocker.database.write('look', async (db) => {
        await db.rows("SELECT id FROM shop_order WHERE id = 'a' FOR UPDATE");
        await work();
      }),
    );
    await locked.started;
    let asked = false;
    const stuck = shop.database.transaction('pack an order', (tx) => {
      asked = true;
      return shop.database.within(tx, 'pack an order').run("UPDATE shop_order SET paid = 1 WHERE id = 'a'");
    });
    stuck.catch(() => undefined);
    await untilTrue(() => asked);
    expect(await shop.database.abandon()).toEqual(['pack an order for 0 ms']);
    await expect(stuck).rejects.toMatchObject({ name: 'UnavailableError' });
    locked.end();
    await locked.done;
    await expect(ping(shop)).resolves.toEqual([{ one: 1 }]);
  });

  it('tells who holds locks', async () => {
    const shop = await openShop('mariadb', { poolSize: 3 });
    await add(shop.database, order('a'));
    const busy = held((work) =>
      shop.database.write('look', async (db) => {
        await db.rows("SELECT id FROM shop_order WHERE id = 'a' FOR UPDATE");
        await work();
      }),
    );
    await busy.started;
    expect(await lockHolders(shop.database)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^connection \d+ of \S+@\S+, open for \d+ s$/)]),
    );
    busy.end();
    await busy.done;
  });
});
