import { describe, expect, it } from '@jest/globals';
import { orderIdOf, orderNumber } from './order-number.js';

describe('an order number', () => {
  it('fits the twelve characters that M-Pesa shows, up to order 9,998,999', () => {
    expect(orderNumber(1)).toBe('SHOP-1001');
    expect(orderNumber(9_998_999)).toHaveLength(12);
    expect(orderIdOf(orderNumber(9_998_999))).toBe(9_998_999);
  });

  it.each(['SHOP-1001', 'shop-1001', ' Shop 1001 ', 'shop1001', 'SHOP - 1001'])(
    'is understood as typed: "%s"',
    (typed) => expect(orderIdOf(typed)).toBe(1),
  );

  it.each([
    null,
    '',
    'SHOP-',
    '1001',
    'SHOP-1000',
    'SHOP-0999',
    'SHOP-1001-2',
    'ORDER-1001',
    'SHOP-10010000',
  ])('is not found in %p', (typed) => expect(orderIdOf(typed)).toBeNull());
});
