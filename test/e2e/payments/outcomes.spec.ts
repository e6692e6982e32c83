import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { expectFailedOnce, expectPaidOnce, GRACE, JOHN, ORDER, receiptsOf } from '../../support/story.js';
import { testApp } from '../../support/test-app.js';

describe.each(testDatabases())('a push to a phone, on %s', (kind) => {
  it('is paid when the customer enters the PIN', async () => {
    const shop = await testApp().on(kind).start();
    const { id, status } = await shop.stk.request({ ...ORDER, phone: '0708 374 149' });
    expect(status).toBe('pending');
    await shop.sim.answer(JOHN, { action: 'pay', pin: '1234' });
    const payment = await expectPaidOnce(id, shop);
    expect(payment).toMatchObject({
      receipt: receiptsOf(shop.sim)[0],
      amountCents: 1_000,
      settledBy: 'callback',
    });
    expect(shop.handled[0]).toMatchObject({ reference: 'ORDER-17', requested: true, recoveredFrom: null });
  });

  it('fails as cancelled when the customer declines', async () => {
    const shop = await testApp().on(kind).start();
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'cancel' });
    expect(await expectFailedOnce(id, 'cancelled', shop)).toMatchObject({ resultCode: '1032' });
  });

  it('fails as wrong-pin when the PIN is wrong', async () => {
    const shop = await testApp().on(kind).start();
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay', pin: '9999' });
    expect(await expectFailedOnce(id, 'wrong-pin', shop)).toMatchObject({ resultCode: '2001' });
  });

  it('fails as unreachable when nobody touches the phone', async () => {
    const shop = await testApp().on(kind).start();
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.advance(60_000);
    expect(await expectFailedOnce(id, 'unreachable', shop)).toMatchObject({ resultCode: '1037' });
  });

  it('fails as insufficient-funds when the balance is too low', async () => {
    const shop = await testApp().on(kind).start();
    const { id } = await shop.stk.request({ ...ORDER, phone: GRACE, amount: 51 });
    await shop.sim.answer(GRACE, { action: 'pay' });
    expect(await expectFailedOnce(id, 'insufficient-funds', shop)).toMatchObject({ resultCode: '1' });
  });
});
