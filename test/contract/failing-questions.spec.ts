/**
 * Every statement of whatever stores no payment of its own fails in turn, in one app beside the simulator: what its caller is told
 * agrees with what has reached Safaricom, and what a customer would pay for, or be told of, twice is sent once.
 *
 * On SQLite alone: the stores are the same on both, and fail at the same statements.
 */
import { expect, it } from '@jest/globals';
import {
  BalanceService,
  BillManagerService,
  BongaService,
  DataBundlesService,
  DynamicQrService,
  IdValidationService,
  InquiryTimeoutError,
  MpesaError,
  OrganisationInfoService,
  PullService,
  RecipientNameService,
  SubscriberService,
  TransactionStatusService,
  type Invoice,
} from 'nestjs-mpesa';
import { ManualClock, MPESA_DELAY } from 'nestjs-mpesa/testing';
import { openDataSource } from '../../libs/mpesa/src/storage/database/open-data-source.js';
import { createStorage } from '../../libs/mpesa/src/storage/storage.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createUuidV7 } from '../../libs/mpesa/src/values/uuid-v7.js';
import { MPESA_STORAGE } from '../../libs/mpesa/src/wiring/tokens.js';
import { OFFICE, OPERATOR } from '../e2e/money-out/office.js';
import { JANE } from '../support/story.js';
import { migratedDatabase, testSimulator } from '../support/test-resources.js';
import { testApp, type TestApp } from '../support/test-app.js';
import { StatementFaults, type FaultMode } from './faulty-data-source.js';
import { insertPayments, samplePayment } from './samples.js';

const HOUR = 3_600_000;
const person = { by: 'Ann', reason: 'on the statement' } as const;
const business = { email: 'duka@example.co.ke', contactPhone: JANE };
const invoice: Invoice = {
  id: 'INV-1',
  customerName: 'Jane Doe',
  phone: JANE,
  title: 'Rent',
  period: 'November 2026',
  dueDate: '2026-12-05',
  reference: 'A1',
  amount: 800,
};
/** Nobody answers here: the simulator keeps its results. */
const brief = { timeoutMs: 1 };

/** Begins the name of a call that has to fetch one first. What all of them do for it is the same, and failed in turn once a test. */
const WITHOUT_TOKEN = 'without a token, ';

type Calls = Record<string, () => Promise<unknown>>;

it('what must not be sent twice is sent once, whichever statement of it fails, and its caller knows', async () => {
  const { shop, eachStatement, sent, clock } = await house();
  const bills = shop.app.get(BillManagerService);
  const once: Calls = {
    [`${WITHOUT_TOKEN}bonga`]: () =>
      shop.app.get(BongaService).redeem({ phone: JANE, amount: 20, points: 100, reference: 'INV-1' }),
    invoice: () => bills.invoice(invoice),
    invoices: () => bills.invoices([invoice]),
    acknowledge: () =>
      bills.acknowledge({ paymentId: 'paid', invoiceId: 'INV-1', customerName: 'Jane', title: 'Rent' }),
  };
  const strange = await eachStatement(once, async (call, failing, name) => {
    const before = sent();
    const error = await failing(call);
    const left = sent() > before;
    const { moneyMayHaveMoved, retryable } = error ?? { moneyMayHaveMoved: left, retryable: !left };
    const isNamed = name !== 'acknowledge' || !left || error === null || error.paymentId === 'paid';
    const isTrue = moneyMayHaveMoved === left && retryable === !left && isNamed;
    clock.advance(15_000);
    if (error?.moneyMayHaveMoved === false) await call().catch(() => undefined);
    return isTrue && sent() <= before + 1;
  });
  expect(strange).toEqual([]);
});

it('a question, and what may be said twice, may be asked again whichever statement of it fails', async () => {
  const { shop, eachStatement, clock } = await house();
  const get = shop.app.get.bind(shop.app);
  const bills = get(BillManagerService);
  const asked: Calls = {
    'the opt-in': () => bills.optIn(business),
    'the update': () => bills.update(business),
    'another invoice': () => bills.changeInvoice(invoice),
    registration: () => bills.registration(),
    balance: () => get(BalanceService).get(brief),
    'status of a payment': () => get(TransactionStatusService).query({ paymentId: 'paid', ...brief }),
    'status by receipt': () => get(TransactionStatusService).query({ receipt: 'UKL0000009', ...brief }),
    [`${WITHOUT_TOKEN}a QR code`]: () =>
      get(DynamicQrService).generate({ amount: 1, reference: 'A1', merchantName: 'Duka' }),
    'registering for Pull': () => get(PullService).register({ nominatedPhone: JANE }),
    recheck: () => shop.payments.recheck('asked'),
    'C2B URLs': () => shop.c2b.registerUrls(),
    'the C2B registration': () => shop.c2b.registration(),
  };
  const strange = await eachStatement(asked, async (call, failing) => {
    const error = await failing(call);
    if (error !== null && (error.moneyMayHaveMoved || !error.retryable)) return false;
    // A question has its turn again by then, and who died with the token's lease has lost it.
    clock.advance(15_000);
    return (await outcome(call)) === null;
  });
  expect(strange).toEqual([]);
});

it('what else is asked or bought has no statement that could fail, once there is a token', async () => {
  const { shop, faults } = await house();
  const get = shop.app.get.bind(shop.app);
  await get(PullService).register({ nominatedPhone: JANE });
  const [bundle] = await get(DataBundlesService).offers({ phone: JANE });
  faults.arm(1, 'before');
  await get(BongaService).worth({ points: 500 });
  await get(BongaService).redeem({ phone: JANE, amount: 20, points: 100, reference: 'INV-1' });
  await get(DataBundlesService).purchase({ phone: JANE, bundle: bundle!, payBy: 'm-pesa', id: 'bundle-1' });
  await get(DataBundlesService).status({ id: 'bundle-1' });
  await get(IdValidationService).validate({ phone: JANE, idType: 'national', idNumber: '12345678' });
  await get(OrganisationInfoService).find({ type: 'paybill', number: OFFICE });
  await get(RecipientNameService).find({ phone: JANE });
  await get(SubscriberService).simSwap({ phone: JANE });
  await get(PullService).query();
  expect(faults.failed).toBeNull();
});

it('a person’s word is taken once, whichever statement of it fails', async () => {
  const { shop, eachStatement } = await house();
  const words: Calls = {
    succeeded: () => shop.payments.resolve('doubted', { ...person, as: 'succeeded', receipt: 'UKL0000007' }),
    failed: () => shop.payments.resolve('doubted', { ...person, as: 'failed' }),
  };
  const strange = await eachStatement(words, async (call, failing, name) => {
    const error = await failing(call);
    if (error !== null && (error.moneyMayHaveMoved || !error.retryable)) return false;
    const again = await outcome(call);
    const { status } = await shop.payments.get('doubted');
    const events = (await shop.database.query("SELECT id FROM mpesa_event WHERE payment_id = 'doubted'"))
      .length;
    return status === name && events === 1 && (again === null || again.code === 'illegal-transition');
  });
  expect(strange).toEqual([]);
});

/** A call that ends in a typed error ends in one that its caller can read. A question that is not answered yet was asked. */
async function outcome(call: () => Promise<unknown>): Promise<MpesaError | null> {
  try {
    await call();
    return null;
  } catch (error) {
    if (!(error instanceof MpesaError)) throw error;
    return error instanceof InquiryTimeoutError ? null : error;
  }
}

type Failing = (call: () => Promise<unknown>) => Promise<MpesaError | null>;
/** False where something is wrong. */
type Scenario = (call: () => Promise<unknown>, failing: Failing, name: string) => Promise<boolean>;

async function house() {
  const sim = await testSimulator();
  const database = await migratedDatabase('sqlite');
  const dataSource = await openDataSource(database.storage);
  await dataSource.query('PRAGMA synchronous = OFF');
  const faults = new StatementFaults(dataSource);
  const clock = new ManualClock(sim.now());
  const newId = createUuidV7(clock, systemRandom);
  const storage = createStorage(dataSource, { shared: false, clock, newId, digests: sampleDigests });
  const shop = await testApp()
    .on(database)
    .withSimulator(sim)
    .clock(clock)
    .jobs(false)
    .options({ shortcode: OFFICE, initiator: { ...OPERATOR, certificate: sim.certificate } })
    .override(MPESA_STORAGE, storage)
    .override(MPESA_DELAY, async () => undefined)
    .start();
  const advance = (ms: number): number => {
    clock.advance(ms);
    return clock.now();
  };
  const subject = { storage, other: storage, newId, clock: { now: () => clock.now(), advance } };
  const checkoutRequestId = await paidPush(shop);
  sim.configure({ resultDelayMs: 1_000 * HOUR });
  await database.query('DELETE FROM mpesa_payment');
  const sample = (id: string, over: Parameters<typeof samplePayment>[1]) =>
    samplePayment(subject, { id, shortcode: OFFICE, sendingAt: clock.now(), phone: JANE, ...over });
  await insertPayments(subject, [
    sample('paid', { status: 'succeeded', receipt: 'UKL0000008' }),
    sample('asked', { status: 'pending', checkoutRequestId, amountCents: 1_000 }),
    sample('doubted', { status: 'review' }),
  ]);
  await shop.app.get(BillManagerService).optIn(business);
  const reset = await snapshot(shop);

  /** @returns the statements whose failure was told wrongly */
  async function eachStatement(calls: Calls, scenario: Scenario): Promise<string[]> {
    const strange: string[] = [];
    for (const [name, call] of Object.entries(calls)) {
      let failures = 0;
      for (let at = 1, more = true; more; at += 1) {
        for (const mode of ['before', 'after'] as const) {
          if (mode === 'after' && !faults.hasWritten()) continue;
          await reset();
          if (name.startsWith(WITHOUT_TOKEN)) clock.advance(2 * HOUR);
          const isRight = await scenario(call, (work) => armed(work, at, mode), name);
          if (!isRight) strange.push(`${name}, ${mode} ${faults.failed}`);
          more = faults.failed !== null;
        }
        failures += more ? 1 : 0;
      }
      if (failures < 1) strange.push(`${name}: no statement of it failed`);
    }
    return strange;
  }

  async function armed(work: () => Promise<unknown>, at: number, mode: FaultMode) {
    faults.arm(at, mode);
    return outcome(work).finally(() => faults.disarm());
  }

  const sent = () =>
    sim.requests().filter(({ direction, op }) => direction === 'in' && op !== 'oauth').length;
  return { shop, eachStatement, sent, faults, clock };
}

/** A push that was paid, and whose callback never came. */
async function paidPush({ stk, sim }: TestApp): Promise<string | null> {
  const { checkoutRequestId } = await stk.request({ phone: JANE, amount: 10, reference: 'ORDER-17' });
  sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
  await sim.answer(JANE, { action: 'pay' });
  return checkoutRequestId;
}

/** @returns what puts the module's tables back as they are now */
async function snapshot({ database }: TestApp): Promise<() => Promise<void>> {
  const named = await database.query(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'mpesa_%'",
  );
  const tables = (named as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => !name.includes('migration'));
  for (const table of tables) await database.query(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
  return async () => {
    await database.query('BEGIN IMMEDIATE');
    for (const table of tables) {
      await database.query(`DELETE FROM ${table}`);
      await database.query(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
    }
    await database.query('COMMIT');
  };
}
