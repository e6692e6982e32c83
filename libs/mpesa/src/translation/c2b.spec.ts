import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseC2bNotification } from '../daraja/contracts/c2b-callbacks.contract.js';
import { factFromConfirmation, type C2bReceiver } from './c2b.js';

const FIXTURES = join(import.meta.dirname, '../../../../test/fixtures/daraja');
const AT = Date.UTC(2026, 10, 21, 9, 14);
const paybill: C2bReceiver = { name: 'default', type: 'paybill', shortcode: '600966', till: null };
const till: C2bReceiver = { name: 'shop', type: 'till', shortcode: '600966', till: '5123456' };

function notification(name: string, over: Record<string, unknown> = {}) {
  const text = readFileSync(join(FIXTURES, `${name}.json`), 'utf8');
  const parsed = parseC2bNotification({ ...(JSON.parse(text) as { body: object }).body, ...over });
  if (parsed === null) throw new Error(`${name} is no notification`);
  return parsed;
}

describe('the fact in a C2B confirmation', () => {
  it('is money for the account, with the masked payer of v2', () => {
    expect(factFromConfirmation(notification('c2b-confirmation-v2'), paybill, AT)).toEqual({
      type: 'money-received',
      at: AT,
      account: 'default',
      accountType: 'paybill',
      shortcode: '600966',
      till: null,
      receipt: 'UKL51ZDR4F',
      amountCents: 500,
      reference: 'INV-77',
      payer: { form: 'masked', value: '2547 ***** 126' },
      partyName: 'JANE',
      transactionType: 'Pay Bill',
      completedAt: Date.UTC(2026, 10, 21, 9, 13, 25),
    });
  });

  it('knows the hashed payer of v1, and names that are absent', () => {
    expect(factFromConfirmation(notification('c2b-confirmation-v1-production'), paybill, AT)).toMatchObject({
      payer: {
        form: 'hashed',
        value: '8556a495c390f3ba95d2bdf6d06436f2fd09f516531f0a7cd9591c60812fa46d',
      },
      partyName: 'JANE',
    });
  });

  it('has no reference for a till, whatever the payer typed', () => {
    const paid = { account: 'shop', shortcode: '600966', till: '5123456', reference: null };
    expect(factFromConfirmation(notification('c2b-confirmation-till'), till, AT)).toMatchObject({
      ...paid,
      transactionType: 'Customer Merchant Payment',
    });
    const typed = notification('c2b-confirmation-till', { BillRefNumber: 'X' });
    expect(factFromConfirmation(typed, till, AT)).toMatchObject(paid);
  });

  it('reaches a till by its till number and by its store number', () => {
    for (const BusinessShortCode of ['5123456', '600966']) {
      const told = notification('c2b-confirmation-till', { BusinessShortCode });
      expect(factFromConfirmation(told, till, AT)).toHaveProperty('receipt', 'UKL51ZDR4F');
    }
  });

  it.each([
    ['another shortcode', { BusinessShortCode: '600967' }, 'foreign-shortcode: 600967'],
    ['no shortcode', { BusinessShortCode: '' }, 'foreign-shortcode: none'],
    ['no amount', { TransAmount: '' }, 'no-amount'],
    ['an amount of nothing', { TransAmount: '0.00' }, 'no-amount'],
    ['a negative amount', { TransAmount: '-5.00' }, 'no-amount'],
    ['a receipt that cannot be kept', { TransID: 'X'.repeat(65) }, 'no-receipt: TransID'],
    ['what is no receipt', { TransID: 'FREE-MONEY-1' }, 'no-receipt: TransID'],
    ['the receipt of a failure', { TransID: 'UKL0000000' }, 'no-receipt: TransID'],
    ['an account number that cannot be kept', { BillRefNumber: 'X'.repeat(256) }, 'too-long: BillRefNumber'],
  ])('is none for %s', (_, over, refused) => {
    expect(factFromConfirmation(notification('c2b-confirmation-v2', over), paybill, AT)).toEqual({ refused });
  });

  it('keeps an account number of the longest kind', () => {
    const longest = { BillRefNumber: 'Y'.repeat(255) };
    expect(factFromConfirmation(notification('c2b-confirmation-v2', longest), paybill, AT)).toMatchObject({
      reference: longest.BillRefNumber,
    });
  });

  it('has all of a name where it is told', () => {
    const named = notification('c2b-confirmation-v2', { MiddleName: 'W', LastName: 'DOE' });
    expect(factFromConfirmation(named, paybill, AT)).toMatchObject({ partyName: 'JANE W DOE' });
  });
});
