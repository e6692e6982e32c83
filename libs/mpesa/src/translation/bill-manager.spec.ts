import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBillManagerPayment } from '../daraja/contracts/bill-manager-push.contract.js';
import { factFromBillPayment } from './bill-manager.js';
import type { C2bReceiver } from './c2b.js';

const FIXTURES = join(import.meta.dirname, '../../../../test/fixtures/daraja');
const { body } = JSON.parse(readFileSync(join(FIXTURES, 'bill-manager-push.json'), 'utf8')) as {
  body: Record<string, unknown>;
};
const paybill: C2bReceiver = { name: 'rent', type: 'paybill', shortcode: '718003', till: null };
const till: C2bReceiver = { name: 'kiosk', type: 'till', shortcode: '600001', till: '718003' };
const AT = Date.UTC(2026, 10, 21, 9);

function translate(over: object = {}, receiver = paybill) {
  const push = parseBillManagerPayment({ ...body, ...over });
  if (push === null) throw new Error('the fixture is unreadable');
  return factFromBillPayment(push, receiver, AT);
}

describe('a payment that Bill Manager pushes', () => {
  it('is money received, with the payer in clear and no time but our own', () => {
    expect(translate()).toEqual({
      type: 'money-received',
      at: AT,
      account: 'rent',
      accountType: 'paybill',
      shortcode: '718003',
      till: null,
      receipt: 'UKLB53MYR1',
      amountCents: 80_000,
      reference: 'A1',
      payer: { form: 'clear', value: '254710119383' },
      partyName: null,
      transactionType: null,
      completedAt: null,
    });
  });

  it('to a till has no account number', () => {
    expect(translate({}, till)).toMatchObject({ account: 'kiosk', till: '718003', reference: null });
  });

  it.each<[string, object, string]>([
    ['of another shortcode', { shortCode: '600000' }, 'foreign-shortcode: 600000'],
    ['of no shortcode', { shortCode: '' }, 'foreign-shortcode: none'],
    ['of nothing', { paidAmount: '0' }, 'no-amount'],
    ['of an amount that cannot be read', { paidAmount: 'KES 800' }, 'no-amount'],
  ])('%s is refused', (_, over, refused) => {
    expect(translate(over)).toEqual({ refused });
  });
});
