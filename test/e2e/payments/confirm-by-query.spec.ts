import { describe, expect, it } from '@jest/globals';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { atRest, expectFailedOnce, expectPaidOnce, JOHN, ORDER, receiptsOf } from '../../support/story.js';
import { testApp } from '../../support/test-app.js';

describe.each(testDatabases())('an account with confirm: query, on %s', (kind) => {
  it('counts a callback’s success only once Daraja itself has said the same', async () => {
    const { shop, id } = await claimedPush(kind);
    await shop.work.inbox();
    expect(await shop.payments.get(id)).toMatchObject({ status: 'pending', receipt: null });
    expect(shop.handled).toEqual([]);
    await shop.work.reconciliation();
    expect(await expectPaidOnce(id, shop)).toMatchObject({
      receipt: receiptsOf(shop.sim)[0],
      settledBy: 'query',
    });
    expect(shop.handled[0]?.receipt).toBe(receiptsOf(shop.sim)[0]);
  });

  it('puts it into review when Daraja says otherwise, until a person resolves it', async () => {
    const { shop, id } = await claimedPush(kind);
    shop.sim.addFault({ op: 'stkquery', fault: 'contradictory-query', resultCode: 1032 });
    await shop.work.all();
    const [receipt = ''] = receiptsOf(shop.sim);
    expect(await shop.payments.get(id)).toMatchObject({
      status: 'review',
      reviewReason: 'callback-and-query-disagree',
      receipt: null,
      transactionId: receipt,
    });
    expect([shop.handled.length, shop.books.reviews.length]).toEqual([0, 1]);
    await shop.payments.resolve(id, { as: 'succeeded', receipt, by: 'Ann', reason: 'on the statement' });
    await expectPaidOnce(id, shop);
  });

  it('needs no confirmation of a failure', async () => {
    const shop = await testApp().on(kind).jobs(false).options({ confirm: 'query' }).start();
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'cancel' });
    await shop.work.inbox();
    await expectFailedOnce(id, 'cancelled', shop);
  });

  it('credits nothing for a forged success, however good its URL', async () => {
    const shop = await testApp().on(kind).jobs(false).options({ confirm: 'query' }).start();
    const { id, checkoutRequestId } = await shop.stk.request(ORDER);
    await shop.post(shop.callbackUrl('stk', id), successFor(checkoutRequestId));
    await shop.work.all();
    expect(await shop.payments.get(id)).toMatchObject({ status: 'pending' });
    await shop.sim.answer(JOHN, { action: 'cancel' });
    await shop.work.all();
    await atRest(shop);
    // It proved so little that the customer's own word, and Daraja's, stand against nothing.
    await expectFailedOnce(id, 'cancelled', shop);
    expect(shop.handled).toEqual([]);
  });
});

/** Paid, and the callback that says so lies in the inbox. */
async function claimedPush(kind: TestDatabaseKind) {
  const shop = await testApp().on(kind).jobs(false).options({ confirm: 'query' }).start();
  const { id } = await shop.stk.request(ORDER);
  await shop.sim.answer(JOHN, { action: 'pay' });
  return { shop, id };
}

function successFor(checkoutRequestId: string | null) {
  const Item = [
    { Name: 'Amount', Value: 10 },
    { Name: 'MpesaReceiptNumber', Value: 'SAB1234567' },
    { Name: 'TransactionDate', Value: 20261121101010 },
    { Name: 'PhoneNumber', Value: Number(JOHN) },
  ];
  const result = { ResultCode: 0, ResultDesc: 'Paid.', CallbackMetadata: { Item } };
  return {
    Body: { stkCallback: { MerchantRequestID: 'x', CheckoutRequestID: checkoutRequestId, ...result } },
  };
}
