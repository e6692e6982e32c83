import { describe, expect, it } from '@jest/globals';
import type { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { MoneyOutFixture } from '../../testing/in-memory/money-out-fixture.js';
import { acknowledged, moneyOutFixture } from '../../testing/in-memory/money-out-fixture.js';
import type { B2bRequest } from './b2b.service.js';
import type { B2bExpressRequest } from './b2b-express.service.js';
import type { B2cRequest } from './b2c.service.js';
import type { PochiRequest } from './pochi.service.js';
import type { TaxRequest } from './tax.service.js';

const WAGE: B2cRequest = { phone: '0712 345 678', amount: 1_500 };
const RENT: B2bRequest = { command: 'BusinessPayBill', to: '600979', amount: 20_000, reference: 'HOUSE-4' };
const VAT: TaxRequest = { amount: 7_000, prn: 'PRN1234XN' };
const PUSH: B2bExpressRequest = { till: '300584', amount: 71, partnerName: 'Vendor' };

const TEXT = /^must have 2 to 100 characters$/;
const LIMITS = /whole number of shillings from 10 to 250000$/;
const WHOLE = /whole number of shillings from 1 to/;

/** Field, the request's value for it, and the rule in words. */
type Refusal = readonly [field: string, value: unknown, rule: RegExp];

/** Every request that an operator signs. */
const SIGNED: Refusal[] = [
  ['remarks', 'x', TEXT],
  ['remarks', '', TEXT],
  ['remarks', '  ', TEXT],
  ['remarks', 'x'.repeat(101), TEXT],
  ['remarks', 17, TEXT],
  ['metadata', [], /plain JSON object/],
  ['idempotencyKey', 'x'.repeat(121), /1 to 120 characters/],
  ['initiator', 'nobody', /must be one of apiop37/],
];
const OCCASION: Refusal[] = [
  ['occasion', '', /^must have 1 to 100 characters$/],
  ['occasion', 'x'.repeat(101), /^must have 1 to 100 characters$/],
];
const TO_A_PHONE: Refusal[] = [
  ['phone', '0612 345 678', /Kenyan mobile number/],
  ['amount', 9, LIMITS],
  ['amount', 250_001, LIMITS],
  ['amount', 10.5, LIMITS],
  ['amount', '1500', LIMITS],
  ['originatorConversationId', '', /^must have 1 to 50 characters$/],
  ['originatorConversationId', 'x'.repeat(51), /^must have 1 to 50 characters$/],
];

/** Nothing is stored or sent, and the error names field, value and rule. */
async function expectRefused(
  ask: (fixture: MoneyOutFixture) => Promise<unknown>,
  [field, value, rule]: Refusal,
): Promise<void> {
  const fixture = moneyOutFixture(acknowledged());
  const error = (await ask(fixture).then(
    () => null,
    (thrown: unknown) => thrown,
  )) as InvalidRequestError | null;
  expect(error).toMatchObject({ name: 'InvalidRequestError', field });
  // Nobody's number is shown.
  expect(error?.value).toEqual(value === '0612 345 678' ? '06****78' : value);
  expect(error?.rule).toMatch(rule);
  expect(fixture.stored()).toEqual([]);
  expect(fixture.daraja.sent).toEqual([]);
}

describe('a B2C payment is refused before anything is stored', () => {
  it.each<Refusal>([
    ...SIGNED,
    ...OCCASION,
    ...TO_A_PHONE,
    ['command', 'BusinessPayBill', /must be one of BusinessPayment, SalaryPayment, PromotionPayment/],
  ])('when %s is %j', (...refusal) => {
    const [field, value] = refusal;
    return expectRefused(({ b2c }) => b2c.pay({ ...WAGE, [field]: value }), refusal);
  });

  it('when the account pays by v1 and the request brings a name, which v1 would lose', () => {
    const request = { ...WAGE, account: 'old', originatorConversationId: 'WAGE-17' };
    return expectRefused(
      ({ b2c }) => b2c.pay(request),
      ['originatorConversationId', 'WAGE-17', /B2C v1, which takes no name/],
    );
  });

  it('when the account has no operator', () =>
    expectRefused(
      ({ b2c }) => b2c.pay({ ...WAGE, account: 'mute' }),
      ['account', 'mute', /must have an initiator for b2c/],
    ));

  it('when another payment has its name, which Daraja would refuse and answer for the other', async () => {
    const fixture = moneyOutFixture(acknowledged('WAGE-17'));
    const first = await fixture.b2c.pay({ ...WAGE, originatorConversationId: 'WAGE-17' });
    const second = fixture.b2c.pay({ ...WAGE, amount: 2_000, originatorConversationId: 'WAGE-17' });
    await expect(second).rejects.toMatchObject({
      name: 'InvalidRequestError',
      field: 'originatorConversationId',
      value: 'WAGE-17',
      rule: `must be unique: payment ${first.id} has it`,
    });
    expect(fixture.stored()).toHaveLength(1);
    expect(fixture.daraja.sent).toHaveLength(1);
  });
});

describe('a Pochi payment is refused before anything is stored', () => {
  it.each([...SIGNED, ...OCCASION, ...TO_A_PHONE])('when %s is %j', (...refusal) => {
    const [field, value] = refusal;
    const request: PochiRequest = { ...WAGE, [field]: value };
    return expectRefused(({ pochi }) => pochi.pay(request), refusal);
  });
});

describe('a B2B payment is refused before anything is stored', () => {
  it.each<Refusal>([
    ...SIGNED,
    ...OCCASION,
    ['command', 'PayTaxToKRA', /must be one of BusinessPayBill, /],
    ['to', '1234', /must have 5 to 7 digits/],
    ['to', 600979, /must have 5 to 7 digits/],
    ['reference', undefined, /must be given for BusinessPayBill/],
    ['reference', '', /^must have 1 to 13 characters$/],
    ['reference', 'x'.repeat(14), /^must have 1 to 13 characters$/],
    ['amount', 0, WHOLE],
    ['amount', 1.5, WHOLE],
    ['requester', '12345', /Kenyan mobile number/],
    ['senderType', 'bank', /must be one of msisdn, till, shortcode, reversal/],
    ['receiverType', '4', /must be one of msisdn, till, shortcode, reversal/],
  ])('when %s is %j', (...refusal) => {
    const [field, value] = refusal;
    return expectRefused(({ b2b }) => b2b.pay({ ...RENT, [field]: value }), refusal);
  });

  it.each([
    'BusinessPayBill',
    'BusinessBuyGoods',
    'BusinessPayToBulk',
    'DisburseFundsToBusiness',
    'MerchantToMerchantTransfer',
  ] as const)('when %s would pay the payer itself', (command) =>
    expectRefused(
      ({ b2b }) => b2b.pay({ ...RENT, command, to: '600996' }),
      ['to', '600996', /must be another shortcode than the payer/],
    ),
  );

  it('when own Working to own Utility names somebody else', () =>
    expectRefused(
      ({ b2b }) => b2b.pay({ ...RENT, command: 'BusinessTransferFromMMFToUtility' }),
      ['to', '600979', /must be 600996 itself/],
    ));
});

describe('a tax payment is refused before anything is stored', () => {
  it.each<Refusal>([
    ...SIGNED,
    ['amount', 0, WHOLE],
    ['prn', '', /1 to 13 letters and digits/],
    ['prn', 'PRN 12', /1 to 13 letters and digits/],
    ['prn', 'x'.repeat(14), /1 to 13 letters and digits/],
  ])('when %s is %j', (...refusal) => {
    const [field, value] = refusal;
    return expectRefused(({ tax }) => tax.remit({ ...VAT, [field]: value }), refusal);
  });
});

describe('a push to a till is refused before anything is stored', () => {
  it.each<Refusal>([
    ['till', '12', /must have 5 to 7 digits/],
    ['till', '600996', /another number than the one that is paid/],
    ['amount', 0, WHOLE],
    ['reference', 'a/b', /./],
    ['reference', 'x'.repeat(13), /./],
    ['partnerName', ' ', /1 to 50 characters/],
    ['partnerName', 'x'.repeat(51), /1 to 50 characters/],
    ['idempotencyKey', '', /1 to 120 characters/],
  ])('when %s is %j', (...refusal) => {
    const [field, value] = refusal;
    return expectRefused(({ express }) => express.request({ ...PUSH, [field]: value }), refusal);
  });
});
