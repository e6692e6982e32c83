import { describe, expect, it } from '@jest/globals';
import { DarajaOutcomeUnknownError } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import { atRest, expectPaidOnce, JOHN, journal, ORDER, receiptsOf, travel } from '../../support/story.js';
import { testApp } from '../../support/test-app.js';

const FIRST_CHECK_MS = 20_000;
const HORIZON_MS = 3_600_000;

describe.each(testDatabases())('news that is lost or late, on %s', (kind) => {
  it('settles a push whose acknowledgement was lost by its callback, and never sends it again', async () => {
    const shop = await testApp().on(kind).start();
    shop.sim.addFault({ op: 'stkpush', fault: 'ack-lost', count: 1 });
    const doubt = await shop.stk.request(ORDER).catch((error: unknown) => error);
    expect(doubt).toBeInstanceOf(DarajaOutcomeUnknownError);
    const id = (doubt as DarajaOutcomeUnknownError).paymentId ?? '';
    expect(await shop.payments.get(id)).toMatchObject({ status: 'unknown', checkoutRequestId: null });
    await shop.sim.answer(JOHN, { action: 'pay' });
    expect((await expectPaidOnce(id, shop)).checkoutRequestId).toMatch(/^ws_CO_/);
    expect(journal(shop.sim, 'stkpush')).toHaveLength(1);
  });

  it('settles a push whose callback overtakes the acknowledgement', async () => {
    const shop = await testApp().on(kind).start();
    shop.sim.addFault({ op: 'stkpush', fault: 'callback-before-ack', action: 'pay' });
    const { id } = await shop.stk.request(ORDER);
    const [callback, acknowledgement] = shop.sim.requests().filter(({ op }) => op.startsWith('stk'));
    expect([callback?.op, acknowledgement?.op]).toEqual(['stk-callback', 'stkpush']);
    const payment = await expectPaidOnce(id, shop);
    expect(payment).toMatchObject({ receipt: receiptsOf(shop.sim)[0] });
    expect(payment.merchantRequestId).not.toBeNull();
  });

  it('asks about a push whose callback never came, and settles it by the answer', async () => {
    const clock = new ManualClock();
    const shop = await testApp().on(kind).clock(clock).jobs(false).start();
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    await shop.work.reconciliation();
    expect(journal(shop.sim, 'stkquery')).toEqual([]);
    clock.advance(FIRST_CHECK_MS);
    await shop.work.reconciliation();
    expect(await expectPaidOnce(id, shop)).toMatchObject({ settledBy: 'query', receipt: null });
    expect(shop.handled[0]?.receipt).toBeNull();
  });

  it('lets a late success overrule a failure once Safaricom confirms it, and says so', async () => {
    const clock = new ManualClock();
    const shop = await testApp().on(kind).clock(clock).jobs(false).start();
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-late', ms: 60_000 });
    shop.sim.addFault({ op: 'stkquery', fault: 'contradictory-query', resultCode: 1032, count: 1 });
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    clock.advance(FIRST_CHECK_MS);
    await shop.work.all();
    expect(await shop.payments.get(id)).toMatchObject({ status: 'failed', failure: 'cancelled' });
    await travel(60_000, clock, shop.sim);
    await shop.work.inbox();
    expect(await shop.payments.get(id)).toMatchObject({ status: 'failed', awaiting: 'confirmation' });
    await shop.work.all();
    expect(await expectPaidOnce(id, shop)).toMatchObject({ receipt: receiptsOf(shop.sim)[0] });
    expect(shop.handled[0]?.recoveredFrom).toBe('failed');
  });

  it('puts a success with another amount into review, where only a person makes it count', async () => {
    const shop = await testApp().on(kind).start();
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    const told = JSON.stringify(journal(shop.sim, 'stk-callback')[0]?.requestBody);
    await shop.post(shop.callbackUrl('stk', id), told.replace(/("Name":"Amount","Value":)10\b/, '$17'));
    const doubtful = await shop.payments.settled(id);
    expect(doubtful).toMatchObject({ status: 'review', receipt: null, amountCents: 1_000 });
    expect(doubtful.reviewReason).toMatch(/^amount-differs/);
    await atRest(shop);
    expect([shop.handled.length, shop.books.reviews.length]).toEqual([0, 1]);
    await shop.payments.resolve(id, {
      as: 'succeeded',
      receipt: receiptsOf(shop.sim)[0]!,
      by: 'Ann',
      reason: 'seen',
    });
    await expectPaidOnce(id, shop);
    expect(shop.handled[0]?.recoveredFrom).toBe('review');
  });

  it('takes a query, a C2B confirmation and a late callback for one payment with one event', async () => {
    const clock = new ManualClock();
    const shop = await testApp().on(kind).clock(clock).jobs(false).start();
    await shop.c2b.registerUrls();
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-late', ms: 90_000 });
    shop.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-late', ms: 60_000 });
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    await travel(FIRST_CHECK_MS, clock, shop.sim);
    await shop.work.all();
    expect(await shop.payments.get(id)).toMatchObject({ status: 'succeeded', receipt: null });
    await travel(40_000, clock, shop.sim);
    await shop.work.all();
    const receipt = receiptsOf(shop.sim)[0];
    expect(await shop.payments.get(id)).toMatchObject({ receipt, transactionType: 'Pay Bill' });
    await travel(30_000, clock, shop.sim);
    await shop.work.all();
    expect(journal(shop.sim, 'stk-callback').map(({ outcome }) => outcome)).toEqual(['late', 'delivered']);
    expect(await expectPaidOnce(id, shop)).toMatchObject({ receipt, settledBy: 'query' });
    expect((await shop.payments.find()).items).toHaveLength(1);
  });

  it('settles a push by its C2B confirmation when acknowledgement and callback were both lost', async () => {
    const shop = await testApp().on(kind).start();
    await shop.c2b.registerUrls();
    shop.sim.addFault({ op: 'stkpush', fault: 'ack-lost' });
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    await expect(shop.stk.request(ORDER)).rejects.toBeInstanceOf(DarajaOutcomeUnknownError);
    await shop.sim.answer(JOHN, { action: 'pay' });
    const [push] = (await shop.payments.find()).items;
    const payment = await expectPaidOnce(push?.id ?? '', shop);
    expect(payment).toMatchObject({ kind: 'stk-push', settledBy: 'c2b', receipt: receiptsOf(shop.sim)[0] });
  });

  it('gives a paid push of which nothing ever came to a person, who finds the money', async () => {
    const clock = new ManualClock();
    const shop = await testApp().on(kind).clock(clock).jobs(false).start();
    shop.sim.addFault({ op: 'stkpush', fault: 'ack-lost' });
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    await expect(shop.stk.request(ORDER)).rejects.toBeInstanceOf(DarajaOutcomeUnknownError);
    await shop.sim.answer(JOHN, { action: 'pay' });
    clock.advance(HORIZON_MS);
    await shop.work.all();
    const [lost] = (await shop.payments.find({ status: 'review' })).items;
    expect(lost?.reviewReason).toBe('horizon');
    const [receipt = ''] = receiptsOf(shop.sim);
    await shop.payments.resolve(lost?.id ?? '', { as: 'succeeded', receipt, by: 'Ann', reason: 'statement' });
    await expectPaidOnce(lost?.id ?? '', shop);
  });
});
