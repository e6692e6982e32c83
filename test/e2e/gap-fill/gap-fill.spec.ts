/** What customers paid and no callback ever told: Pull knows it, and the job books it, once. */
import { describe, expect, it } from '@jest/globals';
import { PullService, type MpesaOptions } from 'nestjs-mpesa';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { RACE_RUNS } from '../../support/race-runs.js';
import { atRest, expectBooksAgree, JANE, JOHN, journal, movedAt, ORDER } from '../../support/story.js';
import { agencySimulator, PEARL, RUBY, tenants } from '../accounts/tenants.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const PAYBILL = '174379';
const TILL = { type: 'till', shortcode: '300583', till: '300584' } as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** What the job leaves to the callbacks. */
const GRACE = 3 * MINUTE;

describe.each(testDatabases())('the gap fill, on %s', (kind) => {
  it('books a payment whose confirmation never arrived, once', async () => {
    const shop = await registered(kind);
    const receipt = await janePays(shop, 168);
    await shop.sim.advance(GRACE);
    for (let run = 0; run < 3; run += 1) await shop.work.gapFill();
    await atRest(shop);
    const [payment, ...others] = (await shop.payments.find()).items;
    expect(others).toEqual([]);
    expect(payment).toMatchObject({
      kind: 'c2b',
      status: 'succeeded',
      settledBy: 'pull',
      receipt,
      amountCents: 16_800,
      reference: 'INV-77',
      phone: JANE,
      transactionType: 'c2b-pay-bill-debit',
    });
    expect(payment?.completedAt).toBe(movedAt(shop.sim, receipt));
    expect(shop.handled).toHaveLength(1);
    await expectBooksAgree(shop);
  });

  it('settles a push whose acknowledgement and callback were both lost', async () => {
    const shop = await registered(kind);
    shop.sim.addFault({ op: 'stkpush', fault: 'ack-lost', count: 1 });
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost', count: 1 });
    await expect(shop.stk.request({ ...ORDER, idempotencyKey: 'order-17' })).rejects.toMatchObject({
      moneyMayHaveMoved: true,
    });
    const [{ id } = { id: '' }] = (await shop.payments.find({ idempotencyKey: 'order-17' })).items;
    expect(await shop.payments.get(id)).toMatchObject({ status: 'unknown', checkoutRequestId: null });
    await shop.sim.answer(JOHN, { action: 'pay' });
    await shop.sim.advance(GRACE);
    await shop.work.gapFill();
    await atRest(shop);
    expect(await shop.payments.get(id)).toMatchObject({
      kind: 'stk-push',
      status: 'succeeded',
      settledBy: 'pull',
      receipt: expect.stringMatching(/^[A-Z0-9]{10}$/),
    });
    expect(shop.handled).toMatchObject([{ paymentId: id, requested: true }]);
    await expectBooksAgree(shop);
  });

  it('takes a push out of review that nobody told of within its horizon', async () => {
    const shop = await registered(kind);
    shop.sim.addFault({ op: 'stkpush', fault: 'ack-lost', count: 1 });
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost', count: 1 });
    await shop.stk.request({ ...ORDER, idempotencyKey: 'order-17' }).catch(() => undefined);
    await shop.sim.answer(JOHN, { action: 'pay' });
    await shop.sim.advance(2 * HOUR);
    await shop.work.reconciliation();
    const [before] = (await shop.payments.find()).items;
    expect(before).toMatchObject({ status: 'review', reviewReason: 'horizon' });
    await shop.work.gapFill();
    await atRest(shop);
    expect(await shop.payments.get(before?.id ?? '')).toMatchObject({
      status: 'succeeded',
      reviewReason: null,
    });
    expect(shop.handled).toMatchObject([{ recoveredFrom: 'review' }]);
  });

  it('leaves alone what is stored, and only tells of a difference', async () => {
    const shop = await registered(kind, { lost: false });
    await janePays(shop, 5);
    await janePays(shop, 6);
    await atRest(shop);
    await shop.database.query('UPDATE mpesa_payment SET amount_cents = 700 WHERE amount_cents = 600');
    const before = await rows(shop);
    await shop.sim.advance(GRACE);
    await shop.work.gapFill();
    await atRest(shop);
    expect(await rows(shop)).toEqual(before);
    expect(shop.handled).toHaveLength(2);
    const told = shop.log.of('warn').filter((line) => line.includes('Pull tells'));
    expect(told).toEqual([expect.stringMatching(/amountCents is 700, but Pull tells 600 for [A-Z0-9]{10}/)]);
  });

  it('skips no window while Pull fails, and asks only what is new after a success', async () => {
    const shop = await registered(kind);
    await shop.work.gapFill();
    const fault = shop.sim.addFault({ op: 'pull-query', fault: 'http-503' });
    await janePays(shop, 5);
    for (let hour = 0; hour < 5; hour += 1) {
      await shop.sim.advance(HOUR);
      await shop.work.gapFill();
    }
    expect((await shop.payments.find()).items).toEqual([]);
    expect(shop.log.of('error').length).toBeGreaterThan(0);
    shop.sim.removeFault(fault);
    await shop.work.gapFill();
    expect((await shop.payments.find()).items).toMatchObject([{ amountCents: 500, settledBy: 'pull' }]);
    const asked = journal(shop.sim, 'pull-query').length;
    await shop.work.gapFill();
    // Half an hour of overlap: one window, one page with the payment at most, and the page that ends it.
    expect(journal(shop.sim, 'pull-query').length - asked).toBeLessThanOrEqual(2);
  });

  it('goes on from its cursor after a restart', async () => {
    const shop = await registered(kind);
    await shop.sim.advance(GRACE);
    await shop.work.gapFill();
    await shop.close();
    const asked = journal(shop.sim, 'pull-query').length;
    const restarted = await testApp()
      .beside(shop)
      .jobs(false)
      .clock({ now: () => shop.sim.now() })
      .start();
    await restarted.work.gapFill();
    expect(journal(shop.sim, 'pull-query').length - asked).toBe(1);
  });

  it('books everything that fills many pages, in a bounded number of windows', async () => {
    const shop = await registered(kind);
    for (let paid = 0; paid < 130; paid += 1) await janePays(shop, 1);
    await shop.sim.advance(GRACE);
    await shop.work.gapFill();
    await atRest(shop);
    expect(shop.handled).toHaveLength(130);
    await expectBooksAgree(shop);
  });

  it('books what a till was paid', async () => {
    const shop = await registered(kind, { options: { accounts: { kiosk: TILL } }, account: 'kiosk' });
    await shop.sim.pay(JANE, { shortcode: TILL.till, amount: 20 });
    await shop.sim.advance(GRACE);
    await shop.work.gapFill();
    const { items } = await shop.payments.find();
    expect(items).toMatchObject([{ account: 'kiosk', till: TILL.till, reference: null, amountCents: 2_000 }]);
  });

  it('counts as confirmed by Safaricom itself where an account asks for that', async () => {
    const shop = await registered(kind, { options: { confirm: 'query' } });
    await janePays(shop, 5);
    await shop.sim.advance(GRACE);
    await shop.work.gapFill();
    expect((await shop.payments.find()).items).toMatchObject([{ status: 'succeeded', settledBy: 'pull' }]);
  });

  it("fills the gaps of a registered account of the host's own table", async () => {
    const sim = await agencySimulator();
    const shop = await testApp()
      .on(kind)
      .withSimulator(sim)
      .options({ accounts: {}, shortcode: undefined, passkey: undefined })
      .providers([tenants({ pearl: PEARL, ruby: RUBY }).source])
      .clock({ now: () => sim.now() })
      .jobs(false)
      .start();
    await shop.app.get(PullService).register({ nominatedPhone: '0722 000 000', account: 'ruby' });
    await sim.pay(JANE, { shortcode: RUBY.shortcode, account: 'RENT-7', amount: 25 });
    await sim.pay(JANE, { shortcode: PEARL.shortcode, account: 'RENT-8', amount: 26 });
    await sim.advance(GRACE);
    await shop.work.gapFill();
    expect((await shop.payments.find()).items).toMatchObject([
      { account: 'ruby', shortcode: RUBY.shortcode, amountCents: 2_500, settledBy: 'pull' },
    ]);
  });

  it('is not asked for an account that never registered for Pull, or that turned it off', async () => {
    const shop = await start(kind, {});
    await shop.work.gapFill();
    expect(journal(shop.sim, 'pull-query')).toEqual([]);
    const off = await registered(kind, { options: { gapFill: { enabled: false } } });
    await off.work.gapFill();
    expect(journal(off.sim, 'pull-query')).toEqual([]);
  });

  it('tells that an account which wants it was never registered', async () => {
    const shop = await start(kind, { gapFill: { enabled: true } });
    await shop.work.gapFill();
    expect(shop.log.of('error')).toEqual([expect.stringContaining('400.001')]);
  });

  it('tells what can no longer be compared when Pull was out of reach for more than two days', async () => {
    const shop = await registered(kind);
    await shop.work.gapFill();
    await shop.sim.advance(50 * HOUR);
    await shop.work.gapFill();
    expect(shop.log.of('warn')).toContainEqual(expect.stringContaining('import the statement of that time'));
  });
});

describe.each(testDatabases())('races of the gap fill, on %s', (kind) => {
  it.each(RACE_RUNS)(
    'with another instance and with the confirmations leave one payment and one event each (%i)',
    async () => {
      const shop = await registered(kind);
      const other = await testApp()
        .beside(shop)
        .jobs(false)
        .clock({ now: () => shop.sim.now() })
        .start();
      for (const amount of [3, 4, 5, 6]) await janePays(shop, amount);
      const lost = journal(shop.sim, 'c2b-confirmation').map(({ requestBody }) => requestBody);
      expect(lost).toHaveLength(4);
      await shop.sim.advance(GRACE);
      const url = shop.callbackUrl('c2b-confirmation', PAYBILL);
      const confirmed = Promise.all(lost.map((body) => shop.post(url, body)));
      await Promise.all([
        shop.work.gapFill(),
        other.work.gapFill(),
        confirmed.then(() => other.work.inbox()),
      ]);
      await atRest(shop, other);
      const { items } = await shop.payments.find();
      expect(items.map(({ amountCents }) => amountCents).sort()).toEqual([300, 400, 500, 600]);
      expect(shop.handled).toHaveLength(4);
      await expectBooksAgree(shop);
    },
  );
});

interface Setting {
  readonly options?: Partial<MpesaOptions>;
  readonly account?: string;
  /** False: the confirmations arrive. */
  readonly lost?: boolean;
}

/** A pay bill whose payments may be pulled, and whose confirmations are lost. */
async function registered(kind: TestDatabaseKind, setting: Setting = {}): Promise<TestApp> {
  const shop = await start(kind, setting.options ?? {});
  const { account } = setting;
  if (account === undefined) await shop.c2b.registerUrls();
  if (setting.lost ?? true) shop.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-lost' });
  await shop.app.get(PullService).register({ nominatedPhone: '0722 000 000', account });
  return shop;
}

/** The host lives by the simulator's clock. */
async function start(kind: TestDatabaseKind, options: Partial<MpesaOptions>): Promise<TestApp> {
  const sim = await testSimulator();
  const host = testApp().on(kind).withSimulator(sim).options(options).jobs(false);
  return host.clock({ now: () => sim.now() }).start();
}

async function janePays(shop: TestApp, amount: number): Promise<string> {
  const { receipt } = await shop.sim.pay(JANE, { shortcode: PAYBILL, account: 'INV-77', amount });
  return receipt ?? '';
}

function rows(shop: TestApp): Promise<unknown[]> {
  return shop.database.query('SELECT * FROM mpesa_payment ORDER BY id');
}
