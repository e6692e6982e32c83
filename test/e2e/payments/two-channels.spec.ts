import { describe, expect, it } from '@jest/globals';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import {
  atRest,
  expectBooksAgree,
  expectPaidOnce,
  JOHN,
  journal,
  ORDER,
  receiptsOf,
  travel,
} from '../../support/story.js';
import { eventually } from '../../support/eventually.js';
import { testApp, testSimulator } from '../../support/test-app.js';

describe.each(testDatabases())('a payment told by STK callback and C2B confirmation, on %s', (kind) => {
  it.each([
    { order: ['stk-callback', 'c2b-confirmation'], confirmationFirst: false },
    { order: ['c2b-confirmation', 'stk-callback'], confirmationFirst: true },
  ])('is one payment with one event when the $order.0 comes first', async ({ order, confirmationFirst }) => {
    const sim = await testSimulator({ settings: { confirmationFirst } });
    const shop = await testApp().on(kind).withSimulator(sim).start();
    await shop.c2b.registerUrls();
    const { id } = await shop.stk.request(ORDER);
    await sim.answer(JOHN, { action: 'pay' });
    await expectPaidOnce(id, shop);
    const payment = await eventually(async () => {
      const seen = await shop.payments.get(id);
      return seen.transactionType === null ? null : seen;
    });
    expect(payment).toMatchObject({ receipt: receiptsOf(sim)[0], transactionType: 'Pay Bill' });
    expect(payment.partyName).toMatch(/JOHN/);
    const told = sim.requests().filter(({ direction }) => direction === 'out');
    expect(told.map(({ op }) => op)).toEqual(order);
    expect((await shop.payments.find()).items).toHaveLength(1);
  });

  it('waits for the callbacks while a confirmation fits two pushes, then gives each its own', async () => {
    const { shop, clock, first, second } = await twoPaidPushesThatLookAlike(kind);
    await shop.work.inbox();
    for (const id of [first, second])
      expect(await shop.payments.get(id)).toMatchObject({ status: 'pending' });
    expect(shop.handled).toEqual([]);
    await shop.sim.releaseCallbacks();
    clock.advance(2_000);
    await shop.work.inbox();
    const receipts = receiptsOf(shop.sim);
    expect(await expectPaidOnce(first, shop)).toMatchObject({
      receipt: receipts[0],
      transactionType: 'Pay Bill',
    });
    expect(await expectPaidOnce(second, shop)).toMatchObject({
      receipt: receipts[1],
      transactionType: 'Pay Bill',
    });
    expect((await shop.payments.find()).items).toHaveLength(2);
  });

  it('gives two pushes their two receipts when no callback has come in time, and the callbacks confirm it', async () => {
    const { shop, clock, first, second } = await twoPaidPushesThatLookAlike(kind);
    clock.advance(6 * 60_000 + 1_000);
    await shop.work.inbox();
    // Each is asked about before what only fits it counts.
    for (const id of [first, second])
      expect(await shop.payments.get(id)).toMatchObject({ status: 'pending', awaiting: 'confirmation' });
    await shop.work.reconciliation();
    clock.advance(60_000);
    await shop.work.reconciliation();
    await atRest(shop);
    expect(shop.handled).toMatchObject([
      { paymentId: first, receipt: null, requested: true },
      { paymentId: second, receipt: null, requested: true },
    ]);
    clock.advance(60_000);
    await shop.work.inbox();
    for (const id of [first, second])
      expect(await shop.payments.get(id)).toMatchObject({ receipt: expect.any(String), ambiguous: true });
    await expectBooksAgree(shop);
    await shop.sim.releaseCallbacks();
    await shop.work.inbox();
    const receipts = receiptsOf(shop.sim);
    expect(await expectPaidOnce(first, shop)).toMatchObject({ receipt: receipts[0], ambiguous: false });
    expect(await expectPaidOnce(second, shop)).toMatchObject({ receipt: receipts[1], ambiguous: false });
    expect((await shop.payments.find()).items).toHaveLength(2);
  });
});

/** John is asked twice for the same order, pays both, and only the C2B confirmations have come so far. */
async function twoPaidPushesThatLookAlike(kind: TestDatabaseKind) {
  const clock = new ManualClock();
  const sim = await testSimulator({ settings: { promptMs: 180_000 } });
  const shop = await testApp().on(kind).withSimulator(sim).clock(clock).jobs(false).start();
  await shop.c2b.registerUrls();
  sim.addFault({ op: 'stk-callback', fault: 'callback-held' });
  const { id: first } = await shop.stk.request(ORDER);
  await travel(150_000, clock, sim);
  await sim.answer(JOHN, { action: 'pay' });
  await travel(31_000, clock, sim);
  const { id: second } = await shop.stk.request(ORDER);
  await sim.answer(JOHN, { action: 'pay' });
  expect(journal(sim, 'c2b-confirmation').map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered']);
  return { shop, clock, first, second };
}
