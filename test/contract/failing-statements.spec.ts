/**
 * Every statement of every way to move money fails in turn: what the caller is told agrees with Safaricom's books, the key never
 * moves money twice, and whatever was sent is looked for until it is known.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { MpesaError } from '../../libs/mpesa/src/errors/mpesa.error.js';
import type { Payment } from '../../libs/mpesa/src/payments/payment.js';
import { openDataSource } from '../../libs/mpesa/src/storage/database/mpesa-schema.js';
import { createStorage, type Storage } from '../../libs/mpesa/src/storage/storage.js';
import { TransportError } from '../../libs/mpesa/src/daraja/wire/transport.js';
import type { ScriptedAnswer } from '../../libs/mpesa/src/testing/in-memory/fake-daraja.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createUuidV7 } from '../../libs/mpesa/src/values/uuid-v7.js';
import { testDatabases, type TestDatabase } from '../support/database.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { manualClock } from './contract-case.js';
import { StatementFaults, type FaultMode } from './faulty-data-source.js';
import { moneyHouse, type MoneyHouse } from './money-house.js';
import { ledgerDaraja, type LedgerDaraja } from './money-ledger.js';
import { insertPayments, samplePayment } from './samples.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';

const DAY = 86_400_000;
const PHONE = '254722000000';
/** What a call, and whoever asks about it, writes into. */
const TOUCHED = ['mpesa_payment', 'mpesa_phone_line', 'mpesa_event', 'mpesa_delivery', 'mpesa_access_token'];
const key = { idempotencyKey: 'k' };

/** `host`: the transaction of its own in which the host asks. */
type Call = (
  house: MoneyHouse,
  key: { idempotencyKey?: string },
  host?: { manager: unknown },
) => Promise<Payment>;

const CALLS: Record<string, Call> = {
  'a push': ({ stk }, given, host) => stk.request({ phone: PHONE, amount: 10, ...given }, host),
  B2C: ({ b2c }, given, host) => b2c.pay({ phone: PHONE, amount: 10, ...given }, host),
  'B2C by v1 after v3': ({ b2c }, given) => b2c.pay({ phone: PHONE, amount: 10, account: 'both', ...given }),
  Pochi: ({ pochi }, given) => pochi.pay({ phone: PHONE, amount: 10, ...given }),
  B2B: ({ b2b }, given) => b2b.payBill({ to: '600979', amount: 10, reference: 'R-1', ...given }),
  'B2B to a till': ({ b2b }, given) => b2b.buyGoods({ to: '300584', amount: 10, reference: 'R-1', ...given }),
  'a top-up': ({ b2b }, given) => b2b.topUp({ to: '600979', amount: 10, reference: 'R-1', ...given }),
  tax: ({ tax }, given) => tax.remit({ amount: 10, prn: 'PRN1', ...given }),
  'B2B Express': ({ express }, given) =>
    express.request({ till: '300584', amount: 10, partnerName: 'Duka', ...given }),
  'a reversal': ({ reversals }, given, host) => reversals.request({ paymentId: 'paid', ...given }, host),
};

const MADE_FOR_V1: ScriptedAnswer = {
  status: 403,
  body: { requestId: 'r', errorCode: '403.002.1001', errorMessage: 'not authorized' },
};
/** As the gateway of payouts says it, and as the others do. */
const tokenRefused = (path: string): ScriptedAnswer => {
  const errorCode = path.includes('/b2c/') ? '401.002.01' : '404.001.03';
  return { status: 401, body: { requestId: 'r', errorCode, errorMessage: 'Invalid Access Token' } };
};
const refusesV3 = (path: string) => (path.includes('/b2c/v3/') ? MADE_FOR_V1 : undefined);

const ON_MARIADB = new Set(['a push', 'a reversal', 'B2C by v1 after v3']);

/** Products whose statements are those of B2B: once is enough. */
const LIKE_B2B = new Set(['B2B to a till', 'a top-up', 'tax']);

const WAYS: [string, string, Call][] = Object.entries(CALLS).flatMap(([name, call]) => {
  const keyed: [string, string, Call] = [name, 'with a key', call];
  return LIKE_B2B.has(name) ? [keyed] : [keyed, [name, 'without a key', (house) => call(house, {})]];
});

describe.each(testDatabases())('statements that fail on %s', (kind) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let storage: Storage;
  let faults: StatementFaults;
  const clock = manualClock();
  const newId = createUuidV7(clock, systemRandom);

  beforeAll(async () => {
    database = await createMigratedDatabase(kind);
    dataSource = await openDataSource(database.storage);
    // Thousands of small commits, none of which has to outlive a power cut.
    if (kind === 'sqlite') await dataSource.query('PRAGMA synchronous = OFF');
    faults = new StatementFaults(dataSource);
    storage = createStorage(dataSource, { shared: false, clock, newId, digests: sampleDigests });
  });
  beforeEach(() => reset());
  afterAll(async () => {
    await storage.close();
    await database.drop();
  });

  // A statement costs MariaDB several times as much: what differs in its statements, each once.
  const ways =
    kind === 'sqlite'
      ? WAYS
      : WAYS.filter(([name, keyed]) => name === 'B2C' || (ON_MARIADB.has(name) && keyed === 'with a key'));

  it.each(ways)('%s %s: whoever is told that nothing was sent may ask again', async (name, _, call) => {
    await eachStatement(async (arm) => {
      const it = fresh(name);
      const told = await arm(() => call(it.house, key));
      await check(it, told);
      await again(it, told, () => call(it.house, key));
      await atTheEnd(it);
    });
  });

  const reopened = kind === 'sqlite' ? ['a push', 'B2C', 'a reversal'] : ['B2C'];

  it.each(reopened)('%s with the key of an attempt that was not sent: the same', async (name) => {
    const call = CALLS[name] as Call;
    await eachStatement(async (arm) => {
      let down = true;
      const it = fresh(name, () => (down ? new TransportError('ECONNREFUSED', { sent: false }) : undefined));
      await expect(call(it.house, key)).rejects.toMatchObject({ name: 'DarajaUnavailableError' });
      clock.advance(10 * 60_000);
      down = false;
      const told = await arm(() => call(it.house, key));
      await check(it, told, true);
      await again(it, told, () => call(it.house, key));
      await atTheEnd(it);
    });
  });

  it.each(reopened)('%s whose token Daraja refuses once: the same', async (name) => {
    const call = CALLS[name] as Call;
    await eachStatement(async (arm) => {
      let refusals = 0;
      const it = fresh(name, (path) => (refusals++ === 0 ? tokenRefused(path) : undefined));
      const told = await arm(() => call(it.house, key));
      await check(it, told);
      await again(it, told, () => call(it.house, key));
      await atTheEnd(it);
    });
  });

  it.each(reopened)('%s in a transaction of the host’s, and what sends it: the same', async (name) => {
    const call = CALLS[name] as Call;
    await eachStatement(async (arm) => {
      const it = fresh(name);
      const ask = async ({ house }: Fixture): Promise<Payment> => {
        const payment = await storage.unitOfWork.run((tx) => call(house, key, { manager: tx }));
        await house.initiator.dispatch();
        return payment;
      };
      const { error, payment, mode } = await arm(() => ask(it));
      const where = `${faults.failed} (${mode})`;
      // Nobody waits for what is sent after the commit: only that it could not be stored, or not be looked for, is thrown.
      if (error === null) expect([where, payment?.id]).toEqual([where, (await ours())[0]?.id]);
      else {
        expect([where, error]).toMatchObject([where, { moneyMayHaveMoved: false, retryable: true }]);
        expect([where, it.daraja.ledger.length]).toEqual([where, 0]);
      }
      clock.advance(10 * 60_000);
      const heir = { ...it, house: moneyHouse({ storage, daraja: it.daraja, clock, newId }) };
      await heir.house.reconciler.idle();
      await ask(heir);
      expect([where, it.daraja.ledger.length]).toEqual([where, 1]);
      await atTheEnd(it);
    });
  });

  // Any database will do: another fails at the same statements.
  const dispatched = kind === 'sqlite' ? it : it.skip;

  dispatched(
    'B2C of a host’s transaction that is dispatched: what the books could not take, the log tells once',
    async () => {
      let silent = 0;
      await eachStatement(async (arm) => {
        const { house, daraja } = fresh('B2C');
        await storage.unitOfWork.run((tx) => house.b2c.pay({ phone: PHONE, amount: 10 }, { manager: tx }));
        await arm(async () => void (await house.initiator.dispatch()));
        const [stored] = await ours();
        const seen = { where: faults.failed, status: stored?.status, told: house.told };
        // What could not even be claimed is the job's to tell, and is claimed again.
        const known = daraja.ledger.length > 0 ? 'Safaricom took it' : 'nothing of it was sent (';
        const line = expect.stringContaining(`payment ${stored?.id}: ${known}`);
        if (stored?.status === 'created' && stored.sendingAt !== null)
          expect(seen).toEqual({ ...seen, told: [line] });
        else expect(seen).toEqual({ ...seen, told: house.told.map(() => line) });
        silent += house.told.length === 0 ? 1 : 0;
      });
      expect(silent).toBeGreaterThan(0);
    },
  );

  interface Told {
    readonly error: unknown;
    readonly payment: Payment | null;
    readonly mode: FaultMode;
  }
  interface Fixture {
    readonly house: MoneyHouse;
    readonly daraja: LedgerDaraja;
  }

  async function reset(): Promise<void> {
    for (const table of TOUCHED) await database.query(`DELETE FROM ${table}`);
    const paid = { id: 'paid', status: 'succeeded', receipt: 'TKL1', shortcode: '600996' } as const;
    await insertPayments({ storage, other: storage, clock, newId }, [
      samplePayment({ storage, other: storage, clock, newId }, { ...paid, phone: PHONE }),
    ]);
  }

  function fresh(name: string, refuse?: (path: string) => ScriptedAnswer | undefined): Fixture {
    const daraja = ledgerDaraja(
      clock,
      storage.tokens,
      refuse ?? (name.includes('v1') ? refusesV3 : undefined),
    );
    return { daraja, house: moneyHouse({ storage, daraja, clock, newId }) };
  }

  /** Runs the scenario once for each statement, failing before it and after it, until one call has no such statement. */
  async function eachStatement(
    scenario: (arm: (work: () => Promise<Payment | void>) => Promise<Told>) => Promise<void>,
  ): Promise<void> {
    let statements = 0;
    for (let at = 1, more = true; more; at += 1) {
      for (const mode of ['before', 'after'] as const) {
        if (mode === 'after' && !faults.hasWritten()) continue;
        await reset();
        await scenario(async (work) => {
          faults.arm(at, mode);
          const told = await work().then(
            (payment) => ({ payment: payment ?? null, error: null, mode }),
            (error: unknown) => ({ payment: null, error, mode }),
          );
          faults.disarm();
          more = faults.failed !== null;
          return told;
        });
      }
      statements = at;
    }
    expect(statements).toBeGreaterThan(10);
  }

  /** @param known the payment was stored by an earlier call, and this one may have failed before it could know that */
  async function check({ daraja }: Fixture, { error, payment, mode }: Told, known = false): Promise<void> {
    const [stored] = await ours();
    const where = `${faults.failed} (${mode})`;
    if (error === null) {
      expect([where, daraja.ledger.length, payment?.status]).toEqual([where, 1, 'pending']);
      expect(payment?.id).toBe(stored?.id);
      return;
    }
    if (!(error instanceof MpesaError)) throw new Error(`untyped, after ${where}`, { cause: error });
    const { moneyMayHaveMoved, retryable, paymentId, name } = error;
    expect([where, moneyMayHaveMoved]).toEqual([where, daraja.ledger.length > 0]);
    expect([where, retryable]).toEqual([where, !moneyMayHaveMoved]);
    if (moneyMayHaveMoved)
      expect([where, name, paymentId]).toEqual([where, 'DarajaOutcomeUnknownError', stored?.id]);
    // Whether a commit that was answered by nobody has stored it, its caller cannot know.
    const inTheDark = mode === 'after' && stored?.sendingAt === null && stored.status === 'created';
    if (stored !== undefined && !inTheDark && !known) expect([where, paymentId]).toEqual([where, stored.id]);
  }

  async function again({ daraja }: Fixture, { error }: Told, call: () => Promise<Payment>): Promise<void> {
    const keyed = (await ours()).some(({ idempotencyKey }) => idempotencyKey !== null);
    const mayAsk = error instanceof MpesaError && !error.moneyMayHaveMoved;
    if (mayAsk || keyed) {
      // A dead call's prompt, or its share of what is to be reversed, is free once it is known that nothing was sent.
      clock.advance(10 * 60_000);
      await moneyHouse({ storage, daraja, clock, newId }).reconciler.idle();
      await call();
    }
    expect(daraja.ledger).toHaveLength(1);
  }

  async function atTheEnd({ house, daraja }: Fixture): Promise<void> {
    for (let hours = 0; hours < 3; hours += 1) {
      clock.advance(DAY);
      await house.reconciler.idle();
    }
    const payments = await ours();
    const sent = payments.filter(({ failure }) => failure !== 'not-sent');
    expect(sent.map(({ status }) => status)).toEqual(daraja.ledger.map(() => 'review'));
    expect(house.errors).toEqual([]);
  }

  async function ours(): Promise<Payment[]> {
    const { items } = await storage.queries.find({}, { limit: 50, cursor: null });
    return items.filter(({ id }) => id !== 'paid');
  }
});
