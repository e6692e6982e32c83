/** A standing order is marked as leaving by the step that hands its bytes over, as payments are: until then it was surely not sent. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { InMemoryAccessTokenStore } from '../../libs/mpesa/src/daraja/token/in-memory-access-token.store.js';
import { TransportError } from '../../libs/mpesa/src/daraja/wire/transport.js';
import { StandingOrderService } from '../../libs/mpesa/src/operations/standing-orders/standing-order.service.js';
import { AccountDirectory } from '../../libs/mpesa/src/options/account-directory.js';
import { resolveAccount } from '../../libs/mpesa/src/options/resolve-account.js';
import { ConflictRetry } from '../../libs/mpesa/src/payments/locks/conflict-retry.js';
import { LockWatch } from '../../libs/mpesa/src/payments/locks/lock-watch.js';
import { StandingOrderRecorder } from '../../libs/mpesa/src/payments/standing-orders/standing-order-recorder.js';
import type { StandingOrder } from '../../libs/mpesa/src/payments/standing-order.js';
import { fakeDaraja, type ScriptedAnswer } from '../../libs/mpesa/src/testing/in-memory/fake-daraja.js';
import { withMethods } from '../../libs/mpesa/src/testing/in-memory/recorder-fixture.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { migrate, openDataSource } from '../../libs/mpesa/src/storage/database/mpesa-schema.js';
import { createStorage, type Storage } from '../../libs/mpesa/src/storage/storage.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createTestDatabase, testDatabases } from '../support/database.js';
import { StatementFaults } from './faulty-data-source.js';
import { openFixture, TABLES, type StorageFixture } from './subject.js';

const MINUTE = 60_000;
const LEASE = 2 * MINUTE;
const app = { consumerKey: 'key', consumerSecret: 'secret', passkey: 'passkey', shortcode: '174379' };
const RENT = { name: 'Rent', phone: '0712345678', amount: 10, frequency: 'daily' } as const;
const TAKEN: ScriptedAnswer = {
  status: 200,
  body: {
    ResponseHeader: {
      responseRefID: 'ref-1',
      responseCode: '200',
      responseDescription: 'Request accepted for processing',
      ResultDesc: 'The service request is processed successfully.',
    },
    ResponseBody: { responseDescription: 'Request accepted for processing', responseCode: '200' },
  },
};
const NOT_HEARD = new TransportError('socket hang up', { sent: true });
const NOT_REACHED = new TransportError('ECONNREFUSED', { sent: false });

describe.each(testDatabases())('a standing order on its way, on %s', (kind) => {
  let fixture: StorageFixture;
  beforeAll(async () => void (fixture = await openFixture(kind)));
  beforeEach(() => fixture.reset());
  afterAll(() => fixture.close());

  /** One process: what waits for its token waits for `token`. */
  function process(storage: Storage, answer: ScriptedAnswer, token: Promise<void> = Promise.resolve()) {
    const { clock, newId } = fixture.subject;
    const tokens = new InMemoryAccessTokenStore();
    const load = async (key: string) => {
      await token;
      return tokens.load(key);
    };
    const daraja = fakeDaraja(clock, withMethods(tokens, { load }));
    daraja.script.push(answer);
    const retry = new ConflictRetry(async () => undefined, systemRandom);
    const watch = new LockWatch({ clock, holders: async () => [], onWaiting: () => undefined });
    const recorder = new StandingOrderRecorder({
      unitOfWork: storage.unitOfWork,
      orders: storage.standingOrders,
      events: storage.outbox,
      policy: { horizonMs: 60 * MINUTE },
      onCommit: () => undefined,
      retry,
      watch,
      clock,
    });
    const logged: string[] = [];
    const orders = new StandingOrderService({
      client: daraja.client,
      accounts: new AccountDirectory(new Map([['default', resolveAccount('default', app)]])),
      baseUrl: 'https://sandbox.safaricom.co.ke',
      recorder,
      orders: storage.standingOrders,
      queries: storage.queries,
      callbackUrlFor: () => 'https://pay.example.co.ke/callbacks/ratiba/1/token',
      sendLeaseMs: LEASE,
      digests: sampleDigests,
      random: systemRandom,
      clock,
      newId,
      onUnstored: (message) => logged.push(message),
    });
    return { orders, recorder, daraja, logged };
  }

  const rent = () => {
    const day = (days: number) =>
      new Date(fixture.subject.clock.now() + days * 24 * 60 * MINUTE).toISOString().slice(0, 10);
    return { ...RENT, startsOn: day(1), endsOn: day(3) };
  };
  const stored = async (): Promise<StandingOrder[]> =>
    (await fixture.subject.storage.standingOrders.find({}, { limit: 9, cursor: null })).items;
  const error = (caught: unknown): unknown => caught;

  it('is unsent while its token is waited for: given up by another process it never leaves, and its name is free', async () => {
    let arrive = (): void => undefined;
    const token = new Promise<void>((resolve) => void (arrive = resolve));
    const dying = process(fixture.subject.storage, TAKEN, token);
    const told = dying.orders.create(rent()).catch(error);
    await eventuallyStored();
    expect(await stored()).toMatchObject([{ status: 'created', sendingAt: null }]);
    const living = process(fixture.subject.other, TAKEN);
    fixture.subject.clock.advance(LEASE - 1);
    await living.recorder.sweep();
    expect(await stored()).toMatchObject([{ status: 'created' }]);
    fixture.subject.clock.advance(1);
    await living.recorder.sweep();
    expect(await stored()).toMatchObject([{ status: 'failed', failure: 'not-sent', liveKey: null }]);
    arrive();
    expect(await told).toMatchObject({ moneyMayHaveMoved: false, paymentId: (await stored())[0]?.id });
    expect(dying.daraja.sent).toEqual([]);
    expect(await living.orders.create(rent())).toMatchObject({ status: 'pending' });
    expect(living.daraja.sent).toHaveLength(1);
  });

  it('may have been sent from that step on: nobody calls it unsent, and nobody sends it again', async () => {
    const { orders, recorder, daraja } = process(fixture.subject.storage, NOT_HEARD);
    const at = fixture.subject.clock.now();
    daraja.onArrival = async () => {
      expect(await stored()).toMatchObject([{ status: 'created', sendingAt: at, nextCheckAt: at + LEASE }]);
      fixture.subject.clock.advance(LEASE);
      await process(fixture.subject.other, TAKEN).recorder.sweep();
      expect(await stored()).toMatchObject([{ status: 'unknown', nextCheckAt: at + 60 * MINUTE }]);
    };
    expect(await orders.create(rent()).catch(error)).toMatchObject({ moneyMayHaveMoved: true });
    expect(await orders.create(rent())).toMatchObject({ status: 'unknown' });
    expect(daraja.sent).toHaveLength(1);
    fixture.subject.clock.advance(60 * MINUTE);
    await recorder.sweep();
    expect(await stored()).toMatchObject([{ status: 'review' }]);
  });

  it('that could not leave after all is unsent again, and is asked for anew', async () => {
    const { orders, daraja } = process(fixture.subject.storage, NOT_REACHED);
    expect(await orders.create(rent()).catch(error)).toMatchObject({ moneyMayHaveMoved: false });
    expect(await stored()).toMatchObject([{ status: 'failed', failure: 'not-sent', sendingAt: null }]);
    daraja.script.splice(0, 1, TAKEN);
    expect(await orders.create(rent())).toMatchObject({ status: 'pending' });
  });

  it('that fails at any statement is told truly, is asked for once by its name, and ends in no limbo', async () => {
    const database = await createTestDatabase(kind);
    const dataSource = await openDataSource(database.storage);
    await migrate(dataSource, 'run');
    const faults = new StatementFaults(dataSource);
    const { clock, newId } = fixture.subject;
    const storage = createStorage(dataSource, { shared: false, clock, newId, digests: sampleDigests });
    const all = async (): Promise<StandingOrder[]> =>
      (await storage.standingOrders.find({}, { limit: 9, cursor: null })).items;
    let failures = 0;
    try {
      for (let at = 1, more = true; more; at += 1) {
        for (const mode of ['before', 'after'] as const) {
          for (const table of TABLES) await database.query(`DELETE FROM ${table}`);
          const { orders, recorder, daraja, logged } = process(storage, TAKEN);
          faults.arm(at, mode);
          const told = await orders.create(rent()).then(() => null, error);
          faults.disarm();
          const [left] = (await all()).filter(({ status }) => status === 'created');
          if (left?.sendingAt)
            expect([faults.failed, logged]).toEqual([faults.failed, [expect.stringContaining(left.id)]]);
          more = faults.failed !== null;
          if (more) failures += 1;
          const where = `${faults.failed} (${mode})`;
          if (told !== null)
            expect([where, told]).toMatchObject([where, { moneyMayHaveMoved: daraja.sent.length > 0 }]);
          clock.advance(LEASE);
          await recorder.sweep();
          await orders.create(rent());
          expect([where, daraja.sent.length]).toEqual([where, 1]);
          clock.advance(60 * MINUTE);
          await recorder.sweep();
          const live = (await all()).filter(({ failure }) => failure !== 'not-sent');
          expect([where, live.map(({ status }) => status)]).toEqual([where, ['review']]);
        }
      }
      expect(failures).toBeGreaterThan(20);
    } finally {
      await storage.close();
      await database.drop();
    }
  });

  async function eventuallyStored(): Promise<void> {
    while ((await stored()).length === 0) await new Promise((resolve) => setImmediate(resolve));
  }
});
