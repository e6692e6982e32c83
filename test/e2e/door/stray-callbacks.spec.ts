import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { lostCallback } from '../../support/lost-callback.js';
import { expectNoSuccess, expectOneSuccess } from '../../support/money.js';
import { storedCallbacks } from '../../support/stored-callbacks.js';
import { testApp, type TestApp } from '../../support/test-app.js';

const PUSH = { phone: '0708 374 149', amount: 150, reference: 'ORDER-1' };
const STRANGER = '01930000-0000-7000-8000-000000000001';

/** What of the payment is on disk disappears, as after a restore from yesterday's backup; returns how it comes back. */
async function losePayment({ database }: TestApp, id: string): Promise<() => Promise<unknown>> {
  const [row] = (await database.query('SELECT * FROM mpesa_payment WHERE id = ?', [id])) as [object];
  await database.query('DELETE FROM mpesa_payment WHERE id = ?', [id]);
  const marks = Object.keys(row).map(() => '?');
  const sql = `INSERT INTO mpesa_payment (${Object.keys(row).join(', ')}) VALUES (${marks.join(', ')})`;
  return () => database.query(sql, Object.values(row));
}

describe.each(testDatabases())('a callback for no payment we know, on %s', (kind) => {
  it('is answered 200, kept and listed as unmatched', async () => {
    const shop = await testApp().on(kind).start();
    const body = {
      Body: { stkCallback: { CheckoutRequestID: 'ws_CO_1', MerchantRequestID: '1', ResultCode: 0 } },
    };
    expect((await shop.post(shop.callbackUrl('stk', STRANGER), body)).status).toBe(200);
    await shop.work.inbox();
    expect((await shop.inbox.unmatched()).items).toMatchObject([
      { paymentId: STRANGER, kind: 'stk', copies: 1 },
    ]);
    await shop.post(shop.callbackUrl('stk', STRANGER), { ...body, again: true });
    await shop.work.inbox();
    expect((await shop.inbox.unmatched()).items).toHaveLength(2);
    expect(shop.log.of('warn').filter((line) => line.includes('is for no payment we know'))).toHaveLength(1);
    await expectNoSuccess(shop);
  });

  it('settles its payment when that turns up', async () => {
    const shop = await testApp().on(kind).start();
    const payment = await shop.stk.request(PUSH);
    const bringBack = await losePayment(shop, payment.id);
    await shop.sim.answer('254708374149', { action: 'pay' });
    await shop.work.inbox();
    expect((await shop.inbox.unmatched()).items).toHaveLength(1);
    await bringBack();
    await shop.work.inbox();
    expect((await shop.payments.get(payment.id)).status).toBe('succeeded');
    expect((await shop.inbox.unmatched()).items).toEqual([]);
    await expectOneSuccess(shop);
  });
});

describe.each(testDatabases())('a callback that contradicts what is known, on %s', (kind) => {
  it('is rejected with a reason when it names another checkout, and the payment waits on', async () => {
    const shop = await testApp().on(kind).start();
    const payment = await shop.stk.request(PUSH);
    const body = await lostCallback(shop.sim, payment);
    const truth = body.Body.stkCallback.CheckoutRequestID;
    body.Body.stkCallback.CheckoutRequestID = 'ws_CO_of_another_push';
    expect((await shop.post(shop.callbackUrl('stk', payment.id), body)).status).toBe(200);
    await expectNoSuccess(shop);
    expect((await shop.inbox.rejected()).items).toMatchObject([{ reason: 'checkout-request-differs' }]);
    body.Body.stkCallback.CheckoutRequestID = truth;
    await shop.post(shop.callbackUrl('stk', payment.id), body);
    await expectOneSuccess(shop);
  });

  it('or that no column can keep is rejected by the name of its field, in full, and keeps nobody waiting', async () => {
    const shop = await testApp().on(kind).jobs(false).start();
    const payment = await shop.stk.request(PUSH);
    const body = await lostCallback(shop.sim, payment);
    const told = JSON.stringify(body);
    const { CheckoutRequestID, CallbackMetadata } = body.Body.stkCallback;
    const { Item } = CallbackMetadata as { Item: { Name: string; Value: string }[] };
    const receipt = Item.find(({ Name }) => Name === 'MpesaReceiptNumber')?.Value ?? '';
    const byHand = {
      TransactionType: 'Pay Bill',
      TransID: receipt,
      TransTime: '20261121101545',
      TransAmount: '150.00',
      BusinessShortCode: '174379',
      BillRefNumber: 'ORDER-2',
      MSISDN: '254708374149',
      FirstName: 'JOHN',
    };
    const stk = shop.callbackUrl('stk', payment.id);
    const c2b = shop.callbackUrl('c2b-confirmation', '174379');
    const overlong = [
      [stk, told.replace(receipt, receipt.repeat(7)), 'too-long: receipt'],
      [stk, told.replace(CheckoutRequestID, `ws_CO_${'1'.repeat(250)}`), 'too-long: checkoutRequestId'],
      [c2b, JSON.stringify({ ...byHand, BillRefNumber: 'Å'.repeat(256) }), 'too-long: BillRefNumber'],
    ] as const;
    for (const [url, text] of overlong) expect((await shop.post(url, text)).status).toBe(200);
    await shop.work.inbox();
    const { items } = await shop.inbox.rejected();
    const kept = items.map(({ reason, body: bytes }) => [reason, bytes?.toString('utf8')]);
    expect(kept.sort()).toEqual(overlong.map(([, text, reason]) => [reason, text]).sort());
    expect((await shop.payments.find()).items).toMatchObject([{ id: payment.id, status: 'pending' }]);
    // What just fits is kept whole.
    await shop.post(c2b, { ...byHand, TransID: receipt.replace(/.$/, '9'), BillRefNumber: 'Å'.repeat(255) });
    await shop.post(stk, told);
    await shop.work.inbox();
    const stored = (await shop.payments.find()).items.map(({ kind: of, reference }) => [of, reference]);
    expect(stored.sort()).toEqual([
      ['c2b', 'Å'.repeat(255)],
      ['stk-push', 'ORDER-1'],
    ]);
    expect(await shop.payments.get(payment.id)).toMatchObject({ status: 'succeeded', receipt });
  });

  it('cannot take a success back', async () => {
    const shop = await testApp().on(kind).start();
    const payment = await shop.stk.request(PUSH);
    const { Body } = await lostCallback(shop.sim, payment);
    await shop.post(shop.callbackUrl('stk', payment.id), { Body });
    const paid = await expectOneSuccess(shop);
    const { CheckoutRequestID } = Body.stkCallback;
    const failure = { MerchantRequestID: '1', CheckoutRequestID, ResultCode: 1032, ResultDesc: 'Cancelled' };
    await shop.post(shop.callbackUrl('stk', payment.id), { Body: { stkCallback: failure } });
    await expectOneSuccess(shop);
    expect(await shop.payments.get(payment.id)).toMatchObject({ status: 'succeeded', receipt: paid.receipt });
    expect(shop.books.failed).toEqual([]);
  });

  it('is rejected as unreadable when it is JSON of another kind', async () => {
    const shop = await testApp().on(kind).start();
    const payment = await shop.stk.request(PUSH);
    expect((await shop.post(shop.callbackUrl('stk', payment.id), { hello: 'world' })).status).toBe(200);
    await expectNoSuccess(shop);
    expect((await shop.inbox.rejected()).items).toMatchObject([
      { paymentId: payment.id, reason: 'unreadable' },
    ]);
    // As many as anybody likes, and one line.
    expect((await shop.post(shop.callbackUrl('stk', payment.id), { hello: 'again' })).status).toBe(200);
    await shop.work.inbox();
    expect((await shop.inbox.rejected()).items).toHaveLength(2);
    expect(shop.log.of('warn').filter((line) => line.includes('kept but not used: unreadable'))).toHaveLength(
      1,
    );
  });
});

describe.each(testDatabases())('a C2B confirmation on our URL, on %s', (kind) => {
  const confirmation = {
    TransactionType: 'Pay Bill',
    TransID: 'UKL51ZDR4F',
    TransTime: '20261121121325',
    TransAmount: '5.00',
    BusinessShortCode: '600000',
    BillRefNumber: 'INV-77',
    MSISDN: '2547 ***** 126',
    FirstName: 'JANE',
  };

  it('for a foreign shortcode is kept as rejected and makes no payment', async () => {
    const shop = await testApp().on(kind).start();
    expect((await shop.post(shop.callbackUrl('c2b-confirmation', '174379'), confirmation)).status).toBe(200);
    await expectNoSuccess(shop);
    expect((await shop.inbox.rejected()).items).toMatchObject([{ reason: 'foreign-shortcode: 600000' }]);
    expect((await shop.payments.find()).items).toEqual([]);
    expect(await storedCallbacks(shop)).toHaveLength(1);
  });

  it('signed for a shortcode that is no account of ours makes no payment either', async () => {
    const shop = await testApp().on(kind).start();
    expect((await shop.post(shop.callbackUrl('c2b-confirmation', '600000'), confirmation)).status).toBe(200);
    await expectNoSuccess(shop);
    expect((await shop.inbox.rejected()).items).toMatchObject([{ reason: 'no-account-for-shortcode' }]);
    expect((await shop.payments.find()).items).toEqual([]);
  });
});
