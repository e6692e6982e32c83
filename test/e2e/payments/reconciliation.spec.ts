import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { expectPaidOnce, JANE, JOHN, journal, ORDER } from '../../support/story.js';
import { testApp, type TestApp } from '../../support/test-app.js';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const OTHER_JOBS = ['tokenRefresh', 'inbox', 'outbox', 'dispatch', 'retention', 'gapFill'];
/** The module's own; hosts have no use for it. */
const MPESA_AFTER = Symbol.for('nestjs-mpesa:after');

describe.each(testDatabases())('reconciliation, on %s', (kind) => {
  it.each(['error-500', 'result-4999'] as const)(
    'asks again, less and less often, while the answer is the pending form %s',
    async (pendingQuery) => {
      const { shop, clock } = await shopByHand(kind);
      shop.sim.configure({ pendingQuery });
      const { id } = await shop.stk.request(ORDER);
      const asked = await queriesDuring(shop, { clock, seconds: 140 });
      expect(asked).toEqual([20, 35, 65, 125]);
      expect(await shop.payments.get(id)).toMatchObject({ status: 'pending', checks: 4 });
      await shop.sim.answer(JOHN, { action: 'pay' });
      await shop.work.inbox();
      await expectPaidOnce(id, shop);
    },
  );

  it('stays away as long as a 429 says, and asks no other push of the app meanwhile', async () => {
    const { shop, clock } = await shopByHand(kind, { perMinute: 600, burst: 100 });
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    shop.sim.addFault({ op: 'stkquery', fault: 'http-429', count: 1 });
    const john = await shop.stk.request(ORDER);
    const jane = await shop.stk.request({ ...ORDER, phone: JANE });
    await shop.sim.answer(JOHN, { action: 'pay' });
    await shop.sim.answer(JANE, { action: 'pay' });
    expect(await queriesDuring(shop, { clock, seconds: 40 })).toEqual([20, 32, 33]);
    await expectPaidOnce(john.id, shop);
    await expectPaidOnce(jane.id, shop);
  });

  it('keeps to Daraja’s five queries a minute, on two instances together', async () => {
    const { shop, clock } = await shopByHand(kind);
    const other = await testApp().beside(shop).clock(clock).jobs(false).start();
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    const { id } = await shop.stk.request(ORDER);
    const { id: second } = await shop.stk.request({ ...ORDER, phone: JANE });
    await shop.sim.answer(JOHN, { action: 'pay' });
    await shop.sim.answer(JANE, { action: 'pay' });
    clock.advance(20 * SECOND_MS);
    await Promise.all([shop.work.reconciliation(), other.work.reconciliation()]);
    expect(journal(shop.sim, 'stkquery')).toHaveLength(1);
    clock.advance(12 * SECOND_MS);
    await Promise.all([shop.work.reconciliation(), other.work.reconciliation()]);
    expect(journal(shop.sim, 'stkquery')).toHaveLength(2);
    await expectPaidOnce(id, shop, other);
    await expectPaidOnce(second, shop, other);
  });

  it('comes back by itself at the moment its next question may be asked, and not before', async () => {
    const { shop, clock, timers } = await shopOnATimer(kind);
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    const phones = [JOHN, JANE];
    const pushes = await Promise.all(phones.map((phone) => shop.stk.request({ ...ORDER, phone })));
    for (const phone of phones) await shop.sim.answer(phone, { action: 'pay' });
    clock.advance(20 * SECOND_MS);
    await shop.work.reconciliation();
    expect(journal(shop.sim, 'stkquery')).toHaveLength(1);
    expect(timers.map(({ ms }) => ms)).toEqual([12 * SECOND_MS]);
    clock.advance(12 * SECOND_MS - 1);
    timers.shift()?.ring();
    expect(timers.map(({ ms }) => ms)).toEqual([1]);
    clock.advance(1);
    timers.shift()?.ring();
    await Promise.all(pushes.map(({ id }) => shop.payments.settled(id)));
    expect(journal(shop.sim, 'stkquery')).toHaveLength(2);
  });

  it('gives a push that is still pending after an hour to a person, and takes a success after that', async () => {
    const { shop, clock } = await shopByHand(kind);
    const { id } = await shop.stk.request(ORDER);
    clock.advance(HOUR_MS);
    await shop.work.all();
    expect(await shop.payments.get(id)).toMatchObject({ status: 'review', reviewReason: 'horizon' });
    expect(shop.books.reviews).toHaveLength(1);
    const asked = journal(shop.sim, 'stkquery').length;
    expect(asked).toBe(1);
    clock.advance(HOUR_MS);
    await shop.work.all();
    expect(journal(shop.sim, 'stkquery')).toHaveLength(asked);
    await shop.sim.answer(JOHN, { action: 'pay' });
    await shop.work.inbox();
    await expectPaidOnce(id, shop);
    expect(shop.handled[0]?.recoveredFrom).toBe('review');
  });

  it('asks once when two instances look at the same time', async () => {
    const { shop, clock } = await shopByHand(kind, { perMinute: 600, burst: 100 });
    const other = await testApp().beside(shop).clock(clock).jobs(false).start();
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    clock.advance(20 * SECOND_MS);
    await Promise.all([shop.work.reconciliation(), other.work.reconciliation()]);
    expect(journal(shop.sim, 'stkquery')).toHaveLength(1);
    await expectPaidOnce(id, shop, other);
  });

  it('asks at once when somebody wants to know', async () => {
    const { shop } = await shopByHand(kind);
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    expect(await shop.payments.recheck(id)).toMatchObject({ status: 'succeeded', settledBy: 'query' });
    await expectPaidOnce(id, shop);
  });
});

async function shopByHand(kind: TestDatabaseKind, queryRate?: { perMinute: number; burst: number }) {
  const clock = new ManualClock();
  const builder = testApp().on(kind).clock(clock).jobs(false);
  if (queryRate !== undefined) builder.options({ reconciliation: { queryRate } });
  return { shop: await builder.start(), clock };
}

/** Its sweep has no cron: whatever it does by itself, it does by these timers. */
async function shopOnATimer(kind: TestDatabaseKind) {
  const clock = new ManualClock();
  const timers: { readonly ms: number; readonly ring: () => void }[] = [];
  const after = (ms: number, ring: () => void): (() => void) => {
    const timer = { ms, ring };
    timers.push(timer);
    return () => void timers.splice(0, timers.length, ...timers.filter((one) => one !== timer));
  };
  const shop = await testApp()
    .on(kind)
    .clock(clock)
    .override(MPESA_AFTER, after)
    .imports([ScheduleModule.forRoot()])
    .options({ jobs: Object.fromEntries(OTHER_JOBS.map((name) => [name, { enabled: false }])) })
    .start();
  shop.app.get(SchedulerRegistry).deleteCronJob('mpesa:reconciliation');
  return { shop, clock, timers };
}

/** Lets time pass second by second, and tells at which seconds Daraja was asked. */
async function queriesDuring(
  shop: TestApp,
  { clock, seconds }: { clock: ManualClock; seconds: number },
): Promise<number[]> {
  const asked: number[] = [];
  for (let second = 1; second <= seconds; second += 1) {
    clock.advance(SECOND_MS);
    const before = journal(shop.sim, 'stkquery').length;
    await shop.work.reconciliation();
    const after = journal(shop.sim, 'stkquery').length;
    asked.push(...Array<number>(after - before).fill(second));
  }
  return asked;
}
