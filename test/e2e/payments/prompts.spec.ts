import { describe, expect, it } from '@jest/globals';
import { PromptOpenError, UnfinishedPushesError } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import { expectFailedOnce, expectPaidOnce, JOHN, journal, ORDER } from '../../support/story.js';
import { PASSKEY, testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe.each(testDatabases())('a phone with a prompt open, on %s', (kind) => {
  it('gets no second push before the first is over; the error names the payment and the time', async () => {
    const clock = new ManualClock();
    const shop = await testApp().on(kind).clock(clock).start();
    const { id, promptUntil } = await shop.stk.request(ORDER);
    const refusal = shop.stk.request({ ...ORDER, reference: 'ORDER-18' });
    await expect(refusal).rejects.toBeInstanceOf(PromptOpenError);
    await expect(refusal).rejects.toMatchObject({ phone: JOHN, openPaymentId: id, retryAt: promptUntil });
    expect(promptUntil).toBe(clock.now() + 3 * MINUTE_MS);
    expect(journal(shop.sim, 'stkpush')).toHaveLength(1);
    expect((await shop.payments.find()).items).toHaveLength(1);
    await shop.sim.answer(JOHN, { action: 'pay' });
    await expectPaidOnce(id, shop);
    expect((await shop.stk.request({ ...ORDER, reference: 'ORDER-18' })).status).toBe('pending');
  });

  it('gets no second push from another instance or another account either', async () => {
    const second = { shortcode: '600984', passkey: PASSKEY };
    const one = await testApp().on(kind).options({ accounts: { second } }).start();
    const two = await testApp().beside(one).options({ accounts: { second } }).start();
    const { id } = await one.stk.request(ORDER);
    await expect(two.stk.request({ ...ORDER, account: 'second' })).rejects.toMatchObject({
      openPaymentId: id,
    });
    expect(journal(one.sim, 'stkpush')).toHaveLength(1);
  });

  it('gets one push when ten are asked for at once on two instances', async () => {
    const one = await testApp().on(kind).start();
    const two = await testApp().beside(one).start();
    const calls = Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? one : two).stk.request(ORDER));
    const settled = await Promise.allSettled(calls);
    const refusals = settled.flatMap((call) => (call.status === 'rejected' ? [call.reason as Error] : []));
    expect(refusals.map(({ name }) => name)).toEqual(Array(9).fill('PromptOpenError'));
    expect(journal(one.sim, 'stkpush')).toHaveLength(1);
  });

  it('is told by the same error when the prompt is another merchant’s and Daraja locks the line', async () => {
    const stranger = await testApp().on('sqlite').start();
    await stranger.stk.request(ORDER);
    const shop = await testApp().on(kind).withSimulator(stranger.sim).start();
    const refusal = shop.stk.request(ORDER);
    await expect(refusal).rejects.toBeInstanceOf(PromptOpenError);
    await expect(refusal).rejects.toMatchObject({ openPaymentId: null, phone: JOHN });
    const { items } = await shop.payments.find();
    expect(items).toMatchObject([{ status: 'failed', failure: 'prompt-open' }]);
  });

  it('fails a push as prompt-open when the lock is told by result 1001', async () => {
    const sim = await testSimulator({ settings: { busyPhone: 'result-1001' } });
    const stranger = await testApp().on('sqlite').withSimulator(sim).start();
    await stranger.stk.request(ORDER);
    const shop = await testApp().on(kind).withSimulator(sim).start();
    const { id } = await shop.stk.request(ORDER);
    expect(await expectFailedOnce(id, 'prompt-open', shop)).toMatchObject({ resultCode: '1001' });
  });
});

describe.each(testDatabases())('a phone that left five pushes in a row unfinished, on %s', (kind) => {
  it('gets no sixth within 24 hours; the error says how many and until when', async () => {
    const clock = new ManualClock();
    const shop = await testApp().on(kind).clock(clock).start();
    for (let n = 1; n <= 5; n += 1) await cancelled(shop);
    const refusal = shop.stk.request(ORDER);
    await expect(refusal).rejects.toBeInstanceOf(UnfinishedPushesError);
    await expect(refusal).rejects.toMatchObject({ unfinished: 5, clearsAt: clock.now() + DAY_MS });
    expect(journal(shop.sim, 'stkpush')).toHaveLength(5);
    clock.advance(DAY_MS);
    await shop.sim.advance(DAY_MS);
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    await expectPaidOnce(id, shop);
  });

  it('gets a sixth with the option to warn only, and Safaricom blocks the line', async () => {
    const shop = await testApp()
      .on(kind)
      .options({ prompts: { onUnfinished: 'warn' } })
      .start();
    for (let n = 1; n <= 5; n += 1) await cancelled(shop);
    expect(shop.sim.phone(JOHN).blockedUntil).toBeGreaterThan(shop.sim.now());
    const { id } = await shop.stk.request(ORDER);
    await expectFailedOnce(id, 'unreachable', shop);
    expect(shop.log.of('warn').join()).toMatch(/5 pushes in a row were not completed/);
  });

  it('starts to count anew after a success', async () => {
    const shop = await testApp().on(kind).start();
    for (let n = 1; n <= 4; n += 1) await cancelled(shop);
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    await expectPaidOnce(id, shop);
    for (let n = 1; n <= 4; n += 1) await cancelled(shop);
    expect((await shop.stk.request(ORDER)).status).toBe('pending');
  });
});

async function cancelled(shop: TestApp): Promise<void> {
  const { id } = await shop.stk.request(ORDER);
  await shop.sim.answer(JOHN, { action: 'cancel' });
  await shop.payments.settled(id);
}
