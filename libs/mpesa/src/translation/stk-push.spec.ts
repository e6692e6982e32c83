import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseStkCallback } from '../daraja/contracts/stk-callback.contract.js';
import { parseStkQueryAnswer, parseStkQueryError } from '../daraja/contracts/stk-query.contract.js';
import type { FailedFact, SucceededFact } from '../payments/payment-fact.js';
import { samplePush } from '../testing/in-memory/sample-payments.js';
import { factFromStkCallback, factFromStkQuery, toStkPushBody, toStkQueryBody } from './stk-push.js';

const FIXTURES = join(import.meta.dirname, '../../../../test/fixtures/daraja');
const AT = Date.UTC(2026, 10, 21, 7, 16);
const CHECKOUT = 'ws_CO_21112026101530123712345678';

function wire(name: string): unknown {
  return (JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8')) as { body: unknown }).body;
}

function called(name: string): SucceededFact | FailedFact | null {
  const callback = parseStkCallback(wire(name));
  if (callback === null) throw new Error(`${name} is no callback`);
  return factFromStkCallback('push-1', callback, AT);
}

function asked(name: string): SucceededFact | FailedFact | null {
  const reading = parseStkQueryAnswer(wire(name));
  if (reading.kind !== 'accepted') throw new Error(`${name} is no answer`);
  return factFromStkQuery('push-1', reading.answer, AT);
}

const PAID: SucceededFact = {
  type: 'succeeded',
  paymentId: 'push-1',
  at: AT,
  source: 'callback',
  checkoutRequestId: CHECKOUT,
  merchantRequestId: '2654-4b64-97ff-b827b542881d3130',
  resultCode: '0',
  resultText: 'The service request is processed successfully.',
  receipt: 'UKL7RT61SV',
  amountCents: 100,
  phone: '254712345678',
  other: { form: 'clear', value: '254712345678' },
  partyName: null,
  transactionType: null,
  completedAt: Date.UTC(2026, 10, 21, 7, 15, 45),
};

describe('the fact in an STK callback', () => {
  it('is a success with receipt, cents, clear number and East Africa time', () => {
    expect(called('stk-callback-paid')).toEqual(PAID);
  });

  it('is the same where types and order vary', () => {
    expect(called('stk-callback-paid-variations')).toEqual(PAID);
  });

  it('is a failure in one word, with the raw code and text beside it', () => {
    expect(called('stk-callback-cancelled')).toEqual({
      type: 'failed',
      paymentId: 'push-1',
      at: AT,
      source: 'callback',
      checkoutRequestId: 'ws_CO_21112026125243250712345678',
      merchantRequestId: 'f1e2-4b95-a71d-b30d3cdbb7a7942864',
      failure: 'cancelled',
      resultCode: '1032',
      resultText: 'Request cancelled by user',
      transactionId: null,
    });
    expect(called('stk-callback-no-such-party')).toMatchObject({
      failure: 'not-permitted',
      resultCode: 'SFC_IC0003',
    });
  });

  const callback = parseStkCallback(wire('stk-callback-cancelled'));

  it.each([
    ['1', 'insufficient-funds'],
    ['1001', 'prompt-open'],
    ['1037', 'unreachable'],
    ['2001', 'wrong-pin'],
    ['8006', 'pin-locked'],
    ['77777', 'unknown'],
  ])('calls the result %s %s', (ResultCode, failure) => {
    if (callback === null) throw new Error('unreadable');
    expect(factFromStkCallback('push-1', { ...callback, ResultCode }, AT)).toMatchObject({
      type: 'failed',
      failure,
      resultCode: ResultCode,
    });
  });

  it('is none while the push is pending', () => {
    if (callback === null) throw new Error('unreadable');
    expect(factFromStkCallback('push-1', { ...callback, ResultCode: '4999' }, AT)).toBeNull();
  });

  it('keeps the id of a failed transaction apart, for it is no receipt', () => {
    if (callback === null) throw new Error('unreadable');
    const failed = factFromStkCallback('push-1', { ...callback, MpesaReceiptNumber: 'UKL0000000' }, AT);
    expect(failed).toMatchObject({ type: 'failed', transactionId: 'UKL0000000' });
    expect(failed).not.toHaveProperty('receipt');
  });
});

describe('the fact in a status query', () => {
  it('is a success without receipt and amount', () => {
    const { other, merchantRequestId, ...told } = PAID;
    expect([other?.form, merchantRequestId]).not.toContain(undefined);
    expect(asked('stk-query-paid')).toEqual({
      ...told,
      source: 'query',
      receipt: null,
      amountCents: null,
      phone: null,
      completedAt: null,
    });
  });

  it('is a failure', () => {
    expect(asked('stk-query-cancelled')).toMatchObject({
      type: 'failed',
      source: 'query',
      failure: 'cancelled',
      resultCode: '1032',
      transactionId: null,
    });
  });

  it('is none while the push is pending, in both forms Daraja has for it', () => {
    expect(asked('stk-query-pending')).toBeNull();
    const older = parseStkQueryError({
      requestId: null,
      errorCode: '500.001.1001',
      errorMessage: 'The transaction is being processed',
    });
    expect(older?.kind).toBe('accepted');
    if (older?.kind === 'accepted') expect(factFromStkQuery('push-1', older.answer, AT)).toBeNull();
  });
});

describe('the body of a push', () => {
  /** The sandbox's public passkey; the password of this instant is printed on the portal. */
  const passkey = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919';
  const at = Date.UTC(2021, 5, 28, 6, 24, 8);
  const PASSWORD =
    'MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJhZGExZWQyYzkxOTIwMjEwNjI4MDkyNDA4';
  const request = { passkey, at, callbackUrl: 'https://pay.example.co.ke/callbacks/stk/push-1/ab' };
  const push = { ...samplePush({ description: 'Tea' }), phone: '254722000000' };

  it('asks a phone to pay a pay bill, signed at one instant in East Africa time', () => {
    expect(toStkPushBody(push, request)).toEqual({
      BusinessShortCode: '174379',
      Password: PASSWORD,
      Timestamp: '20210628092408',
      TransactionType: 'CustomerPayBillOnline',
      Amount: 1500,
      PartyA: 254722000000,
      PartyB: '174379',
      PhoneNumber: 254722000000,
      CallBackURL: request.callbackUrl,
      AccountReference: 'ORDER-17',
      TransactionDesc: 'Tea',
    });
  });

  it('speaks as the store number of a till and pays its till number', () => {
    const till = { ...push, accountType: 'till', till: '5123456', reference: 'P12345678901' } as const;
    expect(toStkPushBody(till, request)).toMatchObject({
      BusinessShortCode: '174379',
      TransactionType: 'CustomerBuyGoodsOnline',
      PartyB: '5123456',
      Password: PASSWORD,
      AccountReference: 'P12345678901',
    });
  });

  it('has a description where the host gave none, because Daraja wants one', () => {
    expect(toStkPushBody({ ...push, description: null }, request).TransactionDesc).toBe('Payment');
  });

  it('never rounds an amount that is not whole', () => {
    expect(() => toStkPushBody({ ...push, amountCents: 150_050 }, request)).toThrow(RangeError);
  });

  it('of a query is signed the same way', () => {
    expect(toStkQueryBody({ shortcode: '174379', passkey, at }, CHECKOUT)).toEqual({
      BusinessShortCode: '174379',
      Password: PASSWORD,
      Timestamp: '20210628092408',
      CheckoutRequestID: CHECKOUT,
    });
  });
});
