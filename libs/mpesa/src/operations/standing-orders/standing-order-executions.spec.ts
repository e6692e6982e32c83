import { describe, expect, it } from '@jest/globals';
import { newPayment, type Payment } from '../../payments/payment.js';
import { newStandingOrder, type StandingOrder } from '../../payments/standing-order.js';
import { hashPhone } from '../../values/payer-identity.js';
import { canBeExecution } from './standing-order-executions.js';

const JANE = '254712345678';
const nairobi = (day: number, hour: number): number => Date.UTC(2026, 11, day, hour - 3);
const order: StandingOrder = newStandingOrder({
  id: 'order-1',
  account: 'default',
  accountType: 'paybill',
  shortcode: '174379',
  till: null,
  phone: JANE,
  name: 'Rent A1',
  amountCents: 450_000,
  reference: 'A1',
  description: null,
  frequency: 'daily',
  startsOn: '2026-12-01',
  endsOn: '2026-12-03',
  metadata: null,
  liveKey: null,
  requestHash: 'hash',
  createdAt: 0,
  nextCheckAt: null,
});
const payment: Payment = newPayment({
  id: 'payment-1',
  kind: 'c2b',
  direction: 'in',
  account: 'default',
  accountType: 'paybill',
  shortcode: '174379',
  till: null,
  amountCents: 450_000,
  reference: 'A1',
  phoneMasked: '2547 ***** 678',
  completedAt: nairobi(2, 6),
  createdAt: nairobi(2, 7),
});
const clear = { phoneMasked: null, phone: JANE };

describe('a payment that can be an execution', () => {
  it.each<[string, Partial<Payment>]>([
    ['is masked', {}],
    ['is in clear', clear],
    ['is hashed', { phoneMasked: null, phoneHash: hashPhone(JANE) }],
    ['came in the first minute', { completedAt: nairobi(1, 0) }],
    ['came in the last minute', { completedAt: nairobi(4, 0) - 1 }],
    ['has no time but our own', { completedAt: null }],
  ])('%s', (_, over) => {
    expect(canBeExecution({ ...payment, ...over }, order)).toBe(true);
  });

  it.each<[string, Partial<Payment>, Partial<StandingOrder>]>([
    ['that was pushed', { kind: 'stk-push' }, {}],
    ['to another account', { account: 'other' }, {}],
    ['to another shortcode', { shortcode: '600000' }, {}],
    ['of another amount', { amountCents: 450_100 }, {}],
    ['for another account number', { reference: 'A2' }, {}],
    ['of somebody else', { phoneMasked: '2547 ***** 679' }, {}],
    ['of nobody', { phoneMasked: null }, {}],
    ['before the first day', { completedAt: nairobi(1, 0) - 1 }, {}],
    ['after the last day', { completedAt: nairobi(4, 0) }, {}],
    ['of an order whose payer was erased', clear, { phone: null }],
  ])('is none %s', (_, over, changed) => {
    expect(canBeExecution({ ...payment, ...over }, { ...order, ...changed })).toBe(false);
  });

  it('to a till has no account number, and one to another till is none', () => {
    const till = { accountType: 'till', till: '5123456' } as const;
    const paid = { ...payment, ...till, reference: null };
    expect(canBeExecution(paid, { ...order, ...till })).toBe(true);
    expect(canBeExecution({ ...paid, till: '5123457' }, { ...order, ...till })).toBe(false);
  });
});
