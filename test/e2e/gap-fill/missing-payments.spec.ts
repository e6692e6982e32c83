/** A customer shows a receipt that nobody told us of. */
import { describe, expect, it } from '@jest/globals';
import { B2cService, MissingPaymentsService, PullService, type MpesaOptions } from 'nestjs-mpesa';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { atRest, expectBooksAgree, JANE, JOHN, ORDER } from '../../support/story.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const PAYBILL = '174379';
const MINUTE = 60_000;

type Shop = TestApp & { readonly missing: MissingPaymentsService };

describe.each(testDatabases())('a receipt that nobody told of, on %s', (kind) => {
  it('is found in Pull with its account number, and booked once', async () => {
    const shop = await start(kind);
    await shop.app.get(PullService).register({ nominatedPhone: '0722 000 000' });
    const receipt = await janePays(shop);
    const found = await Promise.all([shop.missing.find({ receipt }), shop.missing.find({ receipt })]);
    expect(found.map(({ outcome }) => outcome)).toContain('booked');
    await atRest(shop);
    expect(await shop.missing.find({ receipt })).toMatchObject({
      outcome: 'known',
      payment: { kind: 'c2b', reference: 'INV-77', amountCents: 16_800, settledBy: 'pull' },
    });
    expect(shop.handled).toHaveLength(1);
    await expectBooksAgree(shop);
  });

  it('without Pull is waited for half an hour, and then booked without an account number', async () => {
    const shop = await start(kind);
    const receipt = await janePays(shop);
    await shop.sim.advance(29 * MINUTE);
    expect(await shop.missing.find({ receipt })).toEqual({ outcome: 'waiting' });
    expect((await shop.payments.find()).items).toEqual([]);
    await shop.sim.advance(2 * MINUTE);
    expect(await shop.missing.find({ receipt })).toMatchObject({
      outcome: 'booked',
      payment: {
        kind: 'c2b',
        status: 'succeeded',
        reference: null,
        settledBy: 'status',
        phone: JANE,
        partyName: 'JANE WANJIKU DOE',
      },
    });
    await atRest(shop);
    expect(shop.handled).toMatchObject([{ receipt, requested: false }]);
    await expectBooksAgree(shop);
  });

  it('is not counted while it may belong to an open push, and names both to a person', async () => {
    const shop = await start(kind);
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    const push = await shop.stk.request({ ...ORDER, amount: 168 });
    await shop.sim.answer(JOHN, { action: 'pay' });
    const receipt = shop.sim.ledger().entries.findLast((entry) => entry.receipt !== null)?.receipt ?? '';
    await shop.sim.advance(31 * MINUTE);
    const reviewReason = `owner-in-doubt: ${receipt} may be the money of ${push.id}`;
    expect(await shop.missing.find({ receipt })).toMatchObject({
      outcome: 'review',
      payment: { status: 'review', reviewReason },
    });
    expect((await shop.payments.find({ status: 'succeeded' })).items).toEqual([]);
  });

  it('is looked for in a tenant’s own share, and behind what reconciliation has to ask about', async () => {
    const shop = await start(kind);
    const receipt = await janePays(shop);
    const questions = () => shop.sim.requests().filter(({ op }) => /^(pull-query|status)$/.test(op)).length;
    expect(await shop.missing.find({ receipt, askedBy: 'tenant-1' })).toEqual({ outcome: 'waiting' });
    const asked = questions();
    await shop.sim.advance(12_000);
    const again = shop.missing.find({ receipt, askedBy: 'tenant-1' });
    await expect(again).rejects.toMatchObject({ code: 'daraja-throttled', product: 'transaction-status' });
    shop.sim.addFault({ op: 'b2c-result', fault: 'callback-lost' });
    const wage = await shop.app
      .get(B2cService)
      .pay({ phone: JOHN, amount: 150, remarks: 'Wage', command: 'SalaryPayment' });
    await shop.sim.advance((wage.nextCheckAt ?? 0) - shop.sim.now() - 1_000);
    const behind = shop.missing.find({ receipt, askedBy: 'tenant-2' });
    await expect(behind).rejects.toMatchObject({ code: 'daraja-throttled', product: 'transaction-status' });
    expect(questions()).toBe(asked);
  });

  it('is unknown when M-Pesa knows no such payment to this account', async () => {
    const shop = await start(kind);
    expect(await shop.missing.find({ receipt: 'UKL0ABCDEF' })).toEqual({ outcome: 'unknown' });
    await expect(shop.missing.find({ receipt: 'ukl' })).rejects.toMatchObject({ field: 'receipt' });
  });
});

/** The host lives by the simulator's clock, and no confirmation arrives. */
async function start(kind: TestDatabaseKind): Promise<Shop> {
  const sim = await testSimulator();
  const options: Partial<MpesaOptions> = {
    initiator: { name: 'testapi', password: 'Safaricom999!*!', certificate: sim.certificate },
  };
  const host = testApp().on(kind).withSimulator(sim).options(options);
  const shop = await host.clock({ now: () => sim.now() }).start();
  await shop.c2b.registerUrls();
  sim.addFault({ op: 'c2b-confirmation', fault: 'callback-lost' });
  return { ...shop, missing: shop.app.get(MissingPaymentsService) };
}

async function janePays(shop: TestApp): Promise<string> {
  const { receipt } = await shop.sim.pay(JANE, { shortcode: PAYBILL, account: 'INV-77', amount: 168 });
  return receipt ?? '';
}
