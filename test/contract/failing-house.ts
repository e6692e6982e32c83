/** One app beside the simulator whose statements fail in turn. */
import { BillManagerService, InquiryTimeoutError, MpesaError } from 'nestjs-mpesa';
import { ManualClock, MPESA_DELAY } from 'nestjs-mpesa/testing';
import { openDataSource } from '../../libs/mpesa/src/storage/database/mpesa-schema.js';
import { createStorage } from '../../libs/mpesa/src/storage/storage.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createUuidV7 } from '../../libs/mpesa/src/values/uuid-v7.js';
import { MPESA_STORAGE } from '../../libs/mpesa/src/wiring/tokens.js';
import { OFFICE, OPERATOR } from '../e2e/money-out/office.js';
import { JANE } from '../support/story.js';
import { migratedDatabase, testSimulator } from '../support/test-resources.js';
import { testApp, type TestApp } from '../support/test-app.js';
import type { Subject } from './contract-case.js';
import { StatementFaults, type FaultMode } from './faulty-data-source.js';
import { insertPayments, samplePayment } from './samples.js';

const HOUR = 3_600_000;

export const business = { email: 'duka@example.co.ke', contactPhone: JANE };

/** Begins the name of a call that has to fetch one first. What all of them do for it is the same, and failed in turn once a test. */
export const WITHOUT_TOKEN = 'without a token, ';

export type Calls = Record<string, () => Promise<unknown>>;

/** A call that ends in a typed error ends in one that its caller can read. A question that is not answered yet was asked. */
export async function outcome(call: () => Promise<unknown>): Promise<MpesaError | null> {
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

/** @param prepare what the books have beside payments */
export async function house(
  prepare: (shop: TestApp, subject: Subject) => Promise<void> = async () => undefined,
) {
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
  await prepare(shop, subject);
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
  return { shop, eachStatement, sent, faults, clock, reset };
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
