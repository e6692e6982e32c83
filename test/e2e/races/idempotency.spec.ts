import { describe, expect, it } from '@jest/globals';
import { IdempotencyConflictError } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { expectPaidOnce, JOHN, journal, ORDER } from '../../support/story.js';
import { testApp, testSimulator } from '../../support/test-app.js';

const ATTEMPT = { ...ORDER, idempotencyKey: 'order-17:1' };

describe.each(testDatabases())('an idempotency key, on %s', (kind) => {
  it('sends one push for 20 parallel calls on two instances, and all get the same payment', async () => {
    const one = await testApp().on(kind).start();
    const two = await testApp().beside(one).start();
    const calls = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : two).stk.request(ATTEMPT));
    const ids = new Set((await Promise.all(calls)).map(({ id }) => id));
    expect(ids.size).toBe(1);
    expect(journal(one.sim, 'stkpush')).toHaveLength(1);
    await one.sim.answer(JOHN, { action: 'pay' });
    const [id = ''] = ids;
    await expectPaidOnce(id, one, two);
    expect(await two.stk.request(ATTEMPT)).toMatchObject({ id, status: 'succeeded' });
    expect(journal(one.sim, 'stkpush')).toHaveLength(1);
  });

  it('that no database keeps as it is is refused, and nothing is sent under it', async () => {
    const shop = await testApp().on(kind).start();
    for (const idempotencyKey of ['order-17\ud800', 'order-17 ']) {
      const asked = shop.stk.request({ ...ATTEMPT, idempotencyKey });
      await expect(asked).rejects.toMatchObject({ code: 'invalid-request', field: 'idempotencyKey' });
    }
    expect(journal(shop.sim, 'stkpush')).toEqual([]);
  });

  it('is another one where a character differs, however alike they look', async () => {
    const keys = ['order', 'Order', 'ordér', 'orde\u0301r', 'order\0', 'order\t', ' order', 'ordér\u200b'];
    const phones = keys.map((_, n) => ({ msisdn: `25471234567${n}`, name: `CUSTOMER ${n}` }));
    const shop = await testApp()
      .on(kind)
      .withSimulator(await testSimulator({ seed: { phones } }))
      .start();
    const ask = (idempotencyKey: string, n: number) =>
      shop.stk.request({ ...ATTEMPT, phone: `25471234567${n}`, idempotencyKey });
    const ids = await Promise.all(keys.map(async (key, n) => (await ask(key, n)).id));
    expect(new Set(ids).size).toBe(keys.length);
    expect(await Promise.all(keys.map(async (key, n) => (await ask(key, n)).id))).toEqual(ids);
    expect(journal(shop.sim, 'stkpush')).toHaveLength(keys.length);
  });

  it('is refused for another request', async () => {
    const shop = await testApp().on(kind).start();
    const { id } = await shop.stk.request(ATTEMPT);
    const other = shop.stk.request({ ...ATTEMPT, amount: 11 });
    await expect(other).rejects.toBeInstanceOf(IdempotencyConflictError);
    await expect(other).rejects.toMatchObject({ paymentId: id, idempotencyKey: 'order-17:1' });
    expect(journal(shop.sim, 'stkpush')).toHaveLength(1);
  });

  it('sends again after an attempt of which nothing was sent', async () => {
    const shop = await testApp().on(kind).start();
    const fault = shop.sim.addFault({ op: 'oauth', fault: 'http-503' });
    await expect(shop.stk.request(ATTEMPT)).rejects.toMatchObject({ moneyMayHaveMoved: false });
    const {
      items: [unsent],
    } = await shop.payments.find();
    expect(unsent).toMatchObject({ status: 'failed', failure: 'not-sent', sendingAt: null });
    shop.sim.removeFault(fault);
    expect(await shop.stk.request(ATTEMPT)).toMatchObject({ id: unsent?.id, status: 'pending' });
    await shop.sim.answer(JOHN, { action: 'pay' });
    await expectPaidOnce(unsent?.id ?? '', shop);
    expect(journal(shop.sim, 'stkpush')).toHaveLength(1);
  });

  it('sends once when 20 calls repeat an attempt of which nothing was sent', async () => {
    const one = await testApp().on(kind).start();
    const two = await testApp().beside(one).start();
    const fault = one.sim.addFault({ op: 'oauth', fault: 'http-503' });
    await expect(one.stk.request(ATTEMPT)).rejects.toMatchObject({ moneyMayHaveMoved: false });
    one.sim.removeFault(fault);
    const calls = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : two).stk.request(ATTEMPT));
    const ids = new Set((await Promise.all(calls)).map(({ id }) => id));
    expect(ids.size).toBe(1);
    expect(journal(one.sim, 'stkpush')).toHaveLength(1);
    await one.sim.answer(JOHN, { action: 'pay' });
    await expectPaidOnce([...ids][0] ?? '', one, two);
  });
});
