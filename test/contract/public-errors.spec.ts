/** Whatever the database says, at whichever statement: a service answers, or throws an error that the package exports. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DataSource, QueryRunner } from 'typeorm';
import { MpesaError, StandingOrderService } from 'nestjs-mpesa';
import { MPESA_DELAY } from 'nestjs-mpesa/testing';
import { migrate } from '../../libs/mpesa/src/storage/migrate.js';
import { openDataSource } from '../../libs/mpesa/src/storage/open-data-source.js';
import { createStorage } from '../../libs/mpesa/src/storage/storage.js';
import { systemClock } from '../../libs/mpesa/src/values/clock.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createUuidV7 } from '../../libs/mpesa/src/values/uuid-v7.js';
import { MPESA_STORAGE } from '../../libs/mpesa/src/wiring/tokens.js';
import { testDatabases, type TestDatabaseKind } from '../support/database.js';
import { ORDER } from '../support/story.js';
import { testApp, testDatabase } from '../support/test-app.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';

const DEADLOCK = 1213;
const LOCK_WAIT = 1205;
const DUPLICATE = 1062;
const TOO_LONG = 1406;

const WRITES = /^(INSERT|UPDATE)|FOR UPDATE/;
const EVERYTHING = /./;
/** Where a unique key can be in the way. */
const UNIQUE = /^(INSERT INTO|UPDATE) (mpesa_payment|mpesa_event|mpesa_standing_order)\b/;

/** Makes statements fail from now on, as the driver would. */
interface Trouble {
  errno: number | null;
  which: RegExp;
}

describe.each(testDatabases())('on %s', (kind) => {
  const troubles: Trouble[] = [];
  afterEach(() => troubles.splice(0).forEach((trouble) => (trouble.errno = null)));

  it.each([
    ['a deadlock at every write', DEADLOCK, WRITES],
    ['a deadlock at every statement', DEADLOCK, EVERYTHING],
    ['a lock that outlasts the wait, at every write', LOCK_WAIT, WRITES],
    ['a duplicate wherever there can be one', DUPLICATE, UNIQUE],
    ['a value that does not fit, at every statement', TOO_LONG, EVERYTHING],
  ])('%s ends no call in an internal error', async (_, errno, which) => {
    const { calls, trouble } = await host(kind);
    troubles.push(trouble);
    Object.assign(trouble, { errno, which });
    const strange: string[] = [];
    for (const [name, call] of Object.entries(calls)) {
      const error: unknown = await call().then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error !== null && !(error instanceof MpesaError)) strange.push(`${name}: ${String(error)}`);
    }
    expect(strange).toEqual([]);
  });
});

async function host(kind: TestDatabaseKind) {
  const database = await testDatabase(kind);
  const dataSource = await openDataSource(database.storage);
  await migrate(dataSource, 'run');
  const trouble: Trouble = { errno: null, which: /./ };
  sabotage(dataSource, trouble);
  const clock = systemClock();
  const storage = createStorage(dataSource, {
    shared: false,
    clock,
    newId: createUuidV7(clock, systemRandom),
    digests: sampleDigests,
  });
  const app = await testApp()
    .on(database)
    .jobs(false)
    .override(MPESA_STORAGE, storage)
    .override(MPESA_DELAY, async () => undefined)
    .start();
  const { id } = await app.stk.request({ ...ORDER, idempotencyKey: 'known' });
  const review = (await app.stk.request({ ...ORDER, phone: '254712345678' })).id;
  await database.query("UPDATE mpesa_payment SET status = 'review' WHERE id = ?", [review]);
  const orders = app.app.get(StandingOrderService);
  const word = { by: 'Ann', reason: 'on the statement' } as const;
  const rent = { name: 'Rent', phone: '254712345678', amount: 100, frequency: 'monthly' } as const;
  const calls: Record<string, () => Promise<unknown>> = {
    request: () => app.stk.request({ ...ORDER, phone: '254790000001' }),
    'request with a key': () => app.stk.request({ ...ORDER, phone: '254790000001', idempotencyKey: 'new' }),
    'request again': () => app.stk.request({ ...ORDER, idempotencyKey: 'known' }),
    get: () => app.payments.get(id),
    find: () => app.payments.find({}),
    settled: () => app.payments.settled(id, { timeoutMs: 1 }),
    recheck: () => app.payments.recheck(id),
    'resolve as succeeded': () =>
      app.payments.resolve(review, { ...word, as: 'succeeded', receipt: 'UKL0000001' }),
    'resolve as failed': () => app.payments.resolve(review, { ...word, as: 'failed' }),
    registerUrls: () => app.c2b.registerUrls(),
    deadLetters: () => app.events.deadLetters(),
    replay: () => app.events.replay({ eventId: id, handler: 'A.on' }),
    'standing order': () => orders.create({ ...rent, startsOn: '2099-12-01', endsOn: '2100-12-01' }),
    'standing orders': () => orders.find(),
  };
  return { calls, trouble };
}

function sabotage(dataSource: DataSource, trouble: Trouble): void {
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (...args) => {
    const runner: QueryRunner = create(...args);
    const query = runner.query.bind(runner) as (...parts: unknown[]) => Promise<unknown>;
    const failing = async (...parts: unknown[]): Promise<unknown> => {
      const sql = String(parts[0]);
      const { errno, which } = trouble;
      if (errno === null || !/mpesa_/.test(sql) || !which.test(sql)) return query(...parts);
      throw Object.assign(new Error('the database says no'), { errno });
    };
    return Object.assign(runner, { query: failing });
  };
}
