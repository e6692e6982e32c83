import { describe, expect, it } from '@jest/globals';
import { withoutPersonalFields } from './personal-fields.js';

describe('withoutPersonalFields', () => {
  it('empties who paid and keeps the rest', () => {
    const payload = { paymentId: 'p', amountCents: 100, phone: '2547', partyName: 'W', metadata: { a: 1 } };
    expect(JSON.parse(withoutPersonalFields(JSON.stringify(payload)) ?? '')).toEqual({
      paymentId: 'p',
      amountCents: 100,
      phone: null,
      partyName: null,
      metadata: null,
    });
  });

  it.each(['reference', 'name'])(
    'leaves %s a text, and an account number that is no phone as it was',
    (field) => {
      const payload = { reference: 'INV-77', [field]: 'RENT 0712 345 678' };
      expect(JSON.parse(withoutPersonalFields(JSON.stringify(payload)) ?? '')).toEqual({
        ...payload,
        [field]: '',
      });
    },
  );

  it('has nothing to do where nobody is named', () => {
    expect(withoutPersonalFields('{"paymentId":"p","phone":null,"reference":"INV-77"}')).toBeNull();
  });
});
