import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENDPOINTS } from '../daraja.endpoints.js';
import { explainStkResult } from '../result-codes.js';
import { GATEWAY_ERROR_CODES, explainError } from './explain-error.js';
import { CATALOGUE_PRODUCTS, explainResult, resultCodesOf } from './explain-result.js';

const FIXTURES = join(import.meta.dirname, '../../../../../test/fixtures/daraja');
const { body: tutorial } = JSON.parse(readFileSync(join(FIXTURES, 'error-messages.json'), 'utf8')) as {
  body: string[];
};

describe('explainResult', () => {
  it.each([
    ['1', 'stk-push', 'insufficient-funds', 'payer'],
    ['1', 'b2c', 'insufficient-funds', 'caller'],
    ['8', 'stk-push', 'limit-exceeded', 'caller'],
    ['8', 'b2c', 'limit-exceeded', 'payee'],
    ['17', 'stk-push', 'rule-limited', 'caller'],
    ['17', 'b2c', 'internal-failure', 'safaricom'],
    ['2001', 'stk-push', 'wrong-pin', 'payer'],
    ['2001', 'b2b', 'initiator-invalid', 'caller'],
    ['8006', 'stk-push', 'pin-locked', 'payer'],
    ['8006', 'reversal', 'initiator-locked', 'caller'],
    ['1001', 'stk-push', 'prompt-open', 'payer'],
    ['1001', 'ratiba', 'prompt-open', 'payer'],
    ['1001', 'pull', null, 'none'],
    ['4001', 'b2b-express', 'cancelled', 'payer'],
    ['4001', 'id-validation', 'declined', 'payee'],
    ['SFC_IC0003', 'b2c', 'invalid-party', 'caller'],
    ['2040', 'pochi', 'payee-not-supported', 'payee'],
    ['100000001', 'account-balance', 'system-busy', 'safaricom'],
    ['R000001', 'reversal', 'already-reversed', 'caller'],
  ])('takes %s of %s for %s, the fault of the %s', (code, product, failure, fault) => {
    expect(explainResult(code, product)).toMatchObject({ code, product, failure, fault });
  });

  it('says which account is empty', () => {
    expect(explainResult('1', 'b2c').meaning).toMatch(/Utility/);
    expect(explainResult('1', 'pochi').meaning).toMatch(/Utility/);
    expect(explainResult('1', 'b2b').meaning).toMatch(/Working/);
    expect(explainResult('1', 'tax').meaning).toMatch(/Working/);
  });

  it.each([
    ['b2c', 'ORG B2C API initiator'],
    ['pochi', 'ORG B2C API initiator'],
    ['b2b', 'Org Business Pay Bill API initiator'],
    ['tax', 'Tax Remittance to KRA API'],
    ['reversal', 'Org Reversals Initiator'],
    ['transaction-status', 'Transaction Status query ORG API'],
    ['account-balance', 'Balance Query ORG API'],
  ])('names the role that an operator of %s lacks', (product, role) => {
    for (const code of ['21', 'TP40153']) {
      const { failure, adviceToDeveloper } = explainResult(code, product);
      expect(failure).toBe('role-missing');
      expect(adviceToDeveloper).toContain(role);
    }
    expect(explainResult('21').adviceToDeveloper).toContain(`${product}`);
    expect(explainResult('21').adviceToDeveloper).toContain(role);
  });

  it('without a product tells every meaning and asserts what they share', () => {
    const pinOrOperator = explainResult('2001');
    expect(pinOrOperator).toMatchObject({
      product: null,
      failure: 'unknown',
      fault: 'unknown',
      retryable: false,
    });
    expect(pinOrOperator.meaning).toMatch(/stk-push.*: wrong PIN; b2c.*: the operator/);
    expect(explainResult('1')).toMatchObject({ failure: 'insufficient-funds', fault: 'unknown' });
    expect(explainResult('1032')).toMatchObject({ failure: 'cancelled', fault: 'payer' });
    expect(explainResult('15')).toMatchObject({ failure: 'duplicate', moneyMayHaveMoved: true });
    expect(explainResult('2040').meaning).toBe('the receiver is not a registered M-Pesa customer');
  });

  it('agrees with what is told of a push', () => {
    for (const code of resultCodesOf('stk-push')) {
      expect(explainResult(code, 'stk-push')).toMatchObject({ ...explainStkResult(code) });
    }
  });

  it('keeps an unknown code, and does not take one product for another', () => {
    const unknown = { failure: 'unknown', fault: 'unknown', retryable: false, moneyMayHaveMoved: true };
    for (const code of ['', '00', '5555', 'constructor', '__proto__', 'toString']) {
      expect(explainResult(code)).toMatchObject({ code, ...unknown });
      expect(explainResult(code, 'b2c')).toMatchObject({ code, ...unknown });
    }
    expect(explainResult('4104', 'b2c')).toMatchObject(unknown);
    expect(explainResult('0', 'no-such-product')).toMatchObject(unknown);
    expect(explainResult('0', '__proto__')).toMatchObject(unknown);
  });

  it('has cause and advice with every code of every product', () => {
    expect(CATALOGUE_PRODUCTS).toHaveLength(17);
    for (const product of CATALOGUE_PRODUCTS) {
      expect(resultCodesOf(product).length).toBeGreaterThan(0);
      for (const code of resultCodesOf(product)) expectAdvice(explainResult(code, product));
    }
  });

  it('names products as the endpoint table does', () => {
    const products: string[] = Object.values(ENDPOINTS).map(({ product }) => product);
    expect(CATALOGUE_PRODUCTS.filter((name) => !products.includes(name))).toEqual(['c2b-validation']);
  });

  it.each([
    ['b2c', '0 1 2 3 4 5 6 7 8 11 12 13 14 15 17 18 19 20 21 22 24 25 26 29 2001 2006 2028 2040 8006 SFC_IC0003 TP40153'],
    ['reversal', 'R000001 R000002'],
    ['account-balance', '100000000 100000001 100000002 100000004 100000005 100000007 100000009 100000010 100000011'],
    ['b2b-express', '0 4001 4102 4104 4201 4203'],
    ['ratiba', '0 1001 1025 1032 1037 2001 1050 1051 3001'],
    ['pull', '1000 1001'],
    ['id-validation', '4000 4001'],
    ['c2b-validation', 'C2B00011 C2B00012 C2B00013 C2B00014 C2B00015 C2B00016'],
    ['bonga', '6000 6001 6004 6005 6006 6007 6008 6009 6011 1031'],
  ])('has the documented codes of %s', (product, codes) =>
    expect(resultCodesOf(product)).toEqual(expect.arrayContaining(codes.split(' '))),
  ); // prettier-ignore
});

describe('explainError', () => {
  it.each(tutorial)('has cause and advice for "%s"', (message) => {
    const explanation = explainError({ message });
    expect(explanation).toMatchObject({ code: null, message });
    expect(explanation.failure).not.toBe('unknown');
    expectAdvice(explanation);
  });

  it('reads the words of the tutorial as what they are', () => {
    expect(tutorial.map((message) => explainError({ message }).failure)).toEqual([
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
    const explanation = explainError({ code, message });
    expect(explanation).toMatchObject({ code, message, failure });
    expectAdvice(explanation);
  }); // prettier-ignore

  it('has advice for every code of the gateway without its words', () => {
    expect(GATEWAY_ERROR_CODES).toHaveLength(27);
    for (const code of GATEWAY_ERROR_CODES) {
      const explanation = explainError({ code });
      expect(explanation.meaning).not.toBe('not in the catalogue');
      expectAdvice(explanation);
    }
  });

  it('takes the same words differently in another product', () => {
    const message = 'The initiator information is invalid.';
    expect(explainError({ message, product: 'stk-push' }).failure).toBe('wrong-pin');
    expect(explainError({ code: '2001', message, product: 'stk-push' }).failure).toBe('wrong-pin');
    expect(explainError({ message, product: 'reversal' }).failure).toBe('initiator-invalid');
    expect(
      explainError({ message: 'The balance is insufficient for the transaction.', product: 'b2c' }),
    ).toMatchObject({
      meaning: 'the Utility account holds too little',
    });
  });

  it('lets the code of a named product speak before its words', () => {
    expect(explainError({ code: '17', message: 'System internal error.', product: 'b2c' })).toMatchObject({
      failure: 'internal-failure',
      meaning: 'M-Pesa failed inside',
    });
    expect(explainError({ code: '4104', product: 'b2b-express' }).failure).toBe('invalid-party');
  });

  it('says that money may have moved where nobody knows', () => {
    const moved = (code: string, message: string): boolean =>
      explainError({ code, message }).moneyMayHaveMoved;
    expect(moved('500.002.1001', 'Duplicate OriginatorConversationID.')).toBe(true);
    expect(moved('500.003.1001', 'Internal Server Error')).toBe(true);
    expect(moved('400.002.02', 'Bad Request - Invalid Amount')).toBe(false);
    expect(moved('500.001.1001', 'Wrong credentials')).toBe(false);
  });

  it('keeps what it does not know, and is total', () => {
    expect(explainError({ code: '999.999', message: 'news' })).toMatchObject({
      code: '999.999',
      message: 'news',
      failure: 'unknown',
      moneyMayHaveMoved: true,
    });
    expect(explainError({})).toMatchObject({ code: null, message: null, failure: 'unknown' });
    const text = fc.option(fc.string());
    fc.assert(fc.property(text, text, fc.string(), (code, message, product) => {
      expectAdvice(explainError({ code, message, product }));
    })); // prettier-ignore
  });
});

function expectAdvice(explanation: ReturnType<typeof explainError> | ReturnType<typeof explainResult>): void {
  const { meaning, adviceToPayer, adviceToDeveloper } = explanation;
  expect([meaning, adviceToPayer, adviceToDeveloper].filter((text) => text.length <= 3)).toEqual([]);
}
