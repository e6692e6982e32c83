/** Payments that look alike: callbacks are lost, queries tell no receipt, and receipts without a name come afterwards. */
import { describe, expect, it } from '@jest/globals';
import { PullService, type Payment } from 'nestjs-mpesa';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { atRest, expectBooksAgree, JOHN, ORDER, receiptsOf } from '../../support/story.js';
import { PASSKEY, testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const PAYBILL = { account: 'default', shortcode: '174379' } as const;
const TILL = { account: 'kiosk', shortcode: '300584' } as const;

describe.each(testDatabases())('two prompts that look alike, both settled by query, on %s', (kind) => {
  it.each([
    { of: 'a pay bill', by: 'Pull', where: PAYBILL, late: false },
    { of: 'a pay bill', by: 'late confirmations', where: PAYBILL, late: true },
    { of: 'a till', by: 'Pull', where: TILL, late: false },
    { of: 'a till', by: 'late confirmations', where: TILL, late: true },
  ])(
    'of $of get the two receipts that are told by $by, and nothing is counted twice',
    async ({ where, late }) => {
      const shop = await start(kind, late ? 'callback-held' : 'callback-lost');
      const [first, second] = await paidTwiceWithinThreeMinutes(shop, where.account);
      await counted(shop, first, second);
      await shop.sim.advance(10 * MINUTE);
      if (late) await shop.sim.releaseCallbacks();
      else await shop.work.gapFill();
      await atRest(shop);
      const receipts = receiptsOf(shop.sim);
      expect(await shop.payments.get(first)).toMatchObject({ receipt: receipts[0], ambiguous: true });
      expect(await shop.payments.get(second)).toMatchObject({ receipt: receipts[1], ambiguous: true });
      await expectOnly(shop, 2);
    },
  );

  it('leave the one receipt that is told in review with both named, and share two when the other is told', async () => {
    const shop = await start(kind, 'callback-held');
    const [first, second] = await paidTwiceWithinThreeMinutes(shop, 'default');
    await shop.sim.advance(10 * MINUTE);
    const { entries } = shop.sim.ledger();
    const [told] = receiptsOf(shop.sim);
    expect(entries.filter(({ receipt }) => receipt !== null)).toHaveLength(2);
    const bodies = shop.sim.requests().filter(({ op }) => op === 'c2b-confirmation');
    await shop.post(shop.callbackUrl('c2b-confirmation', PAYBILL.shortcode), bodies[0]?.requestBody);
    await atRest(shop);
    const [inDoubt] = (await shop.payments.find({ status: 'review' })).items;
    expect(inDoubt).toMatchObject({ kind: 'c2b', receipt: told });
    for (const side of [told, first, second]) expect(inDoubt?.reviewReason).toContain(side);
    expect(shop.handled).toHaveLength(2);
    await shop.work.gapFill();
    await atRest(shop);
    await expectOnly(shop, 2);
    expect(shop.books.superseded).toMatchObject([{ paymentId: inDoubt?.id }]);
  });
});

describe.each(testDatabases())('a payment by hand after its push was settled by query, on %s', (kind) => {
  it.each([
    ['beyond what clocks may differ', 90 * SECOND, []],
    ['within what clocks may differ, once Pull has told the other', 20 * SECOND, ['review']],
  ] as const)('is money of its own: %s', async (_, pause, before) => {
    const shop = await start(kind, 'callback-lost');
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    await shop.sim.advance(MINUTE);
    await shop.work.reconciliation();
    expect(await shop.payments.get(id)).toMatchObject({ status: 'succeeded', receipt: null });
    await shop.sim.advance(pause);
    shop.sim.clearFaults();
    await shop.sim.pay(JOHN, { shortcode: PAYBILL.shortcode, account: 'ORDER-17', amount: 10 });
    await shop.sim.settled();
    await shop.sim.advance(10 * MINUTE);
    await atRest(shop);
    const byHand = (await shop.payments.find({ kind: 'c2b' })).items;
    expect(byHand.map(({ status }) => status)).toEqual(before.length > 0 ? before : ['succeeded']);
    expect(await shop.payments.get(id)).toMatchObject({ receipt: null });
    await shop.work.gapFill();
    await atRest(shop);
    expect(await shop.payments.get(id)).toMatchObject({ receipt: receiptsOf(shop.sim)[0] });
    expect(shop.handled.map(({ requested }) => requested).sort()).toEqual([false, true]);
    await expectOnly(shop, 2);
  });
});

/** A host that lives by the simulator's clock, whose callbacks are lost and whose confirmations are lost or late. */
async function start(
  kind: TestDatabaseKind,
  confirmations: 'callback-lost' | 'callback-held',
): Promise<TestApp> {
  const sim = await testSimulator({ settings: { promptMs: 3 * MINUTE } });
  const kiosk = { type: 'till', shortcode: '300583', till: '300584', passkey: PASSKEY } as const;
  const host = testApp().on(kind).withSimulator(sim).options({ accounts: { kiosk } }).jobs(false);
  const shop = await host.clock({ now: () => sim.now() }).start();
  for (const account of ['default', 'kiosk']) {
    await shop.c2b.registerUrls({ account });
    await shop.app.get(PullService).register({ nominatedPhone: '0722 000 000', account });
  }
  sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
  sim.addFault({ op: 'c2b-confirmation', fault: confirmations });
  return shop;
}

/** John is asked twice for the same, and pays both times: one receipt fits both prompts, whoever looks at it. */
async function paidTwiceWithinThreeMinutes(shop: TestApp, account: string): Promise<[string, string]> {
  const { id: first } = await shop.stk.request({ ...ORDER, account });
  await shop.sim.advance(150 * SECOND);
  await shop.sim.answer(JOHN, { action: 'pay' });
  await shop.sim.advance(31 * SECOND);
  const { id: second } = await shop.stk.request({ ...ORDER, account });
  await shop.sim.answer(JOHN, { action: 'pay' });
  for (let asked = 0; asked < 4; asked += 1) {
    await shop.sim.advance(MINUTE);
    await shop.work.reconciliation();
  }
  return [first, second];
}

/** Both count, and nobody has told a receipt. */
async function counted(shop: TestApp, ...ids: readonly string[]): Promise<void> {
  await atRest(shop);
  const payments: Payment[] = [];
  for (const id of ids) payments.push(await shop.payments.get(id));
  for (const payment of payments)
    expect(payment).toMatchObject({ status: 'succeeded', receipt: null, settledBy: 'query' });
}

/** The ledger has so many payments, our books have the same, and nothing waits for a person. */
async function expectOnly(shop: TestApp, payments: number): Promise<void> {
  expect(receiptsOf(shop.sim)).toHaveLength(payments);
  expect((await shop.payments.find({ status: 'review' })).items).toEqual([]);
  await expectBooksAgree(shop);
}
