/** Transactions commit together or not at all, and nobody's commit is lost with the rollback of a stranger. */
import { describe, expect, it } from '@jest/globals';
import { ConflictError, LockedError } from 'typeorm-durable';
import { testDatabases } from '../../../test/support/database.js';
import { add, held, openShop, Order, order, stored } from './support/shop.js';

const INSERT = 'INSERT INTO shop_order (id, cents, paid) VALUES (?, ?, 0)';
const CHEAPEN = 'UPDATE shop_order SET cents = cents - 1 WHERE id = ?';
const onServer = testDatabases().includes('mariadb') ? describe : describe.skip;

describe.each(testDatabases())('a transaction on %s', (kind) => {
  it('commits all that was written in it, or nothing', async () => {
    const shop = await openShop(kind);
    await shop.database.write('store an order', async (db) => {
      expect(await db.run(INSERT, ['a', 1])).toBe(1);
      await db.run(INSERT, ['b', 2]);
    });
    const failing = shop.database.write('store an order', async (db) => {
      await db.run(INSERT, ['c', 3]);
      throw new Error('changed its mind');
    });
    await expect(failing).rejects.toThrow('changed its mind');
    expect(await stored(shop)).toEqual({ a: 1, b: 2 });
  });

  it('holds what TypeORM’s own calls write, too, and their savepoints', async () => {
    const shop = await openShop(kind);
    await shop.database.write('store an order', async (_, manager) => {
      await manager.save(Order, order('a'));
      const inner = manager.transaction(async (nested) => {
        await nested.save(Order, order('b'));
        throw new Error('not this one');
      });
      await expect(inner).rejects.toThrow('not this one');
    });
    const failing = shop.database.write('store an order', async (_, manager) => {
      await manager.save(Order, order('c'));
      throw new Error('changed its mind');
    });
    await expect(failing).rejects.toThrow('changed its mind');
    expect(await stored(shop)).toEqual({ a: 1_000 });
  });

  it('sees what it has written in the reads that are made within it, and hides it from all others', async () => {
    const shop = await openShop(kind);
    const read = () => shop.database.read('count orders', (db) => db.rows('SELECT id FROM shop_order'));
    await shop.database.transaction('store an order', async (tx) => {
      await shop.database.within(tx, 'store an order').run(INSERT, ['a', 1]);
      expect(await read()).toHaveLength(1);
      expect(await stored(shop)).toEqual({});
    });
    expect(await read()).toHaveLength(1);
  });

  it('keeps what commits beside it, from here or from another DataSource, when it rolls back', async () => {
    const shop = await openShop(kind);
    const other = await shop.beside();
    const failing = held((work) =>
      shop.database.write('store an order', async (db) => {
        await db.run(INSERT, ['lost', 1]);
        await work();
        throw new Error('rolled back');
      }),
    );
    await failing.started;
    const beside = [add(shop.database, order('here')), add(other.database, order('there'))];
    failing.end();
    await expect(failing.done).rejects.toThrow('rolled back');
    await Promise.all(beside);
    expect(Object.keys(await stored(shop))).toEqual(['here', 'there']);
  });

  it('takes back what was written before a statement of it failed', async () => {
    const shop = await openShop(kind);
    await add(shop.database, order('a'));
    const failing = shop.database.write('store an order', async (db) => {
      await db.run(INSERT, ['b', 1]);
      await db.run(INSERT, ['a', 1]);
    });
    await expect(failing).rejects.toMatchObject({ name: 'ConflictError', kind: 'duplicate' });
    expect(await stored(shop)).toEqual({ a: 1_000 });
  });

  it('loses no update of many at once', async () => {
    const shop = await openShop(kind);
    const other = await shop.beside();
    await add(shop.database, order('a'), order('b'));
    const cheapen = (database: typeof shop.database, ids: readonly string[]) =>
      database.write('cheapen orders', async (db) => {
        for (const id of ids) await db.run(CHEAPEN, [id]);
      });
    // In both orders, so that some of them deadlock on a server.
    const works = Array.from({ length: 20 }, (_, index) =>
      cheapen(index % 2 ? shop.database : other.database, index % 3 ? ['a', 'b'] : ['b', 'a']),
    );
    await Promise.all(works);
    expect(await stored(shop)).toEqual({ a: 980, b: 980 });
  });

  it('is its own only while it runs', async () => {
    const { database } = await openShop(kind);
    const manager = await database.transaction('look', async (tx) => {
      expect(database.owns(tx)).toBe(true);
      return tx;
    });
    expect(database.owns(database.dataSource.manager)).toBe(false);
    expect(manager.queryRunner?.isTransactionActive).toBe(false);
  });
});

describe.each(testDatabases())('trying again on %s', (kind) => {
  const failing = (error: Error, times: number) => {
    let calls = 0;
    return {
      work: async () => {
        if (++calls <= times) throw error;
        return calls;
      },
      calls: () => calls,
    };
  };

  it('is worth while what was read has changed, up to six times', async () => {
    const { database } = await openShop(kind);
    const conflict = new ConflictError('contention');
    expect(await database.retrying(failing(conflict, 5).work)).toBe(6);
    const hopeless = failing(conflict, 100);
    await expect(database.retrying(hopeless.work)).rejects.toMatchObject({
      name: 'LockedError',
      cause: conflict,
    });
    expect(hopeless.calls()).toBe(6);
  });

  it('is not for a value that is taken, nor for a lock, but for those who outwait locks', async () => {
    const { database, beside } = await openShop(kind);
    const patient = await beside({ outwaitsLocks: true });
    const locked = new LockedError('save', new Error('busy'));
    for (const error of [new ConflictError('duplicate'), locked]) {
      const once = failing(error, 1);
      await expect(database.retrying(once.work)).rejects.toBe(error);
      expect(once.calls()).toBe(1);
    }
    expect(await patient.database.retrying(failing(locked, 3).work)).toBe(4);
    await expect(patient.database.retrying(failing(locked, 100).work)).rejects.toBe(locked);
  });
});

describe('on SQLite', () => {
  it('work that would wait for itself is refused at once, by name', async () => {
    const { database } = await openShop('sqlite');
    const within = database.write('store an order', () =>
      database.statements('note it', (db) => db.run("INSERT INTO shop_note (text) VALUES ('x')")),
    );
    await expect(within).rejects.toThrow('cannot note it within "store an order"');
    await expect(add(database, order('a'))).resolves.toBeUndefined();
  });

  it('a file has one queue, whoever opens it', async () => {
    const shop = await openShop('sqlite');
    const other = await shop.beside();
    const first = held((work) => shop.database.write('store an order', work));
    await first.started;
    let second = false;
    const waiting = other.database.write('store an order', async () => void (second = true));
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(second).toBe(false);
    first.end();
    await Promise.all([first.done, waiting]);
    expect(second).toBe(true);
  });
});

onServer('on MariaDB', () => {
  it('a transaction sees what others commit while it runs: READ COMMITTED', async () => {
    const shop = await openShop('mariadb');
    await add(shop.database, order('a'));
    const seen = await shop.database.write('look twice', async (db) => {
      const look = async () => Number((await db.rows('SELECT cents FROM shop_order'))[0]?.cents);
      const before = await look();
      await shop.test.query(CHEAPEN, ['a']);
      return [before, await look()];
    });
    expect(seen).toEqual([1_000, 999]);
  });

  it('single statements commit for good also within a transaction that is rolled back', async () => {
    const shop = await openShop('mariadb');
    const failing = shop.database.write('store an order', async (db) => {
      await db.run(INSERT, ['lost', 1]);
      await shop.database.statements('note it', (beside) => beside.run(INSERT, ['kept', 1]));
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await stored(shop)).toEqual({ kept: 1 });
  });

  it('two that wait for each other are a conflict for one of them, whom nothing was written for', async () => {
    const shop = await openShop('mariadb');
    await add(shop.database, order('a'), order('b'));
    let arrived = 0;
    let meet = (): void => undefined;
    const met = new Promise<void>((resolve) => (meet = resolve));
    const cross = (first: string, second: string) =>
      shop.database.transaction('cheapen orders', async (tx) => {
        const db = shop.database.within(tx, 'cheapen orders');
        await db.run(CHEAPEN, [first]);
        if (++arrived === 2) meet();
        await met;
        await db.run(CHEAPEN, [second]);
      });
    const outcomes = await Promise.allSettled([cross('a', 'b'), cross('b', 'a')]);
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toEqual([expect.objectContaining({ name: 'ConflictError', kind: 'contention' })]);
    expect(await stored(shop)).toEqual({ a: 999, b: 999 });
  });

  it('a transaction of somebody else’s is joined: reads use its connection', async () => {
    const shop = await openShop('mariadb', { poolSize: 2 });
    await shop.database.dataSource.transaction(async (manager) => {
      await manager.query(INSERT, ['theirs', 1]);
      const read = () => shop.database.read('count orders', (db) => db.rows('SELECT id FROM shop_order'));
      expect(await shop.database.joined(manager, read)).toHaveLength(1);
      expect(await read()).toHaveLength(0);
    });
  });
});
