/** The host hands over its own DataSource: its transactions can be joined, its connection stays open, its schema its own. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource, EntityManager } from 'typeorm';
import { InvalidRequestError } from '../../libs/mpesa/src/errors/invalid-request.error.js';
import { MpesaOptionsError } from '../../libs/mpesa/src/errors/mpesa-options.error.js';
import type { Tx } from '../../libs/mpesa/src/payments/payment-ports.js';
import { StorageConflict } from '../../libs/mpesa/src/payments/storage-conflict.js';
import { openStorage, storageOn, type Storage } from '../../libs/mpesa/src/storage/storage.js';
import { managerOf } from '../../libs/mpesa/src/storage/database/tx.js';
import { mpesaEntities } from '../../libs/mpesa/src/typeorm.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createUuidV7 } from '../../libs/mpesa/src/values/uuid-v7.js';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.js';
import { manualClock, type Subject } from './contract-case.js';
import { appendEvents, idsOf, sampleEvent, samplePayment } from './samples.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';

const clock = manualClock();
const newId = createUuidV7(clock, systemRandom);
const options = { migrate: 'run', newId, clock, digests: sampleDigests } as const;

const onServer = testDatabases().includes('mariadb') ? describe : describe.skip;

onServer("storage on the host's MariaDB DataSource", () => {
  let database: TestDatabase;
  let host: DataSource;
  let storage: Storage;
  let subject: Subject;

  const hostDataSource = async (
    entities: NonNullable<DataSource['options']['entities']>,
  ): Promise<DataSource> => {
    if (database.storage.type !== 'mariadb') throw new Error('MariaDB expected');
    const { url } = database.storage;
    return new DataSource({ type: 'mariadb', url, entities, poolSize: 5 }).initialize();
  };

  beforeAll(async () => {
    database = await createTestDatabase('mariadb');
    host = await hostDataSource(mpesaEntities);
    await host.query('CREATE TABLE orders (id varchar(36) PRIMARY KEY)');
    storage = await storageOn(host, options);
    subject = { storage, other: storage, clock, newId };
  });
  beforeEach(async () => {
    for (const table of ['orders', 'mpesa_payment', 'mpesa_event', 'mpesa_delivery', 'mpesa_subscription']) {
      await database.query(`DELETE FROM ${table}`);
    }
  });
  afterAll(async () => {
    await host.destroy();
    await database.drop();
  });

  it('keeps our migrations in a table of ours', async () => {
    const tables = await database.query("SHOW TABLES LIKE '%migrations'");
    expect(tables.map((row) => Object.values(row as object)[0])).toEqual(['mpesa_migrations']);
    expect(storage.shared).toBe(true);
  });

  it('commits a payment together with what the host wrote, and rolls both back', async () => {
    const [kept, lost] = [samplePayment(subject), samplePayment(subject)];
    await host.transaction(async (manager) => {
      await manager.query("INSERT INTO orders VALUES ('kept')");
      await storage.payments.insert(storage.unitOfWork.join(manager), [kept]);
    });
    const failing = host.transaction(async (manager) => {
      await manager.query("INSERT INTO orders VALUES ('lost')");
      await storage.payments.insert(storage.unitOfWork.join(manager), [lost]);
      throw new Error('the host changed its mind');
    });
    await expect(failing).rejects.toThrow('the host changed its mind');
    expect(await database.query('SELECT id FROM orders')).toEqual([{ id: 'kept' }]);
    expect(await database.query('SELECT id FROM mpesa_payment')).toEqual([{ id: kept.id }]);
  });

  it('shows the dispatcher an unsent payment only after the host has committed', async () => {
    const payment = samplePayment(subject);
    await host.transaction(async (manager) => {
      await storage.payments.insert(storage.unitOfWork.join(manager), [payment]);
      expect(await storage.payments.claimUnsent('a', clock.now(), clock.now() + 9, 9)).toEqual([]);
    });
    expect(idsOf(await storage.payments.claimUnsent('a', clock.now(), clock.now() + 9, 9))).toEqual([
      payment.id,
    ]);
  });

  it('tells the host of a conflict instead of trying again', async () => {
    const payment = samplePayment(subject);
    const insert = (manager: EntityManager): Promise<void> =>
      storage.payments.insert(storage.unitOfWork.join(manager), [payment]);
    await host.transaction(insert);
    await expect(host.transaction(insert)).rejects.toThrow(StorageConflict);
  });

  it("commits the mark of a delivery with the handler's own writes", async () => {
    await storage.outbox.subscribe([{ handler: 'A.on', event: 'payment.created' }], 0);
    await appendEvents(subject, [sampleEvent(samplePayment(subject))]);
    const now = clock.now();
    const [delivery] = await storage.outbox.claim('a', {
      handlers: ['A.on'],
      now,
      leaseUntil: now + 9,
      limit: 1,
    });
    if (delivery === undefined) throw new Error('a delivery is due');
    const handle = (fails: boolean) => async (tx: Tx) => {
      await managerOf(tx).query("INSERT INTO orders VALUES ('paid')");
      expect(await storage.outbox.done('a', delivery, now, tx)).toBe(true);
      if (fails) throw new Error('the handler failed');
    };
    await expect(storage.unitOfWork.run(handle(true))).rejects.toThrow('the handler failed');
    expect(await database.query('SELECT id FROM orders')).toEqual([]);
    await storage.unitOfWork.run(handle(false));
    expect(await database.query('SELECT id FROM orders')).toEqual([{ id: 'paid' }]);
    expect(await storage.outbox.done('a', delivery, now)).toBe(false);
  });

  it('joins nothing but a running transaction of that DataSource', async () => {
    const stranger = await hostDataSource([]);
    const join = (manager: unknown) => () => storage.unitOfWork.join(manager);
    expect(join('a string')).toThrow(InvalidRequestError);
    expect(join(null)).toThrow(InvalidRequestError);
    expect(join(host.manager)).toThrow(/running transaction/);
    await stranger.transaction(async (manager) =>
      expect(join(manager)).toThrow(/DataSource the module was given/),
    );
    await stranger.destroy();
  });

  it('refuses a DataSource that does not know our entities, naming both ways to tell it', async () => {
    const [first] = mpesaEntities;
    const ignorant = await hostDataSource(first === undefined ? [] : [first]);
    await expect(storageOn(ignorant, options)).rejects.toThrow(
      /CallbackEntity.*autoLoadEntities.*\.\.\.mpesaEntities/,
    );
    await ignorant.destroy();
  });

  it('stays open when the module closes', async () => {
    await storage.close();
    await storage.ping();
    expect(host.isInitialized).toBe(true);
  });
});

describe("storage on the host's SQLite DataSource", () => {
  it('is refused, with the reason and the way out', async () => {
    const database = await createTestDatabase('sqlite');
    if (database.storage.type !== 'better-sqlite3') throw new Error('SQLite expected');
    const host = await new DataSource({ ...database.storage, entities: mpesaEntities }).initialize();
    const refusal = storageOn(host, options);
    await expect(refusal).rejects.toThrow(MpesaOptionsError);
    await expect(refusal).rejects.toThrow(/lose committed payments.*a database of its own/);
    await host.destroy();
    await database.drop();
  });

  it('cannot be joined by a manager either', async () => {
    const database = await createTestDatabase('sqlite');
    const storage = await openStorage(database.storage, options);
    const stranger = new EntityManager(new DataSource({ type: 'better-sqlite3', database: ':memory:' }));
    expect(() => storage.unitOfWork.join(stranger)).toThrow(/SQLite.*connection is its own/);
    await storage.close();
    await database.drop();
  });
});
