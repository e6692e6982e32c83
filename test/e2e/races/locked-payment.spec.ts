/** One row that a stranger keeps locked must hold up nobody but itself, and somebody must be told of it. */
import { describe, expect, it } from '@jest/globals';
import type { Simulator } from 'daraja-simulator';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases, type TestDatabase } from '../../support/database.js';
import { expectBooksAgree } from '../../support/story.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const PHONES = Array.from({ length: 30 }, (_, n) => `2547000${String(10_000 + n)}`);
const SECOND = 1_000;
const onServer = testDatabases().includes('mariadb') ? describe : describe.skip;

onServer('a payment that somebody keeps locked', () => {
  it('holds up its own callback and no other: 29 of 30 are processed while it is locked', async () => {
    const { app, ids } = await paidAndNotYetProcessed();
    const unlock = await lockPayment(app.database, ids[0] ?? '');
    await app.work.inbox();
    expect(await settledIds(app)).toEqual(ids.slice(1));
    const waiting = await app.database.query(
      "SELECT status, attempts FROM mpesa_callback WHERE status <> 'done'",
    );
    expect(waiting).toEqual([{ status: 'waiting', attempts: 0 }]);
    await unlock();
  });

  it('is settled as soon as the lock is gone', async () => {
    const { app, ids, clock } = await paidAndNotYetProcessed();
    const unlock = await lockPayment(app.database, ids[0] ?? '');
    await app.work.inbox();
    await unlock();
    clock.advance(SECOND);
    await app.work.inbox();
    await app.work.outbox();
    expect(await settledIds(app)).toEqual(ids);
    expect(app.handled).toHaveLength(ids.length);
    await expectBooksAgree(app);
  });

  it('is told of once after five seconds, with the connection that it waits for, and again a minute later', async () => {
    const { app, ids, clock } = await paidAndNotYetProcessed();
    const [held = ''] = ids;
    const unlock = await lockPayment(app.database, held);
    await app.work.inbox();
    expect(told(app, held)).toEqual([]);
    for (let look = 0; look < 10; look++) {
      clock.advance(SECOND);
      await app.work.inbox();
    }
    const [connection] = (await app.database.query('SELECT CONNECTION_ID() AS id')) as { id: number }[];
    expect(told(app, held)).toEqual([
      expect.stringMatching(new RegExp(`payment ${held} .* locked .* 5 s.*connection ${connection?.id}\\b`)),
    ]);
    clock.advance(60 * SECOND);
    await app.work.inbox();
    expect(told(app, held)).toHaveLength(2);
    await unlock();
    expect(app.log.of('error')).toEqual([]);
  });

  it('holds up neither of two instances, nor whoever takes over a lease that has ended', async () => {
    const { app: one, ids, clock, sim } = await paidAndNotYetProcessed();
    const two = await testApp().beside(one).jobs(false).clock(clock).start();
    await one.database.query("UPDATE mpesa_callback SET owner = 'dead', next_at = ?", [
      clock.now() + 60 * SECOND,
    ]);
    const unlock = await lockPayment(one.database, ids[0] ?? '');
    clock.advance(60 * SECOND);
    await Promise.all([one.work.inbox(), two.work.inbox()]);
    expect(await settledIds(one)).toEqual(ids.slice(1));
    await unlock();
    clock.advance(SECOND);
    await Promise.all([one.work.inbox(), two.work.inbox()]);
    expect(await settledIds(one)).toEqual(ids);
    expect(sim.ledger().totals.net).toBe(0);
  });
});

/** 30 customers have paid; the callbacks are stored and answered, and nobody has looked at them. */
async function paidAndNotYetProcessed() {
  const phones = PHONES.map((msisdn) => ({ msisdn, balanceCents: 100_000 }));
  const sim: Simulator = await testSimulator({ seed: { phones } });
  const clock = new ManualClock();
  const app = await testApp().on('mariadb').withSimulator(sim).jobs(false).clock(clock).start();
  const ids: string[] = [];
  for (const phone of PHONES) ids.push((await app.stk.request({ phone, amount: 10 })).id);
  await Promise.all(PHONES.map((msisdn) => sim.answer(msisdn, { action: 'pay' })));
  await sim.settled();
  return { app, sim, clock, ids: ids.sort() };
}

/** Another connection's transaction, as a person at a console may leave it open. */
async function lockPayment(database: TestDatabase, id: string): Promise<() => Promise<void>> {
  await database.query('START TRANSACTION');
  await database.query('SELECT id FROM mpesa_payment WHERE id = ? FOR UPDATE', [id]);
  return async () => void (await database.query('ROLLBACK'));
}

async function settledIds(app: TestApp): Promise<string[]> {
  const { items } = await app.payments.find({ status: 'succeeded' }, { limit: 100 });
  return items.map(({ id }) => id).sort();
}

function told(app: TestApp, id: string): string[] {
  return app.log.of('warn').filter((line) => line.includes(id));
}
