/** What a database in trouble looks like from outside: typed errors, nothing half-written, recovery without a restart. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mysql2';
import { createServer, type AddressInfo } from 'node:net';
import { StorageUnavailableError } from '../../libs/mpesa/src/errors/storage-unavailable.error.js';
import type { Tx } from '../../libs/mpesa/src/payments/payment-ports.js';
import { StorageConflict } from '../../libs/mpesa/src/payments/storage-conflict.js';
import type { StorageSettings } from 'typeorm-durable';
import { openStorage } from '../../libs/mpesa/src/storage/storage.js';
import { managerOf } from '../../libs/mpesa/src/storage/database/tx.js';
import { testDatabases } from '../support/database.js';
import { idsOf, insertPayments, loadPayments, sampleCallback, samplePayment } from './samples.js';
import { openTestBench, type TestBench } from './subject.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';

const onServer = testDatabases().includes('mariadb') ? describe : describe.skip;

const PERSONAL = '254722999999';

const causes = (error: unknown): unknown[] =>
  error instanceof Error ? [error.message, { ...error }, ...causes(error.cause)] : [];

describe.each(testDatabases())('errors on %s', (kind) => {
  let bench: TestBench;
  beforeAll(async () => void (bench = await openTestBench(kind)));
  afterAll(() => bench.close());

  it('carry neither the statement nor its values, in which people are named', async () => {
    const payment = samplePayment(bench.subject, { phone: PERSONAL, idempotencyKey: 'k' });
    await insertPayments(bench.subject, [payment]);
    const failing = insertPayments(bench.subject, [samplePayment(bench.subject, { ...payment })]);
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StorageConflict);
    expect(JSON.stringify(causes(error))).not.toContain(PERSONAL);
  });

  it('are no conflict when the fault is in the value', async () => {
    const bad = samplePayment(bench.subject, { kind: null as never });
    await expect(insertPayments(bench.subject, [bad])).rejects.toMatchObject({ name: 'StorageRefusedError' });
    const unsafe = samplePayment(bench.subject, { amountCents: 2 ** 53 });
    await expect(insertPayments(bench.subject, [unsafe])).rejects.toThrow(RangeError);
  });

  it('leave the connection fit for the next transaction', async () => {
    const payment = samplePayment(bench.subject);
    await insertPayments(bench.subject, [payment]);
    expect(idsOf(await loadPayments(bench.subject, [payment.id]))).toEqual([payment.id]);
  });

  it('come from a closed storage as unavailable', async () => {
    const { clock, newId } = bench.subject;
    const storage = await openStorage(bench.database.storage, {
      migrate: 'off',
      newId,
      clock,
      digests: sampleDigests,
    });
    await storage.close();
    await expect(storage.ping()).rejects.toThrow(StorageUnavailableError);
    await expect(storage.inbox.store([sampleCallback(bench.subject)])).rejects.toThrow(
      StorageUnavailableError,
    );
  });
});

onServer('a MariaDB that goes away', () => {
  it('is unavailable when nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const settings = { type: 'mariadb', url: `mysql://u:p@127.0.0.1:${port}/x` } as const;
    const opening = openStorage(settings, {
      migrate: 'off',
      newId: () => '',
      clock: { now: () => 0 },
      digests: sampleDigests,
    });
    await expect(opening).rejects.toThrow(StorageUnavailableError);
  });

  it('loses the running transaction as unavailable and serves the next one', async () => {
    const bench = await openTestBench('mariadb');
    const { storage } = bench.subject;
    const [lost, next] = [samplePayment(bench.subject), samplePayment(bench.subject)];
    const cut = storage.unitOfWork.run(async (tx) => {
      await storage.payments.insert(tx, [lost]);
      await killOthers(bench);
      await storage.payments.load(tx, [lost.id]);
    });
    await expect(cut).rejects.toThrow(StorageUnavailableError);
    await insertPayments(bench.subject, [next]);
    expect(idsOf(await loadPayments(bench.subject, [lost.id, next.id]))).toEqual([next.id]);
    await bench.close();
  });

  it('gives no connection back to the pool whose rollback failed: it may still be inside the transaction', async () => {
    const bench = await openTestBench('mariadb');
    const { clock, newId } = bench.subject;
    const settings = { ...bench.database.storage, poolSize: 1 } as StorageSettings;
    const storage = await openStorage(settings, { migrate: 'off', newId, clock, digests: sampleDigests });
    const [lost, next] = [samplePayment(bench.subject), samplePayment(bench.subject)];
    const failing = storage.unitOfWork.run(async (tx) => {
      await storage.payments.insert(tx, [lost]);
      await refuseRollback(tx);
      throw new Error('something else');
    });
    await expect(failing).rejects.toThrow('something else');
    await storage.unitOfWork.run((tx) => storage.payments.insert(tx, [next]));
    const stored = await loadPayments(bench.subject, [lost.id, next.id]);
    await Promise.all([storage.close(), bench.close()]);
    expect(idsOf(stored)).toEqual([next.id]);
  });

  it('is a conflict of contention when two wait for each other', async () => {
    const bench = await openTestBench('mariadb');
    const { storage } = bench.subject;
    const [one, two] = [samplePayment(bench.subject), samplePayment(bench.subject)];
    await insertPayments(bench.subject, [one, two]);
    let arrived = 0;
    let meet = (): void => undefined;
    const met = new Promise<void>((resolve) => (meet = resolve));
    const cross = (first: string, second: string): Promise<void> =>
      storage.unitOfWork.run(async (tx) => {
        await storage.payments.lock(tx, [first]);
        if (++arrived === 2) meet();
        await met;
        await storage.payments.lock(tx, [second]);
      });
    const outcomes = await Promise.allSettled([cross(one.id, two.id), cross(two.id, one.id)]);
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ name: 'StorageConflict', kind: 'contention' });
    await bench.close();
  });

  it('lets a transaction see what others commit while it runs: READ COMMITTED', async () => {
    const bench = await openTestBench('mariadb');
    const { storage, other } = bench.subject;
    const payment = samplePayment(bench.subject);
    await insertPayments(bench.subject, [payment]);
    const seen = await storage.unitOfWork.run(async (tx) => {
      const before = await storage.payments.load(tx, [payment.id]);
      await other.unitOfWork.run((beside) => other.payments.save(beside, [{ ...payment, version: 2 }]));
      return [...before, ...(await storage.payments.load(tx, [payment.id]))];
    });
    expect(seen.map(({ version }) => version)).toEqual([1, 2]);
    await bench.close();
  });

  /** The line stays up, and the server never hears of the rollback. */
  async function refuseRollback(tx: Tx): Promise<void> {
    const connection = (await managerOf(tx).queryRunner?.connect()) as Connection;
    const query = connection.query.bind(connection);
    connection.query = ((...args: Parameters<typeof query>) => {
      if ((args[0] as unknown) !== 'ROLLBACK') return query(...args);
      const callback = args.find((arg) => typeof arg === 'function') as (error: Error) => void;
      return callback(new Error('refused'));
    }) as typeof query;
  }

  async function killOthers(bench: TestBench): Promise<void> {
    const rows = await bench.database.query(
      'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()',
    );
    for (const row of rows) await bench.database.query(`KILL ${(row as { id: number }).id}`);
  }
});
