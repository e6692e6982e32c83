import { describe, expect, it } from '@jest/globals';
import { hashPhone } from '../values/payer-identity.js';
import { mayBePaidBy, type PayerNumber } from './payer-of.js';

const PHONE = '254722000126';
const OTHER = '254722000127';
const UNTOLD: PayerNumber = { phone: null, phoneMasked: null, phoneHash: null };

describe('the payer that M-Pesa tells of', () => {
  it.each<[form: string, told: Partial<PayerNumber>]>([
    ['in clear', { phone: PHONE }],
    ['masked', { phoneMasked: '2547 ***** 126' }],
    ['hashed', { phoneHash: hashPhone(PHONE) }],
  ])('may be the owner of one phone and not of another, %s', (_, told) => {
    expect(mayBePaidBy({ ...UNTOLD, ...told }, PHONE)).toBe(true);
    expect(mayBePaidBy({ ...UNTOLD, ...told }, OTHER)).toBe(false);
    expect(mayBePaidBy({ ...UNTOLD, ...told }, null)).toBe(true);
  });

  it('may be anybody where no number is told', () => expect(mayBePaidBy(UNTOLD, OTHER)).toBe(true));
});
