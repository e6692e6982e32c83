/**
 * Regression test number one: TypeORM runs a SQLite DataSource on one connection, where a transaction that begins while
 * another runs becomes its savepoint. What "committed" inside then disappeared with the rollback of a stranger.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../libs/mpesa/src/storage/database/mpesa-schema.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { idsOf, sampleCallback, samplePayment } from './samples.js';
import { openFixture, type StorageFixture } from './subject.js';

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('two transactions and a write at once on one SQLite file', () => {
  let fixture: StorageFixture;
  beforeEach(async () => void (fixture = await openFixture('sqlite')));
  afterEach(() => fixture.close());

  it.each(['the same instance', 'another instance in this process'])(
    'keep what commits while a third rolls back, from %s',
    async (which) => {
      const { subject } = fixture;
      const { storage } = subject;
      const beside = which === 'the same instance' ? storage : subject.other;
      const [lost, second] = [samplePayment(subject), samplePayment(subject)];
      const callback = sampleCallback(subject);
      let inside = (): void => undefined;
      const begun = new Promise<void>((resolve) => (inside = resolve));
      const failing = storage.unitOfWork.run(async (tx) => {
        await storage.payments.insert(tx, [lost]);
        inside();
        await turns(20);
        throw new Error('A rolls back');
      });
      await begun;
      const committing = beside.unitOfWork.run((tx) => beside.payments.insert(tx, [second]));
      const storing = beside.inbox.store([callback]);
      await expect(failing).rejects.toThrow('A rolls back');
      await Promise.all([committing, storing]);
      expect(await fixture.database.query('SELECT id FROM mpesa_payment')).toEqual([{ id: second.id }]);
      expect(idsOf((await storage.inbox.list('new', { limit: 9, cursor: null })).items)).toEqual([
        callback.id,
      ]);
    },
  );

  it('never wait for each other: a port that is not handed the transaction reads in it, and says at once that it cannot write', async () => {
    const { subject } = fixture;
    const { storage, other } = subject;
    const page = { limit: 9, cursor: null };
    expect((await storage.unitOfWork.run(() => storage.inbox.list('new', page))).items).toEqual([]);
    const forgetful: (() => Promise<unknown>)[] = [
      () => storage.unitOfWork.run(async () => undefined),
      () => other.limits.postpone('key', 1, 1),
    ];
    for (const call of forgetful) {
      await expect(storage.unitOfWork.run(() => Promise.resolve().then(call))).rejects.toThrow(/Hand its transaction on/);
    }
    await storage.unitOfWork.run((tx) => storage.payments.insert(tx, [samplePayment(subject)]));
    expect(await fixture.database.query('SELECT id FROM mpesa_payment')).toHaveLength(1);
  }); // prettier-ignore

  it('keep 400 payments of 16 workers, a third of whose transactions fail', async () => {
    const { subject } = fixture;
    const kept: string[] = [];
    const worker = async (number: number): Promise<void> => {
      const storage = number % 2 ? subject.storage : subject.other;
      for (let round = 0; round < 25; round++) {
        const payment = samplePayment(subject);
        const fails = (number + round) % 3 === 0;
        const work = storage.unitOfWork.run(async (tx) => {
          await storage.payments.insert(tx, [payment]);
          await turns(1);
          if (fails) throw new Error('rolled back');
        });
        if (fails) await expect(work).rejects.toThrow('rolled back');
        else await work.then(() => kept.push(payment.id));
      }
    };
    await Promise.all(Array.from({ length: 16 }, (_, number) => worker(number)));
    const rows = (await fixture.database.query('SELECT id FROM mpesa_payment')) as Array<{ id: string }>;
    expect(idsOf(rows).sort()).toEqual(kept.sort());
  });
});

describe('TypeORM alone, without the mutex', () => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await createTestDatabase('sqlite')));
  afterEach(() => database.drop());

  it('still loses the commit, so the mutex is still needed', async () => {
    if (database.storage.type !== 'better-sqlite3') throw new Error('SQLite expected');
    const dataSource = await new DataSource(dataSourceOptions(database.storage)).initialize();
    await dataSource.query('CREATE TABLE t (id varchar(9))');
    let inside = (): void => undefined;
    const begun = new Promise<void>((resolve) => (inside = resolve));
    const failing = dataSource.transaction(async (manager) => {
      await manager.query("INSERT INTO t VALUES ('A')");
      inside();
      await turns(20);
      throw new Error('A rolls back');
    });
    await begun;
    await dataSource.transaction((manager) => manager.query("INSERT INTO t VALUES ('B')"));
    await expect(failing).rejects.toThrow('A rolls back');
    expect(await dataSource.query('SELECT * FROM t')).toHaveLength(0);
    await dataSource.destroy();
  });
});
