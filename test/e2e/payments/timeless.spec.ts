/** Money that is told without a time, beside the push that it paid: Bill Manager tells a day only, and tries again for a while. */
import { describe, expect, it } from '@jest/globals';
import { MissingPaymentsService, type Payment } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { lostCallback } from '../../support/lost-callback.js';
import { atRest, expectBooksAgree, JANE, movedAt, receiptsOf, travel } from '../../support/story.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const PAYBILL = '174379';
const TILL = { type: 'till', shortcode: '300583', till: '300584' } as const;
const MINUTE = 60_000;
const ORDER = { phone: JANE, amount: 800, reference: 'A1' };

type Shop = TestApp & { readonly clock: ManualClock };

describe.each(testDatabases())('money told without a time, on %s', (kind) => {
  it('after the prompt of the push that it paid lies in review, which names both, until its time is told', async () => {
    const { shop, push, receipt } = await settledByQuery(kind);
    await travel(70 * MINUTE, shop.clock, shop.sim);
    await tellUntimed(shop, receipt);
    const [doubt] = (await shop.payments.find({ status: 'review' })).items;
    expect(doubt).toMatchObject({
      reviewReason: `owner-in-doubt: ${receipt} may be the money of ${push.id}`,
    });
    await expectBooksAgree(shop);
    await tellTimed(shop, receipt);
    expect(await shop.payments.get(push.id)).toMatchObject({ status: 'succeeded', receipt });
    expect(await shop.payments.get(doubt?.id ?? '')).toMatchObject({ receipt: null, supersededBy: push.id });
    expect(shop.handled).toHaveLength(1);
    await expectBooksAgree(shop);
  });

  it('before its callbacks can all have come waits, and is the push’s when its time is told', async () => {
    const { shop, push, receipt } = await settledByQuery(kind);
    await travel(MINUTE, shop.clock, shop.sim);
    await tellUntimed(shop, receipt);
    expect((await shop.payments.find()).items).toMatchObject([{ id: push.id, receipt: null }]);
    await tellTimed(shop, receipt);
    expect((await shop.payments.find()).items).toMatchObject([{ id: push.id, receipt }]);
    expect(shop.handled).toHaveLength(1);
    await expectBooksAgree(shop);
  });

  it('by hand, beside a push that a query has settled, is its own once its time is told', async () => {
    const { shop, push } = await settledByQuery(kind);
    await travel(20 * MINUTE, shop.clock, shop.sim);
    const { receipt } = await shop.sim.pay(JANE, { shortcode: PAYBILL, account: 'A1', amount: 800 });
    await tellUntimed(shop, receipt ?? '');
    expect(shop.handled).toHaveLength(1);
    await tellTimed(shop, receipt ?? '');
    expect(shop.handled).toMatchObject([{ paymentId: push.id }, { receipt, supersedes: null }]);
    await expectBooksAgree(shop);
  });

  it('by transaction status is booked by nobody: it may be from any time before the question', async () => {
    const { shop, push, receipt } = await settledByQuery(kind, TILL);
    await travel(70 * MINUTE, shop.clock, shop.sim);
    shop.sim.addFault({ op: 'status-result', fault: 'callback-lost' });
    const finding = shop.app.get(MissingPaymentsService).find({ receipt });
    const lost = await eventually(() => shop.sim.requests().find(({ op }) => op === 'status-result'));
    await shop.post(lost.url, withoutTime(lost.requestBody));
    await shop.work.inbox();
    expect(await finding).toEqual({ outcome: 'waiting' });
    expect((await shop.payments.find()).items).toMatchObject([{ id: push.id }]);
    await expectBooksAgree(shop);
  });
});

/** Jane has paid, her callback was lost, and a query has told that she has: it tells no receipt. */
async function settledByQuery(kind: TestDatabaseKind, account: object = {}) {
  const sim = await testSimulator();
  const clock = new ManualClock(sim.now());
  const initiator = { name: 'testapi', password: 'Safaricom999!*!', certificate: sim.certificate };
  const host = testApp().on(kind).withSimulator(sim).clock(clock).jobs(false);
  const app = await host.options({ initiator, ...account }).start();
  const shop: Shop = { ...app, clock };
  const push: Payment = await shop.stk.request(ORDER);
  await lostCallback(sim, push);
  await travel(MINUTE, clock, sim);
  await shop.payments.recheck(push.id);
  await atRest(shop);
  expect(shop.handled).toMatchObject([{ paymentId: push.id, receipt: null }]);
  return { shop, push, receipt: receiptsOf(sim)[0] ?? '' };
}

/** As Bill Manager pushes a payment (DARAJA-FACTS 1.14). */
async function tellUntimed(shop: Shop, transactionId: string): Promise<void> {
  await shop.post(shop.callbackUrl('bill-manager', PAYBILL), {
    transactionId,
    paidAmount: '800',
    msisdn: JANE,
    dateCreated: '2026-11-21',
    accountReference: 'A1',
    shortCode: PAYBILL,
  });
  await atRest(shop);
}

/** The C2B confirmation of the same money, which tells when it was paid. */
async function tellTimed(shop: Shop, receipt: string): Promise<void> {
  const moment = new Date(movedAt(shop.sim, receipt) + 3 * 60 * MINUTE).toISOString();
  shop.clock.advance(MINUTE);
  await shop.post(shop.callbackUrl('c2b-confirmation', PAYBILL), {
    TransactionType: 'Pay Bill',
    TransID: receipt,
    TransTime: moment.replace(/\D/g, '').slice(0, 14),
    TransAmount: '800.00',
    BusinessShortCode: PAYBILL,
    BillRefNumber: 'A1',
    MSISDN: '2547 ***** 678',
    FirstName: 'JANE',
  });
  await atRest(shop);
}

function withoutTime(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    key === 'ResultParameter'
      ? (value as { Key: string }[]).filter(({ Key }) => !Key.startsWith('Finali'))
      : value,
  );
}
