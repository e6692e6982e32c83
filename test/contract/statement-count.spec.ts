/** Ports take arrays so that fifty payments cost as many statements as one. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AbstractLogger, type DataSource } from 'typeorm';
import { ConflictRetry } from '../../libs/mpesa/src/payments/locks/conflict-retry.js';
import { LockWatch } from '../../libs/mpesa/src/payments/locks/lock-watch.js';
import { PaymentRecorder } from '../../libs/mpesa/src/payments/recording/payment-recorder.js';
import { migrate, openDataSource } from '../../libs/mpesa/src/storage/database/mpesa-schema.js';
import { createStorage } from '../../libs/mpesa/src/storage/storage.js';
import {
  confirmingPolicy,
  moneyReceived,
  sampleDigests,
  samplePolicy,
} from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createUuidV7 } from '../../libs/mpesa/src/values/uuid-v7.js';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.js';
import { manualClock, type Subject } from './contract-case.js';
import {
  appendEvents,
  fullPayment,
  insertPayments,
  sampleCallback,
  sampleEvent,
  samplePayment,
} from './samples.js';

class Statements extends AbstractLogger {
  count = 0;
  lastParams: readonly unknown[] = [];

  override logQuery(query: string, params: unknown[] = []): void {
    this.lastParams = params;
    if (/^(SELECT|INSERT|UPDATE|DELETE)/.test(query)) this.count += 1;
  }

  protected writeLog(): void {}
}

describe.each(testDatabases())('statements on %s', (kind) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let subject: Subject;
  const statements = new Statements();

  beforeAll(async () => {
    database = await createTestDatabase(kind);
    dataSource = await openDataSource(database.storage);
    await migrate(dataSource, 'run');
    dataSource.logger = statements;
    const clock = manualClock();
    const newId = createUuidV7(clock, systemRandom);
    const storage = createStorage(dataSource, { shared: false, clock, newId, digests: sampleDigests });
    await storage.outbox.subscribe([{ handler: 'A.on', event: 'payment.created' }], 0);
    subject = { storage, other: storage, clock, newId };
  });
  afterAll(async () => {
    await subject.storage.close();
    await database.drop();
  });

  const counting = async (work: () => Promise<unknown>): Promise<number> => {
    statements.count = 0;
    await work();
    return statements.count;
  };

  it.each([1, 50])('are one each to lock, load and save %i payments', async (size) => {
    const { storage } = subject;
    const payments = Array.from({ length: size }, () => samplePayment(subject));
    const ids = payments.map(({ id }) => id);
    expect(await counting(() => insertPayments(subject, payments))).toBe(1);
    const changed = payments.map((payment) =>
      fullPayment(subject, { id: payment.id, createdAt: payment.createdAt, nextCheckAt: null }),
    );
    const recording = storage.unitOfWork.run(async (tx) => {
      expect(await counting(() => storage.payments.lock(tx, ids))).toBe(1);
      expect(await counting(() => storage.payments.load(tx, ids))).toBe(1);
      expect(await counting(() => storage.payments.save(tx, changed))).toBe(1);
    });
    await recording;
  });

  it.each([1, 50])('are three to claim and one to reschedule %i payments', async (size) => {
    const { payments: store } = subject.storage;
    const now = subject.clock.advance(1_000);
    await insertPayments(
      subject,
      Array.from({ length: size }, () => samplePayment(subject, { nextCheckAt: now })),
    );
    expect(await counting(() => store.claimDue('a', now, now + 9, size))).toBe(3);
    const ids = (await store.claimDue('b', now + 9, now + 99, size)).map(({ id }) => id);
    expect(ids).toHaveLength(size);
    const checks = ids.map((id, index) => ({ id, nextCheckAt: now + 1_000_000 + index, checks: index }));
    expect(await counting(() => store.reschedule('b', checks))).toBe(1);
  });

  it.each([1, 50])('are two to append and three to claim %i events', async (size) => {
    const now = subject.clock.advance(1_000);
    const events = Array.from({ length: size }, () => sampleEvent(samplePayment(subject)));
    expect(await counting(() => appendEvents(subject, events))).toBe(2);
    const request = { handlers: ['A.on'], now, leaseUntil: now + 1e9, limit: size };
    expect(await counting(() => subject.storage.outbox.claim('a', request))).toBe(3);
  });

  it.each([1, 50])('are one to store, three to claim and one to complete %i callbacks', async (size) => {
    const { inbox } = subject.storage;
    const now = subject.clock.advance(1_000);
    const batch = Array.from({ length: size }, () => sampleCallback(subject));
    expect(await counting(() => inbox.store(batch))).toBe(1);
    expect(await counting(() => inbox.claim('a', now, now + 9, size))).toBe(3);
    const outcomes = batch.map(({ id }) => ({ id, status: 'done' as const, reason: null, nextAt: 0 }));
    expect(await counting(() => inbox.complete('a', outcomes))).toBe(1);
  });

  it('are as many for money by hand whether or not it must be confirmed first', async () => {
    const { storage, clock, newId } = subject;
    const counts: number[] = [];
    for (const policy of [samplePolicy, confirmingPolicy]) {
      const retry = new ConflictRetry(async () => undefined, systemRandom);
      const told = { onCommit: () => undefined, onWarning: () => undefined };
      const { unitOfWork, payments, promptLocks, outbox: events } = storage;
      const stores = { unitOfWork, payments, promptLocks, events };
      const watch = new LockWatch({
        clock,
        holders: () => storage.lockHolders(),
        onWaiting: () => undefined,
      });
      const recorder = new PaymentRecorder({ ...stores, ...told, clock, newId, policy, retry, watch });
      const fact = moneyReceived({ receipt: `TKL${counts.length}`, confirmable: true });
      counts.push(await counting(() => recorder.record([fact])));
    }
    expect(counts).toEqual([6, 6]);
  });

  it('of the door name the callbacks in ascending order, because batches that overlap would deadlock', async () => {
    const batch = Array.from({ length: 20 }, () => sampleCallback(subject));
    await subject.storage.inbox.store(batch.toReversed());
    // On MySQL the statement is the last one logged; a transaction around it would show here as a COMMIT.
    const ids = statements.lastParams.filter((param) => batch.some(({ id }) => id === param));
    expect(ids).toEqual(batch.map(({ id }) => id));
  });
});
