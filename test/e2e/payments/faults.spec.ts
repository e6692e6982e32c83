import { describe, expect, it } from '@jest/globals';
import type { FaultKind } from 'daraja-simulator';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import {
  atRest,
  expectBooksAgree,
  expectPaidOnce,
  JOHN,
  journal,
  ORDER,
  withToken,
} from '../../support/story.js';
import { testApp, type TestApp } from '../../support/test-app.js';

const HOUR_MS = 3_600_000;

type Promised = { fault: FaultKind; error: string; moneyMayHaveMoved: boolean; status: string; why: string };

const REFUSED: Promised[] = [
  {
    fault: 'http-429',
    error: 'DarajaThrottledError',
    moneyMayHaveMoved: false,
    status: 'failed',
    why: 'not-sent',
  },
  {
    fault: 'html-403',
    error: 'DarajaRejectedError',
    moneyMayHaveMoved: false,
    status: 'failed',
    why: 'refused',
  },
  {
    fault: 'ok-with-error-body',
    error: 'DarajaRejectedError',
    moneyMayHaveMoved: false,
    status: 'failed',
    why: 'refused',
  },
];
const DOUBTFUL: Promised[] = [
  {
    fault: 'http-500',
    error: 'DarajaOutcomeUnknownError',
    moneyMayHaveMoved: true,
    status: 'unknown',
    why: 'horizon',
  },
  {
    fault: 'http-503',
    error: 'DarajaOutcomeUnknownError',
    moneyMayHaveMoved: true,
    status: 'unknown',
    why: 'horizon',
  },
];

describe.each(testDatabases())('a push that Daraja answers badly, on %s', (kind) => {
  it.each(REFUSED)('with $fault throws $error and fails as $why, never sent twice', async (promised) => {
    const shop = await testApp().on(kind).start();
    await expect(pushInto(promised.fault, shop)).rejects.toMatchObject({
      name: promised.error,
      moneyMayHaveMoved: promised.moneyMayHaveMoved,
    });
    const { items } = await shop.payments.find();
    expect(items).toMatchObject([{ status: 'failed', failure: promised.why }]);
    expect(journal(shop.sim, 'stkpush')).toHaveLength(1);
    await atRest(shop);
    expect(shop.books.failed).toMatchObject([{ failure: promised.why }]);
    expect((await shop.stk.request({ ...ORDER, reference: 'AGAIN' })).status).toBe('pending');
  });

  it.each(DOUBTFUL)(
    'with $fault throws $error and ends in review when nobody ever tells',
    async (promised) => {
      const clock = new ManualClock();
      const shop = await testApp().on(kind).clock(clock).jobs(false).start();
      await expect(pushInto(promised.fault, shop)).rejects.toMatchObject({
        name: promised.error,
        moneyMayHaveMoved: true,
      });
      const [payment] = (await shop.payments.find()).items;
      expect(payment?.status).toBe('unknown');
      clock.advance(HOUR_MS - 1);
      await shop.work.all();
      expect(await shop.payments.get(payment?.id ?? '')).toMatchObject({ status: 'unknown' });
      clock.advance(1);
      await shop.work.all();
      expect(await shop.payments.get(payment?.id ?? '')).toMatchObject({
        status: 'review',
        reviewReason: 'horizon',
      });
      expect(shop.books.reviews).toMatchObject([{ reviewReason: 'horizon' }]);
      expect(journal(shop.sim, 'stkpush')).toHaveLength(1);
      await expectBooksAgree(shop);
    },
  );

  it('too slowly is in doubt, and is settled by the callback of the prompt that came after all', async () => {
    const shop = await testApp()
      .on(kind)
      .options({ http: { timeoutMs: 1_000 } })
      .start();
    await withToken(shop);
    shop.sim.addFault({ op: 'stkpush', fault: 'slow', ms: 30_000, count: 1 });
    await expect(shop.stk.request(ORDER)).rejects.toMatchObject({ name: 'DarajaOutcomeUnknownError' });
    const [slow] = (await shop.payments.find()).items;
    expect(slow?.status).toBe('unknown');
    await shop.sim.advance(30_000);
    await shop.sim.waitFor((sim) => sim.phone(JOHN).prompt);
    await shop.sim.answer(JOHN, { action: 'pay' });
    await expectPaidOnce(slow?.id ?? '', shop);
  });

  it('by dropping its token is sent again with a new one', async () => {
    const shop = await testApp().on(kind).start();
    const { id } = await pushInto('token-expired', shop);
    expect(journal(shop.sim, 'oauth')).toHaveLength(2);
    await shop.sim.answer(JOHN, { action: 'pay' });
    await expectPaidOnce(id, shop);
    expect(journal(shop.sim, 'stkpush').map(({ status }) => status)).toEqual([404, 200]);
  });

  it('by a callback cut in half is settled by query: the door refuses what it cannot read', async () => {
    const clock = new ManualClock();
    const shop = await testApp().on(kind).clock(clock).jobs(false).start();
    shop.sim.addFault({ op: 'stk-callback', fault: 'corrupt-callback' });
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    expect(journal(shop.sim, 'stk-callback')).toMatchObject([{ outcome: 'refused', status: 400 }]);
    clock.advance(20_000);
    await shop.work.all();
    expect(await expectPaidOnce(id, shop)).toMatchObject({ settledBy: 'query' });
  });

  it.each<FaultKind>(['http-500', 'http-503', 'http-429', 'html-403', 'ok-with-error-body', 'ack-lost'])(
    'is not sent at all when there is no token because of %s',
    async (fault) => {
      const shop = await testApp().on(kind).start();
      const rule = shop.sim.addFault({ op: 'oauth', fault });
      await expect(shop.stk.request(ORDER)).rejects.toMatchObject({
        moneyMayHaveMoved: false,
        retryable: true,
      });
      expect((await shop.payments.find()).items).toMatchObject([{ status: 'failed', failure: 'not-sent' }]);
      expect(journal(shop.sim, 'stkpush')).toEqual([]);
      shop.sim.removeFault(rule);
      expect((await shop.stk.request(ORDER)).status).toBe('pending');
    },
  );
});

function pushInto(fault: FaultKind, shop: TestApp) {
  shop.sim.addFault({ op: 'stkpush', fault, count: 1 });
  return shop.stk.request(ORDER);
}
