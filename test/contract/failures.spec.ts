/** What a database in trouble looks like from outside: typed errors, nothing half-written, recovery without a restart. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from 'mysql2';
import { StorageUnavailableError } from '../../libs/mpesa/src/errors/storage-unavailable.error.js';
import type { Tx } from '../../libs/mpesa/src/payments/payment-ports.js';
import { StorageConflict } from '../../libs/mpesa/src/payments/storage-conflict.js';
import type { StorageSettings } from 'typeorm-durable';
import { openStorage } from '../../libs/mpesa/src/storage/storage.js';
import { managerOf } from '../../libs/mpesa/src/storage/database/tx.js';
import { testDatabases } from '../support/database.js';
import { idsOf, insertPayments, loadPayments, sampleCallback, samplePayment } from './samples.js';
import { openFixture, type StorageFixture } from './subject.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { freePort } from '../support/free-port.js';

const onServer = testDatabases().includes('mariadb') ? describe : describe.skip;

const PERSONAL = '254722999999';

const causes = (error: unknown): unknown[] =>
  error instanceof Error ? [error.message, { ...error }, ...causes(error.cause)] : [];

describe.each(testDatabases())('errors on %s', (kind) => {
  let fixture: StorageFixture;
  beforeAll(async () => void (fixture = await openFixture(kind)));
  afterAll(() => fixture.close());

  it('carry neither the statement nor its values, in which people are named', async () => {
    const payment = samplePayment(fixture.subject, { phone: PERSONAL, idempotencyKey: 'k' });
    await insertPayments(fixture.subject, [payment]);
    const failing = insertPayments(fixture.subject, [samplePayment(fixture.subject, { ...payment })]);
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StorageConflict);
    expect(JSON.stringify(causes(error))).not.toContain(PERSONAL);
  });

  it('are no conflict when the fault is in the value', async () => {
    const bad = samplePayment(fixture.subject, { kind: null as never });
    await expect(insertPayments(fixture.subject, [bad])).rejects.toMatchObject({
      name: 'StorageRefusedError',
    });
    const unsafe = samplePayment(fixture.subject, { amountCents: 2 ** 53 });
    await expect(insertPayments(fixture.subject, [unsafe])).rejects.toThrow(RangeError);
  });

  it('leave the connection fit for the next transaction', async () => {
    const payment = samplePayment(fixture.subject);
    await insertPayments(fixture.subject, [payment]);
    expect(idsOf(await loadPayments(fixture.subject, [payment.id]))).toEqual([payment.id]);
  });

  it('come from a closed storage as unavailable', async () => {
    const { clock, newId } = fixture.subject;
    const storage = await openStorage(fixture.database.storage, {
      migrate: 'off',
      newId,
      clock,
      digests: sampleDigests,
    });
    await storage.close();
    await expect(storage.ping()).rejects.toThrow(StorageUnavailableError);
    await expect(storage.inbox.store([sampleCallback(fixture.subject)])).rejects.toThrow(
      StorageUnavailableError,
    );
  });
});

onServer('a MariaDB that goes away', () => {
  it('is unavailable when nobody listens', async () => {
    const port = await freePort();
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
    const fixture = await openFixture('mariadb');
    const { storage } = fixture.subject;
    const [lost, next] = [samplePayment(fixture.subject), samplePayment(fixture.subject)];
    const cut = storage.unitOfWork.run(async (tx) => {
      await storage.payments.insert(tx, [lost]);
      await killOthers(fixture);
      await storage.payments.load(tx, [lost.id]);
    });
    await expect(cut).rejects.toThrow(StorageUnavailableError);
    await insertPayments(fixture.subject, [next]);
    expect(idsOf(await loadPayments(fixture.subject, [lost.id, next.id]))).toEqual([next.id]);
    await fixture.close();
  });

  it('gives no connection back to the pool whose rollback failed: it may still be inside the transaction', async () => {
    const fixture = await openFixture('mariadb');
    const { clock, newId } = fixture.subject;
    const settings = { ...fixture.database.storage, poolSize: 1 } as StorageSettings;
    const storage = await openStorage(settings, { migrate: 'off', newId, clock, digests: sampleDigests });
    const [lost, next] = [samplePayment(fixture.subject), samplePayment(fixture.subject)];
    const failing = storage.unitOfWork.run(async (tx) => {
      await storage.payments.insert(tx, [lost]);
      await refuseRollback(tx);
      throw new Error('something else');
    });
    await expect(failing).rejects.toThrow('something else');
    await storage.unitOfWork.run((tx) => storage.payments.insert(tx, [next]));
    const stored = await loadPayments(fixture.subject, [lost.id, next.id]);
    await Promise.all([storage.close(), fixture.close()]);
    expect(idsOf(stored)).toEqual([next.id]);
  });

  it('is a conflict of contention when two wait for each other', async () => {
    const fixture = await openFixture('mariadb');
    const { storage } = fixture.subject;
    const [one, two] = [samplePayment(fixture.subject), samplePayment(fixture.subject)];
    await insertPayments(fixture.subject, [one, two]);
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
    await fixture.close();
  });

  it('lets a transaction see what others commit while it runs: READ COMMITTED', async () => {
    const fixture = await openFixture('mariadb');
    const { storage, other } = fixture.subject;
    const payment = samplePayment(fixture.subject);
    await insertPayments(fixture.subject, [payment]);
    const seen = await storage.unitOfWork.run(async (tx) => {
      const before = await storage.payments.load(tx, [payment.id]);
      await other.unitOfWork.run((beside) => other.payments.save(beside, [{ ...payment, version: 2 }]));
      return [...before, ...(await storage.payments.load(tx, [payment.id]))];
    });
    expect(seen.map(({ version }) => version)).toEqual([1, 2]);
    await fixture.close();
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

  async function killOthers(fixture: StorageFixture): Promise<void> {
    const rows = await fixture.database.query(
      'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()',
    );
    for (const row of rows) await fixture.database.query(`KILL ${(row as { id: number }).id}`);
  }
});
