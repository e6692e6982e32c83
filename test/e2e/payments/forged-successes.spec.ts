/** What somebody can do who has read the URL of a push in a log, and what honest callbacks cost. */
import { describe, expect, it } from '@jest/globals';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Payment } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { lostCallback, type StkCallback } from '../../support/lost-callback.js';
import {
  atRest,
  expectBooksAgree,
  expectFailedOnce,
  expectPaidOnce,
  GRACE,
  JANE,
  JOHN,
  journal,
  ORDER,
  receiptDay,
  receiptsOf,
  stamp,
  travel,
} from '../../support/story.js';
import { PASSKEY, testApp, type TestApp } from '../../support/test-app.js';
import { office, OFFICE } from '../money-out/office.js';

const LARGE = { ...ORDER, amount: 75_000 };
const BARE = '{"Body":{"stkCallback":{"ResultCode":0}}}';
const WAITS = { receipt: null, awaiting: 'confirmation' } as const;

/** Amounts as they might be written into a callback; none is the KES 10 that were asked for. */
const AMOUNTS = [
  '-10',
  '10.001',
  '9007199254740993',
  '1e309',
  '[10]',
  '{}',
  'true',
  'false',
  'null',
  '""',
  '"ten"',
  '"10.00 KES"',
  '{"Amount":10}',
];
const RECEIPTS = ['FREE-MONEY-1', 'free0money', 'UKL', '0', 'AAA1234567', 'UKL0000000', '$RECEIPT'];

function shopOn(kind: TestDatabaseKind) {
  return testApp().on(kind).jobs(false);
}

/** What Safaricom would post if the push had been paid, its names included. */
function successOf(
  { checkoutRequestId, merchantRequestId }: Payment,
  shop: TestApp,
  over: object = {},
): string {
  const told = {
    Amount: 10,
    MpesaReceiptNumber: `${receiptDay(shop.sim.now())}7RT61SV`,
    TransactionDate: Number(stamp(shop)),
    PhoneNumber: Number(JOHN),
    ...over,
  };
  const Item = Object.entries(told).map(([Name, Value]) => ({ Name, Value }));
  const stkCallback = {
    MerchantRequestID: merchantRequestId,
    CheckoutRequestID: checkoutRequestId,
    ResultCode: 0,
    ResultDesc: 'Paid.',
    CallbackMetadata: { Item },
  };
  return JSON.stringify({ Body: { stkCallback } });
}

async function tell(shop: TestApp, { id }: Payment, body: string | StkCallback): Promise<Payment> {
  expect((await shop.post(shop.callbackUrl('stk', id), body)).status).toBe(200);
  await atRest(shop);
  return shop.payments.get(id);
}

async function inReview({ payments }: TestApp): Promise<Payment[]> {
  return [...(await payments.find({ kind: 'c2b', status: 'review' })).items];
}

/** A push that Daraja has taken, and whose acknowledgement was lost on its way. */
async function unacknowledged(shop: TestApp, order: typeof ORDER = ORDER): Promise<Payment> {
  shop.sim.addFault({ op: 'stkpush', fault: 'ack-lost', count: 1 });
  await expect(shop.stk.request(order)).rejects.toMatchObject({ name: 'DarajaOutcomeUnknownError' });
  const [push] = (await shop.payments.find({ status: 'unknown' })).items;
  if (push === undefined) throw new Error('the push is not unknown');
  return push;
}

async function ask(shop: TestApp): Promise<void> {
  await shop.work.reconciliation();
  await atRest(shop);
}

describe.each(testDatabases())('a forged success at the URL of a push, on %s', (kind) => {
  it('of 41 bytes settles no push of KES 75,000: it is asked about, and the payer’s own callback settles it', async () => {
    const shop = await shopOn(kind)
      .options({ limits: { stkPush: { max: 250_000 } } })
      .start();
    const push = await shop.stk.request(LARGE);
    expect(await tell(shop, push, BARE)).toMatchObject({ status: 'pending', ...WAITS });
    await ask(shop);
    expect(journal(shop.sim, 'stkquery')).toHaveLength(1);
    expect(await shop.payments.get(push.id)).toMatchObject({ status: 'pending', ...WAITS });
    expect(shop.handled).toEqual([]);
    await expectBooksAgree(shop);
  });

  it('is paid as soon as Safaricom says so, under no receipt but its own', async () => {
    const shop = await shopOn(kind).start();
    const push = await shop.stk.request(ORDER);
    const forged = await tell(shop, push, BARE);
    expect(forged).toMatchObject(WAITS);
    await tell(shop, push, await lostCallback(shop.sim, push));
    expect(await expectPaidOnce(push.id, shop)).toMatchObject({
      receipt: receiptsOf(shop.sim)[0],
      awaiting: null,
      settledBy: 'callback',
    });
    expect(journal(shop.sim, 'stkquery')).toEqual([]);
  });

  it('with an amount that is none settles nothing, though it knows every name', async () => {
    const shop = await shopOn(kind).start();
    const push = await shop.stk.request(ORDER);
    const told = successOf(push, shop);
    for (const amount of AMOUNTS) {
      const body = told.replace('"Amount","Value":10', `"Amount","Value":${amount}`);
      expect(body).not.toBe(told);
      const { status, receipt } = await tell(shop, push, body);
      expect([amount, status, receipt]).toEqual([amount, 'pending', null]);
    }
    expect(await shop.payments.get(push.id)).toMatchObject(WAITS);
    expect(shop.handled).toEqual([]);
  });

  it('with what is no receipt settles nothing, and books none', async () => {
    const shop = await shopOn(kind).start();
    const push = await shop.stk.request(ORDER);
    for (const MpesaReceiptNumber of RECEIPTS)
      expect(await tell(shop, push, successOf(push, shop, { MpesaReceiptNumber }))).toMatchObject(WAITS);
    // Paid in fact, and its own callback lost: Safaricom confirms the payment, and nobody has told its receipt.
    await lostCallback(shop.sim, push);
    await ask(shop);
    expect(await expectPaidOnce(push.id, shop)).toMatchObject({ receipt: null, settledBy: 'query' });
  });

  it.each([
    ['another payer', { PhoneNumber: 254790000001 }, 'payer-differs'],
    ['another amount', { Amount: 11 }, 'amount-differs: asked 10.00, told 11.00'],
  ])(
    'of %s goes to a person, and the payer’s own callback settles it still',
    async (_, over, reviewReason) => {
      const shop = await shopOn(kind).start();
      const push = await shop.stk.request(ORDER);
      expect(await tell(shop, push, successOf(push, shop, over))).toMatchObject({
        status: 'review',
        reviewReason,
      });
      await tell(shop, push, await lostCallback(shop.sim, push));
      await expectPaidOnce(push.id, shop);
    },
  );

  it('of another amount, by somebody who knows no name of it, disturbs neither a push nor a failure', async () => {
    const shop = await shopOn(kind).start();
    const anybodys = (push: Payment, Amount: number) =>
      successOf({ ...push, checkoutRequestId: null, merchantRequestId: null }, shop, { Amount });
    const push = await shop.stk.request(ORDER);
    expect(await tell(shop, push, anybodys(push, 11))).toMatchObject({ status: 'pending', ...WAITS });
    await shop.sim.answer(JOHN, { action: 'cancel' });
    await atRest(shop);
    await expectFailedOnce(push.id, 'cancelled', shop);
    expect(await tell(shop, push, anybodys(push, 12))).toMatchObject({ status: 'failed', ...WAITS });
    await ask(shop);
    await expectFailedOnce(push.id, 'cancelled', shop);
    expect(shop.books.reviews).toEqual([]);
  });

  it('of names that are made up neither ends nor disturbs a push whose acknowledgement was lost', async () => {
    const shop = await shopOn(kind).start();
    const push = await unacknowledged(shop);
    const names = {
      CheckoutRequestID: `ws_CO_21112026101530123${JOHN.slice(3)}`,
      MerchantRequestID: '29115-34620561-1',
    };
    const made = {
      ...push,
      checkoutRequestId: names.CheckoutRequestID,
      merchantRequestId: '29115-34620561-1',
    };
    const cancelled = { Body: { stkCallback: { ...names, ResultCode: 1032, ResultDesc: 'Cancelled' } } };
    const told = [successOf(made, shop, { Amount: 11 }), JSON.stringify(cancelled), successOf(made, shop)];
    for (const body of told)
      expect(await tell(shop, push, body)).toMatchObject({ status: 'unknown', ...WAITS });
    await tell(shop, push, await lostCallback(shop.sim, push));
    await ask(shop);
    expect(await shop.payments.get(push.id)).toMatchObject({ status: 'succeeded', settledBy: 'query' });
    expect([shop.books.failed, shop.books.reviews]).toEqual([[], []]);
  });

  it('of a push whose acknowledgement was lost is not believed by the names of another push that was cancelled', async () => {
    const clock = new ManualClock();
    const shop = await shopOn(kind).clock(clock).start();
    const cancelled = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'cancel' });
    await atRest(shop);
    const push = await unacknowledged(shop, { ...ORDER, idempotencyKey: 'after-the-cancelled-one' });
    const { checkoutRequestId: CheckoutRequestID, merchantRequestId: MerchantRequestID } = cancelled;
    const names = { CheckoutRequestID, MerchantRequestID };
    const told = { Body: { stkCallback: { ...names, ResultCode: 1032, ResultDesc: 'Cancelled' } } };
    expect(await tell(shop, push, told as unknown as StkCallback)).toMatchObject({
      status: 'unknown',
      ...WAITS,
    });
    await ask(shop);
    expect(journal(shop.sim, 'stkquery')).toHaveLength(1);
    expect(await shop.payments.get(push.id)).toMatchObject({ status: 'unknown', checkoutRequestId: null });
    const callback = await lostCallback(shop.sim, push);
    clock.advance(60_000);
    await tell(shop, push, callback);
    await ask(shop);
    expect(await shop.payments.get(push.id)).toMatchObject({ status: 'succeeded', settledBy: 'query' });
    expect(shop.books.failed).toMatchObject([{ paymentId: cancelled.id }]);
  });

  it('turns no failure into a success: Safaricom denies it, and a person looks, however often it is told', async () => {
    const clock = new ManualClock();
    const shop = await shopOn(kind).clock(clock).start();
    const push = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'cancel' });
    await atRest(shop);
    await expectFailedOnce(push.id, 'cancelled', shop);
    const told = successOf(push, shop);
    for (const body of [BARE, told])
      expect(await tell(shop, push, body)).toMatchObject({ status: 'failed', ...WAITS });
    const denied = {
      status: 'review',
      reviewReason: 'callback-and-query-disagree',
      receipt: null,
      awaiting: null,
    };
    await ask(shop);
    expect(await shop.payments.get(push.id)).toMatchObject(denied);
    clock.advance(60_000);
    // The same with a blank more is another callback.
    expect(await tell(shop, push, `${told} `)).toMatchObject({ status: 'review', ...WAITS });
    await ask(shop);
    expect(await shop.payments.get(push.id)).toMatchObject(denied);
    expect(journal(shop.sim, 'stkquery')).toHaveLength(2);
    expect(shop.handled).toEqual([]);
    await expectBooksAgree(shop);
  });

  it('goes to a person at the horizon, and the reason names what it left open', async () => {
    const clock = new ManualClock();
    const shop = await shopOn(kind).clock(clock).start();
    const push = await shop.stk.request(ORDER);
    await tell(shop, push, successOf(push, shop, { MpesaReceiptNumber: 'FREE-MONEY-1', PhoneNumber: '' }));
    clock.advance(3_700_000);
    await ask(shop);
    clock.advance(1_000);
    expect(await shop.payments.get(push.id)).toMatchObject({
      status: 'review',
      reviewReason: 'horizon: receipt, payer not proven',
      receipt: null,
    });
    expect(shop.books.reviews).toMatchObject([{ paymentId: push.id }]);
  });

  it('and a forged failure ends nothing: it is a reason to ask', async () => {
    const shop = await shopOn(kind).start();
    const push = await shop.stk.request(ORDER);
    const failed = { Body: { stkCallback: { ResultCode: 1032, ResultDesc: 'Cancelled' } } };
    expect(await tell(shop, push, failed as unknown as StkCallback)).toMatchObject({ status: 'pending' });
    await ask(shop);
    expect(journal(shop.sim, 'stkquery')).toHaveLength(1);
    expect(shop.books.failed).toEqual([]);
    await tell(shop, push, await lostCallback(shop.sim, push));
    await expectPaidOnce(push.id, shop);
  });
});

/** What somebody posts who has read the URL for money by hand and knows all that a customer knows of the prompt. */
function byHand(shop: TestApp, receipt: string, over: object = {}): object {
  return {
    TransactionType: 'Pay Bill',
    TransID: receipt,
    TransTime: stamp(shop),
    TransAmount: '10.00',
    BusinessShortCode: '174379',
    BillRefNumber: ORDER.reference,
    MSISDN: JOHN,
    FirstName: 'MALLORY',
    ...over,
  };
}

/** A push of KES 75,000 on an account that believes nothing unasked, and that can ask about money by hand as well. */
describe.each(testDatabases())(
  'money by hand that was made up to fit a push which a query settles, on %s',
  (kind) => {
    const TOLD = { TransAmount: '75000.00', BusinessShortCode: OFFICE };
    async function paidUnheard() {
      const it = await office(kind, {
        confirm: 'query',
        jobs: { enabled: false },
        limits: { stkPush: { max: 250_000 } },
      });
      it.sim.setPhone(JOHN, { balanceCents: 200_000_00 });
      const push = await it.stk.request(LARGE);
      const callback = await lostCallback(it.sim, push);
      const [receipt = ''] = receiptsOf(it.sim);
      const forged = `${receiptDay(it.sim.now())}0FORGED`;
      const confirm = async (TransID: string, over: object = {}) => {
        const body = byHand(it, TransID, { ...TOLD, TransID, ...over });
        await it.post(it.callbackUrl('c2b-confirmation', OFFICE), body);
        await atRest(it);
      };
      /** What is due is asked about, and what had to wait is looked at again. */
      const goOn = async () => {
        for (let turn = 0; turn < 3; turn += 1) {
          await travel(60_000, it.clock, it.sim);
          await ask(it);
        }
      };
      return { it, push, callback, receipt, forged, confirm, goOn };
    }

    async function told() {
      const all = await paidUnheard();
      const { it, push, forged, confirm, goOn } = all;
      await confirm(forged);
      await goOn();
      expect(await it.payments.get(push.id)).toMatchObject({
        status: 'succeeded',
        settledBy: 'query',
        receipt: null,
      });
      const { items } = await it.payments.find({ kind: 'c2b' });
      expect(items).toMatchObject([{ status: 'pending', receipt: forged, awaiting: 'confirmation' }]);
      await expectBooksAgree(it);
      return all;
    }

    async function expectNeverCounted({
      it,
      push,
      receipt,
      forged,
      confirm,
    }: Awaited<ReturnType<typeof told>>) {
      await travel(25 * 3_600_000, it.clock, it.sim);
      await ask(it);
      expect(await expectPaidOnce(push.id, it)).toMatchObject({ receipt });
      const unanswered = { status: 'review', receipt: forged, reviewReason: 'horizon' };
      expect(await inReview(it)).toMatchObject([unanswered]);
      // Told once more it is asked about once more.
      await confirm(forged);
      expect(await inReview(it)).toMatchObject([{ ...unanswered, awaiting: 'confirmation' }]);
      await ask(it);
      await expectPaidOnce(push.id, it);
    }

    it('is no receipt of it, and does not count once its own callback has told the real one', async () => {
      const all = await told();
      const { it, push, callback, goOn } = all;
      await tell(it, push, callback);
      await goOn();
      await expectNeverCounted(all);
    });

    it('keeps no real confirmation from it, which M-Pesa is asked about first', async () => {
      const all = await told();
      const { it, push, receipt, confirm, goOn } = all;
      await confirm(receipt);
      expect(await it.payments.get(push.id)).toMatchObject({ receipt: null });
      await goOn();
      expect(await it.payments.get(push.id)).toMatchObject({ receipt, receiptFrom: 'status' });
      await expectNeverCounted(all);
    });

    it.each([
      ['after a query has settled the push', true],
      ['while the push is open', false],
    ])('counts under no other account number beside it, told its real receipt %s', async (_, isSettled) => {
      const { it, push, callback, receipt, confirm, goOn } = await paidUnheard();
      if (isSettled) await goOn();
      await confirm(receipt, { BillRefNumber: 'ANOTHER-ORDER' });
      await goOn();
      await goOn();
      expect(await it.payments.get(push.id)).toMatchObject({ status: 'succeeded', receipt: null });
      expect(await inReview(it)).toMatchObject([
        { receipt, reviewReason: `owner-in-doubt: ${receipt} may be the money of ${push.id}` },
      ]);
      await expectBooksAgree(it);
      await tell(it, push, callback);
      await goOn();
      expect(await expectPaidOnce(push.id, it)).toMatchObject({ receipt });
      expect(await inReview(it)).toEqual([]);
    });

    it('counts for nobody else, told its real receipt as the money of another payer', async () => {
      const { it, push, receipt, confirm, goOn } = await paidUnheard();
      await confirm(receipt, { MSISDN: JANE });
      await goOn();
      expect(await inReview(it)).toMatchObject([{ receipt, reviewReason: 'payer-differs' }]);
      await goOn();
      expect(await it.payments.get(push.id)).toMatchObject({ status: 'succeeded', receipt: null });
      await expectBooksAgree(it);
    });
  },
);

describe.each(testDatabases())('money by hand that was made up to fit an open prompt, on %s', (kind) => {
  const forged = (shop: TestApp) => `${receiptDay(shop.sim.now())}0FORGED`;
  async function prompted() {
    const clock = new ManualClock();
    const shop = await shopOn(kind).clock(clock).start();
    const push = await shop.stk.request(ORDER);
    await shop.post(shop.callbackUrl('c2b-confirmation', '174379'), byHand(shop, forged(shop)));
    await atRest(shop);
    expect(await shop.payments.get(push.id)).toMatchObject({ status: 'pending', ...WAITS, partyName: null });
    expect(shop.handled).toEqual([]);
    return { shop, clock, push };
  }

  it('leaves the prompt open, though Safaricom is asked, and teaches nothing of it', async () => {
    const { shop, push } = await prompted();
    await ask(shop);
    expect(journal(shop.sim, 'stkquery')).toHaveLength(1);
    expect(await shop.payments.get(push.id)).toMatchObject({ status: 'pending', ...WAITS });
    await tell(shop, push, await lostCallback(shop.sim, push));
    const paid = await shop.payments.get(push.id);
    expect(paid).toMatchObject({ status: 'succeeded', receipt: receiptsOf(shop.sim)[0], partyName: null });
  });

  it('is the money of nobody’s prompt once the payer has cancelled, and the prompt has failed', async () => {
    const { shop, clock, push } = await prompted();
    await shop.sim.answer(JOHN, { action: 'cancel' });
    clock.advance(2_000);
    await atRest(shop);
    expect(await shop.payments.get(push.id)).toMatchObject({ status: 'failed', failure: 'cancelled' });
    expect(shop.handled).toMatchObject([{ kind: 'c2b', requested: false, receipt: forged(shop) }]);
  });
});

describe.each(testDatabases())('a real confirmation of a push, on %s', (kind) => {
  it('has Safaricom asked where the callback was lost, and its receipt follows', async () => {
    const clock = new ManualClock();
    const shop = await shopOn(kind).clock(clock).start();
    await shop.c2b.registerUrls();
    const push = await shop.stk.request(ORDER);
    await lostCallback(shop.sim, push);
    await atRest(shop);
    expect(await shop.payments.get(push.id)).toMatchObject({ status: 'pending', ...WAITS });
    await ask(shop);
    clock.advance(2_000);
    const paid = await expectPaidOnce(push.id, shop);
    expect(paid).toMatchObject({ settledBy: 'query', receiptFrom: 'c2b', receipt: receiptsOf(shop.sim)[0] });
    expect(paid.partyName).toMatch(/JOHN/);
  });

  it('is money by hand where the prompt was cancelled and the customer paid so meanwhile', async () => {
    const clock = new ManualClock();
    const shop = await shopOn(kind).clock(clock).start();
    await shop.c2b.registerUrls();
    const push = await shop.stk.request(ORDER);
    await shop.sim.pay(JOHN, { shortcode: '174379', account: 'ORDER-17', amount: 10 });
    await atRest(shop);
    await shop.sim.answer(JOHN, { action: 'cancel' });
    clock.advance(2_000);
    await atRest(shop);
    expect(await shop.payments.get(push.id)).toMatchObject({ status: 'failed' });
    expect(shop.handled).toMatchObject([{ kind: 'c2b', receipt: receiptsOf(shop.sim)[0] }]);
    await expectBooksAgree(shop);
  });
});

describe.each(testDatabases())('an honest callback, on %s', (kind) => {
  it('settles without a question', async () => {
    const shop = await shopOn(kind).start();
    shop.sim.setPhone(JOHN, { balanceCents: 100_000_00 });
    const push = await shop.stk.request({ ...ORDER, amount: 19_999 });
    await shop.sim.answer(JOHN, { action: 'pay' });
    await atRest(shop);
    expect(await expectPaidOnce(push.id, shop)).toMatchObject({ settledBy: 'callback', awaiting: null });
    expect(journal(shop.sim, 'stkquery')).toEqual([]);
  });

  it('that overtakes its acknowledgement settles without a question as well', async () => {
    const shop = await testApp().on(kind).start();
    shop.sim.addFault({ op: 'stkpush', fault: 'callback-before-ack', action: 'pay' });
    const push = await shop.stk.request(ORDER);
    expect(await expectPaidOnce(push.id, shop)).toMatchObject({
      settledBy: 'callback',
      receipt: receiptsOf(shop.sim)[0],
    });
    expect(journal(shop.sim, 'stkquery')).toEqual([]);
  });

  it.each([
    ['of KES 20,000', 20_000, undefined],
    ['above what the account has set', 5_000, { above: 5_000 }],
  ] as const)('%s counts once Safaricom has said the same, under its receipt', async (_, amount, confirm) => {
    const shop = await shopOn(kind)
      .options(confirm === undefined ? {} : { confirm })
      .start();
    const push = await shop.stk.request({ ...ORDER, amount });
    shop.sim.setPhone(JOHN, { balanceCents: 100_000_00 });
    await shop.sim.answer(JOHN, { action: 'pay' });
    await atRest(shop);
    expect(await shop.payments.get(push.id)).toMatchObject({ status: 'pending', ...WAITS });
    expect(shop.handled).toEqual([]);
    await ask(shop);
    const paid = await expectPaidOnce(push.id, shop);
    expect(paid).toMatchObject({ settledBy: 'query', receipt: receiptsOf(shop.sim)[0], awaiting: null });
    expect(journal(shop.sim, 'stkquery')).toHaveLength(1);
  });

  it('is confirmed by the rule of its own account', async () => {
    const strict = { shortcode: '600000', passkey: PASSKEY, confirm: 'query' } as const;
    const careful = { ...strict, shortcode: '600584', confirm: { above: 10 } } as const;
    const shop = await shopOn(kind).options({ confirm: 'off', accounts: { strict, careful } }).start();
    const waits: Record<string, string | null> = {};
    for (const [account, amount, phone] of [
      ['default', 10, JOHN],
      ['strict', 9, JANE],
      ['careful', 9, GRACE],
      ['careful', 10, GRACE],
    ] as const) {
      const push = await shop.stk.request({ ...ORDER, account, amount, phone });
      await shop.sim.answer(phone, { action: 'pay' });
      await atRest(shop);
      waits[`${account} ${amount}`] = (await shop.payments.get(push.id)).awaiting;
    }
    expect(waits).toEqual({
      'default 10': null,
      'strict 9': 'confirmation',
      'careful 9': null,
      'careful 10': 'confirmation',
    });
  });

  it('from an address that a named proxy tells counts at once if it is on the list, and else once it is confirmed', async () => {
    const sourceAddresses = { mode: 'log', addresses: ['203.0.113.7'] } as const;
    const shop = await shopOn(kind)
      .adapter(new FastifyAdapter({ trustProxy: ['127.0.0.1'] }))
      .options({ callbacks: { sourceAddresses } })
      .start();
    const push = await shop.stk.request(ORDER);
    const body = await lostCallback(shop.sim, push);
    const from = (address: string, told: object) =>
      shop.post(shop.callbackUrl('stk', push.id), told, { 'x-forwarded-for': address });
    await from('198.51.100.9', body);
    await atRest(shop);
    expect(await shop.payments.get(push.id)).toMatchObject({ status: 'pending', ...WAITS });
    await ask(shop);
    expect(await expectPaidOnce(push.id, shop)).toMatchObject({ settledBy: 'query' });

    const next = await shop.stk.request({ ...ORDER, reference: 'ORDER-18' });
    const told = await lostCallback(shop.sim, next);
    await shop.post(shop.callbackUrl('stk', next.id), told, { 'x-forwarded-for': '203.0.113.7' });
    await atRest(shop);
    expect(await expectPaidOnce(next.id, shop)).toMatchObject({ settledBy: 'callback' });
  });
});
