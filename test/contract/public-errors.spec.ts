/**
 * Whatever the database says, at whichever statement: a service answers, or throws an error that the package exports, whose flags
 * agree with what has reached Safaricom.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DataSource, QueryRunner } from 'typeorm';
import { MpesaError, SettlementTimeoutError, StandingOrderService } from 'nestjs-mpesa';
import { MPESA_DELAY } from 'nestjs-mpesa/testing';
import { migrate, openDataSource } from '../../libs/mpesa/src/storage/database/mpesa-schema.js';
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
const CONNECTION_LOST = 2013;

const WRITES = /^(INSERT|UPDATE)|FOR UPDATE/;
const EVERYTHING = /./;
/** Where a unique key can be in the way. */
const UNIQUE = /^(INSERT INTO|UPDATE) (mpesa_payment|mpesa_event|mpesa_standing_order)\b/;

/** Makes statements fail from now on, as the driver would. */
interface Trouble {
  errno: number | null;
  which: RegExp;
  /** False while it is not to begin. */
  begun: () => boolean;
}

/** What may move money, in the words of the simulator's journal. */
const MONEY = new Set(['stkpush', 'ratiba']);

describe.each(testDatabases())('on %s', (kind) => {
  const troubles: Trouble[] = [];
  afterEach(() => troubles.splice(0).forEach((trouble) => (trouble.errno = null)));

  it.each([
    ['a deadlock at every write', DEADLOCK, WRITES, false],
    ['a deadlock at every statement', DEADLOCK, EVERYTHING, false],
    ['a lock that outlasts the wait, at every write', LOCK_WAIT, WRITES, false],
    ['a duplicate wherever there can be one', DUPLICATE, UNIQUE, false],
    ['a value that does not fit, at every statement', TOO_LONG, EVERYTHING, false],
    ['a connection that is lost once the request has left', CONNECTION_LOST, EVERYTHING, true],
  ])(
    '%s ends no call in an internal error, or in a false word on money',
    async (_, errno, which, onceSent) => {
      const { calls, trouble, sent, stored } = await host(kind);
      troubles.push(trouble);
      const strange: string[] = [];
      for (const [name, call] of Object.entries(calls)) {
        const before = sent();
        Object.assign(trouble, { errno, which, begun: () => !onceSent || sent() > before });
        const error: unknown = await call().then(
          () => null,
          (reason: unknown) => reason,
        );
        trouble.errno = null;
        if (error === null) continue;
        if (!(error instanceof MpesaError)) {
          strange.push(`${name}: ${String(error)}`);
          continue;
        }
        const { moneyMayHaveMoved, retryable, paymentId = null } = error;
        const left = sent() > before;
        // It tells of what was sent before: to wait again sends nothing.
        const isWait = error instanceof SettlementTimeoutError;
        if (!isWait && (moneyMayHaveMoved !== left || (left && retryable)))
          strange.push(`${name}: ${left ? 'sent' : 'not sent'}, yet ${JSON.stringify(error)}`);
        if (left && !(await stored(paymentId))) strange.push(`${name}: names no payment`);
      }
      expect(strange).toEqual([]);
      // Both of the host's own, and one each of `request`, `request with a key` and `standing order`.
      if (onceSent) expect(sent()).toBe(5);
    },
  );
});

async function host(kind: TestDatabaseKind) {
  const database = await testDatabase(kind);
  const dataSource = await openDataSource(database.storage);
  await migrate(dataSource, 'run');
  const trouble: Trouble = { errno: null, which: /./, begun: () => true };
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
    'request with a key': () => app.stk.request({ ...ORDER, phone: '254733123456', idempotencyKey: 'new' }),
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
    'standing order': () => orders.create({ ...rent, startsOn: '2098-12-01', endsOn: '2099-12-01' }),
    'standing orders': () => orders.find(),
  };
  const sent = (): number => app.sim.requests().filter(({ op }) => MONEY.has(op)).length;
  const stored = async (about: string | null): Promise<boolean> =>
    about !== null && ((await orders.get(about)) ?? (await app.payments.get(about))) !== null;
  return { calls, trouble, sent, stored };
}

function sabotage(dataSource: DataSource, trouble: Trouble): void {
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (...args) => {
    const runner: QueryRunner = create(...args);
    const query = runner.query.bind(runner) as (...parts: unknown[]) => Promise<unknown>;
    const failing = async (...parts: unknown[]): Promise<unknown> => {
      const sql = String(parts[0]);
      const { errno, which, begun } = trouble;
      if (errno === null || !begun() || !/mpesa_/.test(sql) || !which.test(sql)) return query(...parts);
      throw Object.assign(new Error('the database says no'), { errno });
    };
    return Object.assign(runner, { query: failing });
  };
}
