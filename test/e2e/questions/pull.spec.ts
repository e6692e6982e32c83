import { describe, expect, it } from '@jest/globals';
import { PullService } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { moneyMoved } from '../../support/money.js';
import { movedAt } from '../../support/story.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const PAYBILL = '174379';
const TILL = { type: 'till', shortcode: '300583', till: '300584' } as const;
const JANE = '254712345678';
const HOUR = 3_600_000;

describe.each(testDatabases())('Pull, on %s', (kind) => {
  it('tells the payment whose confirmation was lost, and books nothing itself', async () => {
    const { shop, pull } = await registered();
    const receipt = await janePays(shop, 168);
    expect(await pull.query()).toEqual({
      unreadableRows: 0,
      payments: [
        {
          receipt,
          amountCents: 16_800,
          paidAt: expect.any(Number),
          phone: JANE,
          payerName: null,
          reference: 'INV-77',
          type: 'c2b-pay-bill-debit',
          organisationName: 'Daraja Sandbox',
        },
      ],
    });
    expect(moneyMoved(shop)).toEqual([16_800]);
    expect((await shop.payments.find()).items).toEqual([]);
    expect(shop.handled).toEqual([]);
  });

  it('tells when it was paid, to the second', async () => {
    const { shop, pull } = await registered();
    await janePays(shop, 5);
    const [payment] = (await pull.query()).payments;
    expect(payment?.paidAt).toBe(movedAt(shop.sim, payment?.receipt));
  });

  it('tells all of what fills more than one page, each payment once', async () => {
    const { shop, pull } = await registered();
    const receipts: string[] = [];
    for (let paid = 0; paid < 102; paid += 1) receipts.push(await janePays(shop, 1));
    const { payments } = await pull.query();
    expect(payments.map(({ receipt }) => receipt)).toEqual(receipts);
    expect(payments.reduce((sum, { amountCents }) => sum + (amountCents ?? 0), 0)).toBe(10_200);
    expect(moneyMoved(shop)).toHaveLength(102);
  });

  it('reaches back 48 hours and no further', async () => {
    const { shop, pull } = await registered();
    await janePays(shop, 5);
    await shop.sim.advance(49 * HOUR);
    const receipt = await janePays(shop, 6);
    expect((await pull.query()).payments).toMatchObject([{ receipt, amountCents: 600 }]);
    const tooFar = pull.query({ from: shop.sim.now() - 49 * HOUR });
    await expect(tooFar).rejects.toMatchObject({ code: 'invalid-request', field: 'from' });
    expect(moneyMoved(shop)).toEqual([500, 600]);
  });

  it('tells the payments of a window only', async () => {
    const { shop, pull } = await registered();
    await janePays(shop, 5);
    await shop.sim.advance(2 * HOUR);
    await janePays(shop, 6);
    const now = shop.sim.now();
    const early = await pull.query({ from: now - 3 * HOUR, to: now - HOUR });
    expect(early.payments).toMatchObject([{ amountCents: 500 }]);
    const late = await pull.query({ from: now - HOUR });
    expect(late.payments).toMatchObject([{ amountCents: 600 }]);
  });

  it('is registered once, and is not there before', async () => {
    const shop = await start();
    const pull = shop.app.get(PullService);
    await expect(pull.query()).rejects.toMatchObject({ code: 'daraja-rejected', errorCode: '400.001' });
    const first = await pull.register({ nominatedPhone: '0722 000 000' });
    expect(first).toMatchObject({ outcome: 'registered', shortcode: PAYBILL });
    expect(first.callbackUrl).toBe(shop.callbackUrl('c2b-confirmation', PAYBILL));
    const second = await pull.register({ nominatedPhone: '0722 000 000' });
    expect(second.outcome).toBe('already-registered');
    expect(await pull.query()).toEqual({ payments: [], unreadableRows: 0 });
  });

  it('tells what a till was paid', async () => {
    const shop = await start();
    const pull = shop.app.get(PullService);
    await pull.register({ nominatedPhone: '0722 000 000', account: 'kiosk' });
    await shop.sim.pay(JANE, { shortcode: TILL.till, amount: 20 });
    expect((await pull.query({ account: 'kiosk' })).payments).toMatchObject([
      { amountCents: 2_000, type: 'c2b-buy-goods-debit' },
    ]);
    expect(moneyMoved(shop)).toEqual([2_000]);
  });

  it('asks again under a new token and after a broken connection', async () => {
    const { shop, pull } = await registered();
    await janePays(shop, 5);
    shop.sim.addFault({ op: 'pull-query', fault: 'token-expired', count: 1 });
    expect((await pull.query()).payments).toHaveLength(1);
    shop.sim.addFault({ op: 'pull-query', fault: 'ack-lost', count: 1 });
    expect((await pull.query()).payments).toHaveLength(1);
    shop.sim.addFault({ op: 'pull-query', fault: 'http-503' });
    await expect(pull.query()).rejects.toMatchObject({ retryable: true, moneyMayHaveMoved: false });
  });

  it('is never asked with bad input', async () => {
    const shop = await start();
    const pull = shop.app.get(PullService);
    const refused = { code: 'invalid-request' };
    await expect(pull.register({ nominatedPhone: '12' })).rejects.toMatchObject(refused);
    await expect(pull.query({ from: Number.NaN })).rejects.toMatchObject(refused);
    await expect(pull.query({ account: 'nobody' })).rejects.toMatchObject(refused);
    expect(shop.sim.requests()).toEqual([]);
  });

  /** A pay bill whose payments may be pulled, and whose confirmations are all lost. */
  async function registered(): Promise<{ shop: TestApp; pull: PullService }> {
    const shop = await start();
    await shop.c2b.registerUrls();
    shop.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-lost' });
    const pull = shop.app.get(PullService);
    await pull.register({ nominatedPhone: '0722 000 000' });
    return { shop, pull };
  }

  /** The host lives by the simulator's clock. */
  async function start(): Promise<TestApp> {
    const sim = await testSimulator();
    const accounts = { default: { shortcode: PAYBILL }, kiosk: TILL };
    const options = { shortcode: undefined, passkey: undefined, accounts };
    const host = testApp().on(kind).withSimulator(sim).options(options).jobs(false);
    return host.clock({ now: () => sim.now() }).start();
  }
});

async function janePays(shop: TestApp, amount: number): Promise<string> {
  const { receipt } = await shop.sim.pay(JANE, { shortcode: PAYBILL, account: 'INV-77', amount });
  return receipt ?? '';
}
