import { describe, expect, it } from '@jest/globals';
import { moneyReceived, NOON, PHONE, RECEIPT } from '../../testing/in-memory/sample-payments.js';
import { asSuccessOf, bookMoney } from './place-money.js';

describe('money', () => {
  it('is news of success for its push', () => {
    expect(asSuccessOf('push-1', moneyReceived())).toMatchObject({
      type: 'succeeded',
      paymentId: 'push-1',
      source: 'c2b',
      receipt: RECEIPT,
      amountCents: 150_000,
      phone: PHONE,
      checkoutRequestId: null,
    });
    const masked = moneyReceived({ payer: { form: 'masked', value: '2547*****000' } });
    expect(asSuccessOf('push-1', masked)).toMatchObject({ phone: null });
  });

  it.each([
    ['clear', PHONE, { phone: PHONE, phoneMasked: null, phoneHash: null }],
    ['masked', '2547*****000', { phone: null, phoneMasked: '2547*****000', phoneHash: null }],
    ['hashed', 'ab', { phone: null, phoneMasked: null, phoneHash: 'ab' }],
    ['none', '', { phone: null, phoneMasked: null, phoneHash: null }],
  ] as const)('keeps a %s payer where it belongs', (form, value, expected) => {
    expect(bookMoney('c2b-1', moneyReceived({ payer: { form, value } }))).toMatchObject({
      ...expected,
      id: 'c2b-1',
      kind: 'c2b',
      status: 'succeeded',
      receipt: RECEIPT,
      settledBy: 'c2b',
      settledAt: NOON + 19_000,
      sendingAt: null,
      nextCheckAt: null,
      version: 1,
    });
  });
});
