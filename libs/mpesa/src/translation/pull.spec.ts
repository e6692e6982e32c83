import { describe, expect, it } from '@jest/globals';
import type { PulledTransaction } from '../daraja/contracts/pull.contract.js';
import { NOON } from '../testing/in-memory/sample-payments.js';
import type { C2bReceiver } from './c2b.js';
import { factFromPull } from './pull.js';

const paybill: C2bReceiver = { name: 'default', type: 'paybill', shortcode: '600966', till: null };
const till: C2bReceiver = { name: 'shop', type: 'till', shortcode: '600966', till: '5123456' };
const pulled: PulledTransaction = {
  transactionId: 'UKL51ZDR4F',
  trxDate: NOON - 60_000,
  msisdn: { form: 'clear', value: '254722000000' },
  sender: null,
  transactiontype: 'c2b-pay-bill-debit',
  billreference: 'INV-77',
  amountCents: 16_800,
  organizationname: null,
};
const read = (over: Partial<PulledTransaction> = {}, receiver = paybill) =>
  factFromPull({ ...pulled, ...over }, receiver, NOON);

describe('a row of Pull', () => {
  it.each(['c2b-pay-bill-debit', 'C2B Buy Goods', null])('of the kind %p is money', (transactiontype) =>
    expect(read({ transactiontype })).toMatchObject({
      source: 'pull',
      receipt: 'UKL51ZDR4F',
      amountCents: 16_800,
      reference: 'INV-77',
    }),
  );

  it.each(['b2c-payment', 'reversal of c2b-pay-bill-debit', 'c2business', ''])(
    'of the kind %p is not booked',
    (transactiontype) =>
      expect(read({ transactiontype })).toEqual({ refused: `not-c2b: ${transactiontype}` }),
  );

  it.each([null, 0])('of the amount %p is not booked', (amountCents) =>
    expect(read({ amountCents })).toEqual({ refused: 'no-amount' }),
  );

  it('has no reference at a till, whatever the payer typed', () =>
    expect(read({}, till)).toMatchObject({ till: '5123456', reference: null }));
});
