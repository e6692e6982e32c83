import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Explanation } from '../../values/explanation.js';
import { GATEWAY_ERROR_CODES, explain } from './explain.js';

/** The messages of the tutorial's table of errors. */
const tutorial = fixture<string>('error-messages.json');
const gateway = fixture<{ line: number; code: string | null; message: string; retry: boolean | null }>(
  'gateway-errors.json',
);
const results = fixture<{ line: number; text: string | null; products: string[] }>(
  'result-codes.json',
).filter(({ text }) => text !== null);

function fixture<T>(file: string): T[] {
  const path = join(import.meta.dirname, '../../../../../test/fixtures/daraja', file);
  return (JSON.parse(readFileSync(path, 'utf8')) as { body: T[] }).body;
}

describe('explain', () => {
  it.each(tutorial)('has cause and advice for "%s"', (message) => {
    const explanation = explain({ message });
    expect(explanation).toMatchObject({ code: null, message });
    expect(explanation.failure).not.toBe('unknown');
    expectAdvice(explanation);
  });

  it('reads the words of the tutorial as what they are', () => {
    expect(tutorial.map((message) => explain({ message }).failure)).toEqual([
      'unreachable', 'timeout', 'cancelled', 'prompt-open', 'initiator-invalid', 'invalid-party', 'payee-not-supported',
      'invalid-token', 'invalid-request', 'declined', 'invalid-request', 'not-permitted', 'unreachable', 'invalid-request',
      'invalid-request', 'invalid-request', 'not-permitted', 'declined', 'internal-failure', 'internal-failure',
    ]); // prettier-ignore
  });

  it.each([
    ['400.008.01', 'Invalid Authentication passed', 'invalid-request'],
    ['400.008.02', 'Invalid grant type passed', 'invalid-request'],
    ['400.002.02', 'Bad Request - Invalid BusinessShortCode', 'invalid-request'],
    ['400.002.02', 'Bad Request - Invalid CheckoutRequestID', 'original-unknown'],
    ['400.002.02', 'Bad Request - Invalid TransactionType', 'not-permitted'],
    ['400.002.02', 'Bad Request - Invalid SecurityCredential', 'initiator-invalid'],
    ['400.002.05', 'Invalid Request Payload', 'invalid-request'],
    ['400.003.01', 'Invalid Access Token', 'invalid-token'],
    ['400.003.02', 'Bad Request - Invalid ValidationURL - URL has the word MPESA', 'invalid-request'],
    ['401.002.01', 'Error Occurred - Invalid Access Token - [redacted]', 'invalid-token'],
    ['401.003.01', 'Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found', 'product-missing'],
    ['401', 'Unauthorized - Invalid Access Token', 'product-missing'],
    ['403.002.1001', 'You are not authorized to initiate this transaction', 'not-permitted'],
    [null, 'Request unsuccessful. Incapsula incident ID: 1-2', 'throttled'],
    ['404.001.03', 'Invalid Access Token', 'invalid-token'],
    ['404.002.01', 'Resource not found', 'invalid-request'],
    ['404.001.04', 'Invalid Authentication Header', 'invalid-request'],
    ['405.001', 'GET Method Not Allowed', 'invalid-request'],
    ['policies.ratelimit.SpikeArrestViolation', 'Spike arrest violation. Allowed rate : MessageRate{}', 'throttled'],
    ['500.001.1001', 'Merchant does not exist', 'not-permitted'],
    ['500.001.1001', '[MerchantValidate] - Wrong credentials', 'invalid-request'],
    ['500.001.1001', 'Unable to lock subscriber, a transaction is already in process for the current subscriber', 'prompt-open'],
    ['500.001.1001', 'The transaction is being processed', null],
    ['500.001.1001', 'The transaction does not Exist', 'original-unknown'],
    ['500.001.1001', '[CBS - ] No ICCID found (non m-pesa number)', 'unreachable'],
    ['500.002.1001', 'Duplicate OriginatorConversationID.', 'duplicate'],
    ['500.002.1001', 'System internal error.', 'internal-failure'],
    ['500.003.1001', 'Internal Server Error', 'internal-failure'],
    ['500.003.1001', 'Urls are already registered.', 'duplicate'],
    ['500.003.1001', 'Duplicate notification info, SP ID is 107078, correlator is 1', 'duplicate'],
    ['500.003.1001', 'Service is currently unreachable. Please try again later.', 'system-busy'],
    ['500.003.02', 'Error Occurred: Spike Arrest Violation', 'throttled'],
    ['500.003.02', 'System is busy. Please try again in few minutes.', 'system-busy'],
    ['500.003.03', 'Error Occurred: Quota Violation', 'throttled'],
    ['00.002.1001', 'Service is currently under maintenance. Please try again later', 'system-busy'],
    ['400.001', 'Invalid ShortCode', 'invalid-request'],
    ['500', 'No transactions found', null],
  ])('takes %s "%s" for %s', (code, message, failure) => {
    const explanation = explain({ code, message });
    expect(explanation).toMatchObject({ code, message, failure });
    expectAdvice(explanation);
  }); // prettier-ignore

  it.each(gateway)('has cause and advice for line $line, "$message"', ({ code, message, retry }) => {
    const explanation = explain({ code, message });
    expect(explanation.failure).not.toBe('unknown');
    if (retry !== null) expect(explanation.retryable).toBe(retry);
    expectAdvice(explanation);
    expect(explain({ message }).failure).toBe(explanation.failure);
  });

  it.each(results)('finds the result of line $line by its words, "$text"', ({ text, products }) => {
    expect(explain({ message: text }).failure).not.toBe('unknown');
    for (const product of products) expect(explain({ message: text, product }).failure).not.toBe('unknown');
  });

  it('has advice for every code of the gateway without its words', () => {
    expect(GATEWAY_ERROR_CODES).toHaveLength(29);
    for (const code of GATEWAY_ERROR_CODES) {
      const explanation = explain({ code });
      expect(explanation.meaning).not.toBe('not in the catalogue');
      expectAdvice(explanation);
    }
  });

  it('takes the same words differently in another product', () => {
    const message = 'The initiator information is invalid.';
    expect(explain({ message, product: 'stk-push' }).failure).toBe('wrong-pin');
    expect(explain({ code: '2001', message, product: 'stk-push' }).failure).toBe('wrong-pin');
    expect(explain({ message, product: 'reversal' }).failure).toBe('initiator-invalid');
    expect(
      explain({ message: 'The balance is insufficient for the transaction.', product: 'b2c' }),
    ).toMatchObject({
      meaning: 'the Utility account holds too little',
    });
  });

  it('names the role of every product where none is named, by code and by words', () => {
    const message = 'The initiator is not allowed to initiate this request.';
    for (const error of [
      { message },
      { code: '21' },
      { code: '21', message },
      { code: 'TP40153', message: '' },
    ]) {
      const { failure, adviceToDeveloper } = explain(error);
      expect(failure).toBe('role-missing');
      expect(adviceToDeveloper).toMatch(
        /ORG B2C API initiator.*Org Reversals Initiator.*Balance Query ORG API/,
      );
    }
    expect(explain({ message, product: 'reversal' }).adviceToDeveloper).not.toContain('B2C');
  });

  it('asserts of a code without a product no more than all of them have in common, whatever its words', () => {
    const told = explain({ code: '1', message: 'The balance is insufficient for the transaction.' });
    expect(told).toMatchObject({ failure: 'insufficient-funds', fault: 'unknown' });
    const pin = explain({ code: '2001', message: 'The initiator information is invalid.' });
    expect(pin).toMatchObject({ failure: 'unknown', fault: 'unknown' });
    expect(pin.meaning).toMatch(/wrong PIN; b2c/);
    expect(explain({ code: '17', message: 'System internal error.' }).failure).toBe('internal-failure');
  });

  it('lets the code of a named product speak before its words', () => {
    expect(explain({ code: '17', message: 'System internal error.', product: 'b2c' })).toMatchObject({
      failure: 'internal-failure',
      meaning: 'M-Pesa failed inside',
    });
    expect(explain({ code: '4104', product: 'b2b-express' }).failure).toBe('invalid-party');
  });

  it('says that money may have moved where nobody knows', () => {
    const moved = (code: string, message: string): boolean => explain({ code, message }).moneyMayHaveMoved;
    expect(moved('500.002.1001', 'Duplicate OriginatorConversationID.')).toBe(true);
    expect(moved('500.003.1001', 'Internal Server Error')).toBe(true);
    expect(moved('400.002.02', 'Bad Request - Invalid Amount')).toBe(false);
    expect(moved('500.001.1001', 'Wrong credentials')).toBe(false);
  });

  it('keeps what it does not know, and is total', () => {
    expect(explain({ code: '999.999', message: 'news' })).toMatchObject({
      code: '999.999',
      message: 'news',
      failure: 'unknown',
      moneyMayHaveMoved: true,
    });
    expect(explain({})).toMatchObject({ code: null, message: null, failure: 'unknown' });
    const text = fc.option(fc.string());
    fc.assert(fc.property(text, text, fc.string(), (code, message, product) => {
      expectAdvice(explain({ code, message, product }));
    })); // prettier-ignore
  });
});

function expectAdvice({ meaning, adviceToPayer, adviceToDeveloper }: Explanation): void {
  expect([meaning, adviceToPayer, adviceToDeveloper].filter((text) => text.length <= 3)).toEqual([]);
}
