/** Nobody waits for a connection of a MariaDB pool without end, and callbacks are stored while others hang. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { poolSizeOf } from 'typeorm-durable';
import { ConnectionWaitError } from '../../libs/mpesa/src/errors/connection-wait.error.js';
import type { Tx } from '../../libs/mpesa/src/payments/payment-ports.js';
import { storageOn, type Storage } from '../../libs/mpesa/src/storage/storage.js';
import { managerOf } from '../../libs/mpesa/src/storage/database/tx.js';
import { mpesaEntities } from '../../libs/mpesa/src/typeorm.js';
import { mpesaProviders } from '../../libs/mpesa/src/wiring/mpesa.providers.js';
import { MPESA_CONNECTION_WAIT_MS } from '../../libs/mpesa/src/wiring/tokens.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createUuidV7 } from '../../libs/mpesa/src/values/uuid-v7.js';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.js';
import { pauseTimers, untilTrue } from '../support/paused-timers.js';
import { manualClock, type Subject } from './contract-case.js';
import { insertPayments, sampleCallback, samplePayment } from './samples.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';

const clock = manualClock();
const newId = createUuidV7(clock, systemRandom);
const onServer = testDatabases().includes('mariadb') ? describe : describe.skip;

onServer('storage on a pool of MariaDB', () => {
  let database: TestDatabase;
  let host: DataSource;
  let storage: Storage;
  let warnings: string[];
  const subject = (): Subject => ({ storage, other: storage, clock, newId });

  const open = async (connectionLimit: number, connectionWaitMs?: number): Promise<void> => {
    if (database.storage.type !== 'mariadb') throw new Error('MariaDB expected');
    const { url } = database.storage;
    const extra = { connectionLimit };
    host = await new DataSource({ type: 'mariadb', url, entities: mpesaEntities, extra }).initialize();
    const onConnectionWait = (message: string): void => void warnings.push(message);
    const options = {
      migrate: 'run',
      newId,
      clock,
      digests: sampleDigests,
      connectionWaitMs,
      onConnectionWait,
    } as const;
    storage = await storageOn(host, options);
  };
  /** Work that keeps its connection until it is ended. */
  const holding = (run: (work: (tx: Tx) => Promise<void>) => Promise<void>) => {
    let end = (): void => undefined;
    let begun = (): void => undefined;
    const started = new Promise<void>((resolve) => (begun = resolve));
    const done = run(() => new Promise<void>((resolve) => (begun(), (end = resolve))));
    done.catch(() => undefined);
    return { started, done, end: () => end() };
  };
  const work = () => holding((run) => storage.unitOfWork.run(run));

  beforeEach(async () => {
    warnings = [];
    database = await createTestDatabase('mariadb');
  });
  afterEach(async () => {
    await storage.close();
    await host.destroy();
    await database.drop();
  });

  it('reads the size of a pool as its driver does', async () => {
    await open(2);
    const settings = [
      {},
      { poolSize: 4 },
      { extra: { connectionLimit: 3 } },
      { poolSize: 4, extra: { connectionLimit: 3 } },
      { poolSize: 4, extra: {} },
    ];
    for (const size of settings) {
      const one = await new DataSource({ ...host.options, extra: undefined, ...size } as never).initialize();
      const { pool } = one.driver as unknown as { pool: { config: { connectionLimit: number } } };
      expect([size, poolSizeOf(one)]).toEqual([size, pool.config.connectionLimit]);
      await one.destroy();
    }
    const unlimited = new DataSource({ ...host.options, extra: { connectionLimit: 0 } } as never);
    expect(poolSizeOf(unlimited)).toBe(Infinity);
  });

  it('stores callbacks while the module’s own work and handlers hold all that they may have', async () => {
    await open(5);
    const handlers = Array.from({ length: 2 }, () =>
      holding((run) => storage.handlerTransactions?.run('packing', run) ?? Promise.reject(new Error('none'))),
    );
    const busy = [work(), work()];
    await Promise.all([...handlers, ...busy].map(({ started }) => started));
    const waiting = [work(), work(), work()];
    await expect(storage.inbox.store([sampleCallback(subject())])).resolves.toEqual(new Map());
    await expect(storage.ping()).resolves.toBeUndefined();
    for (const one of [...handlers, ...busy]) one.end();
    await Promise.all(waiting.map(({ started }) => started));
    for (const one of waiting) one.end();
    await Promise.all([...handlers, ...busy, ...waiting].map(({ done }) => done));
  });

  it('gives up on a connection that the host keeps, says so, and gives it back when it comes', async () => {
    await open(1, 50);
    const runner = host.createQueryRunner();
    await runner.connect();
    const error = await storage.queries.get('nobody').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionWaitError);
    expect(String(error)).toMatch(
      /read a payment: no connection came free within 50 ms.*the module holds none/,
    );
    expect(warnings).toHaveLength(1);
    await runner.release();
    await expect(storage.queries.get('nobody')).resolves.toBeNull();
    await expect(host.query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('names who of the module holds the connections', async () => {
    await open(1, 50);
    const handler = holding((run) => storage.handlerTransactions?.run('packing', run) ?? Promise.resolve());
    await handler.started;
    clock.advance(1_200);
    await expect(storage.outbox.unsubscribe('A.on')).rejects.toMatchObject({
      operation: 'forget a handler',
      holders: ['hand an event to packing for 1200 ms'],
    });
    handler.end();
    await handler.done;
    const { pool } = host.driver as unknown as { pool: { listenerCount(event: string): number } };
    expect(pool.listenerCount('enqueue')).toBe(0);
  });

  it('reads within a transaction over its connection, and over another when that is over', async () => {
    await open(1, 500);
    const payment = samplePayment(subject());
    let late = (): Promise<unknown> => Promise.reject(new Error('not begun'));
    await storage.unitOfWork.run(async (tx) => {
      await storage.payments.insert(tx, [payment]);
      expect(await storage.queries.get(payment.id)).toEqual(payment);
      let go = (): void => undefined;
      const gate = new Promise<void>((resolve) => (go = resolve));
      const read = gate.then(() => storage.queries.get(payment.id));
      late = () => (go(), read);
    });
    expect(await late()).toEqual(payment);
  });

  it('stores a callback for good also from within a transaction that is rolled back', async () => {
    await open(2);
    const callback = sampleCallback(subject());
    const failing = storage.unitOfWork.run(async () => {
      await storage.inbox.store([callback]);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await database.query('SELECT id FROM mpesa_callback')).toEqual([{ id: callback.id }]);
  });

  it('gives no connection back whose rollback waits behind a statement that hangs', async () => {
    await open(1);
    const connection = async () => (await host.query('SELECT CONNECTION_ID() AS id')) as unknown;
    const before = await connection();
    const timers = pauseTimers();
    try {
      let thrown = false;
      const failing = storage.unitOfWork.run(async (tx) => {
        thrown = true;
        void managerOf(tx)
          .query('SELECT SLEEP(5)')
          .catch(() => undefined);
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

  it('cuts off what hangs, tells what that was, and goes on with new connections', async () => {
    await open(2);
    const payment = samplePayment(subject());
    await insertPayments(subject(), [payment]);
    const blocker = host.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('SELECT id FROM mpesa_payment WHERE id = ? FOR UPDATE', [payment.id]);
    let asked = (): void => undefined;
    const asking = new Promise<void>((resolve) => (asked = resolve));
    const stuck = storage.unitOfWork.run((tx) => (asked(), storage.payments.lock(tx, [payment.id])));
    stuck.catch(() => undefined);
    await asking;
    expect(await storage.abandon()).toEqual(['commit a change for 0 ms']);
    await expect(stuck).rejects.toThrow('storage failed to lock payments');
    await blocker.rollbackTransaction();
    await blocker.release();
    await expect(storage.queries.get(payment.id)).resolves.toMatchObject({ id: payment.id });
  });
});

describe('a connection', () => {
  it('is waited for ten seconds unless a test says otherwise', () => {
    const providers = mpesaProviders({ dataSource: undefined, callbackPath: 'callbacks' });
    expect(providers).toContainEqual({ provide: MPESA_CONNECTION_WAIT_MS, useValue: 10_000 });
  });
});
