/** What a person decides about a payment in review is held against the books. */
import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { JANE, ORDER } from '../../support/story.js';
import { testApp } from '../../support/test-app.js';
import { expectOneSuccess } from '../../support/money.js';
import { eventually } from '../../support/eventually.js';

describe.each(testDatabases())('a payment in review, on %s', (kind) => {
  it('is not given the receipt of another payment, which is named', async () => {
    const shop = await testApp().on(kind).start();
    const paid = await shop.stk.request(ORDER);
    await eventually(() => shop.sim.phone(paid.phone ?? '').prompt);
    await shop.sim.answer(paid.phone ?? '', { action: 'pay' });
    const { receipt } = await expectOneSuccess(shop);
    const doubtful = await shop.stk.request({ ...ORDER, phone: JANE });
    await shop.database.query("UPDATE mpesa_payment SET status = 'review' WHERE id = ?", [doubtful.id]);

    const word = {
      as: 'succeeded',
      receipt: receipt ?? '',
      by: 'Wanjiru',
      reason: 'shown at the till',
    } as const;
    const error = await shop.payments.resolve(doubtful.id, word).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({
      field: 'receipt',
      value: receipt,
      rule: expect.stringContaining(paid.id),
      moneyMayHaveMoved: false,
    });
    expect(await shop.payments.get(doubtful.id)).toMatchObject({ status: 'review', receipt: null });
    expect(await shop.payments.get(paid.id)).toMatchObject({ status: 'succeeded', receipt });
  });
});
