import { describe, expect, it } from '@jest/globals';
import { MpesaC2bValidator, type C2bVerdict } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import {
  atRest,
  expectBooksAgree,
  expectFailedOnce,
  expectPaidOnce,
  JANE,
  JOHN,
  journal,
  ORDER,
  receiptsOf,
} from '../../support/story.js';
import { PASSKEY, testApp, testSimulator } from '../../support/test-app.js';

const TILL = { type: 'till', shortcode: '300583', till: '300584' } as const;

describe.each(testDatabases())('a pay bill, on %s', (kind) => {
  it('is paid by push under its own number', async () => {
    const shop = await testApp().on(kind).start();
    const { id } = await shop.stk.request(ORDER);
    expect(journal(shop.sim, 'stkpush')[0]?.requestBody).toMatchObject({
      TransactionType: 'CustomerPayBillOnline',
      BusinessShortCode: '174379',
      PartyB: '174379',
      AccountReference: 'ORDER-17',
    });
    await shop.sim.answer(JOHN, { action: 'pay' });
    expect(await expectPaidOnce(id, shop)).toMatchObject({ accountType: 'paybill', till: null });
    expect(shop.sim.ledger().balances['shortcode:174379']).toBe(1_000);
  });

  it('is paid by hand with an account number', async () => {
    const shop = await testApp().on(kind).start();
    await shop.c2b.registerUrls();
    await shop.sim.pay(JANE, { shortcode: '174379', account: 'ORDER-18', amount: 25 });
    await atRest(shop);
    expect(shop.handled).toMatchObject([
      { kind: 'c2b', reference: 'ORDER-18', amountCents: 2_500, requested: false, accountType: 'paybill' },
    ]);
    await expectBooksAgree(shop);
  });
});

describe.each(testDatabases())('a till, on %s', (kind) => {
  it('is paid by push: the store number asks, the till number is paid', async () => {
    const shop = await testApp().on(kind).options(TILL).start();
    const { id } = await shop.stk.request(ORDER);
    expect(journal(shop.sim, 'stkpush')[0]?.requestBody).toMatchObject({
      TransactionType: 'CustomerBuyGoodsOnline',
      BusinessShortCode: '300583',
      PartyB: '300584',
    });
    await shop.sim.answer(JOHN, { action: 'pay' });
    expect(await expectPaidOnce(id, shop)).toMatchObject({
      accountType: 'till',
      shortcode: '300583',
      till: '300584',
    });
  });

  it('is paid by hand without an account number', async () => {
    const shop = await testApp().on(kind).options(TILL).start();
    await shop.c2b.registerUrls();
    expect(await shop.sim.pay(JANE, { shortcode: '300584', amount: 25 })).toMatchObject({ accepted: true });
    await atRest(shop);
    expect(shop.handled).toMatchObject([
      { kind: 'c2b', reference: null, till: '300584', receipt: receiptsOf(shop.sim)[0] },
    ]);
    expect(shop.handled[0]?.transactionType).toBe('Customer Merchant Payment');
    await expectBooksAgree(shop);
  });

  it('tells a push by callback and by confirmation, and it is one payment', async () => {
    const shop = await testApp().on(kind).options(TILL).start();
    await shop.c2b.registerUrls();
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    expect(await expectPaidOnce(id, shop)).toMatchObject({ transactionType: 'Customer Merchant Payment' });
    expect((await shop.payments.find()).items).toHaveLength(1);
  });
});

@MpesaC2bValidator()
class NobodyIsWelcome {
  validate(): C2bVerdict {
    return { accept: false, code: 'C2B00012' };
  }
}

describe.each(testDatabases())('a push on a shortcode that validates, on %s', (kind) => {
  it('fails when the host’s own validator rejects it, and no money moves', async () => {
    const sim = await testSimulator({
      seed: {
        shortcodes: [{ number: '174379', type: 'paybill', passkey: PASSKEY, externalValidation: 'on' }],
      },
    });
    const shop = await testApp().on(kind).withSimulator(sim).providers([NobodyIsWelcome]).start();
    await shop.c2b.registerUrls();
    const { id } = await shop.stk.request(ORDER);
    await sim.answer(JOHN, { action: 'pay' });
    expect(journal(sim, 'c2b-validation')[0]?.responseBody).toMatchObject({ ResultCode: 'C2B00012' });
    const [told] = journal(sim, 'stk-callback');
    expect(told?.requestBody).toMatchObject({ Body: { stkCallback: { ResultCode: expect.any(Number) } } });
    const { failure } = await shop.payments.settled(id);
    await expectFailedOnce(id, failure ?? '', shop);
    expect(receiptsOf(sim)).toEqual([]);
  });
});
