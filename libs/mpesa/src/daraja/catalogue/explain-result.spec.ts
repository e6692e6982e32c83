import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Explanation } from '../../values/explanation.js';
import { ENDPOINTS } from '../endpoints/daraja.endpoints.js';
import { CATALOGUE_PRODUCTS, explainResult, resultCodes, resultCodesOf } from './explain-result.js';

/** A line of the sheet's tables of result codes. */
interface Row {
  readonly line: number;
  readonly code: string;
  readonly fault: readonly string[];
  /** Null where the sheet sets a condition. */
  readonly retry: boolean | null;
  readonly products: readonly string[];
}

const FIXTURES = join(import.meta.dirname, '../../../../../test/fixtures/daraja');
const { body: codes } = JSON.parse(readFileSync(join(FIXTURES, 'result-codes.json'), 'utf8')) as {
  body: Row[];
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
    ['top-up', 'Org Business Pay to Bulk API initiator'],
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

  it('takes neither a success nor what is under way for a failure', () => {
    for (const code of ['0', '4999']) {
      expect(explainResult(code, 'stk-push')).toMatchObject({ failure: null, moneyMayHaveMoved: true });
    }
  });

  it.each(codes)('has $code of section 3 (line $line) in every product it belongs to', (row) => {
    for (const product of row.products) {
      const explanation = explainResult(row.code, product);
      expect(resultCodesOf(product)).toContain(row.code);
      expect(row.fault).toContain(explanation.fault);
      if (row.retry !== null) expect(explanation.retryable).toBe(row.retry);
    }
  });

  it('knows no code of a push that is not in section 3.1', () => {
    const listed = codes.filter(({ products }) => products.includes('stk-push')).map(({ code }) => code);
    expect([...resultCodesOf('stk-push')].sort()).toEqual([...new Set(listed)].sort());
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
    expect(CATALOGUE_PRODUCTS).toHaveLength(18);
    for (const product of CATALOGUE_PRODUCTS) {
      expect(resultCodesOf(product).length).toBeGreaterThan(0);
      for (const code of resultCodesOf(product)) expectAdvice(explainResult(code, product));
    }
  });

  it('names products as the endpoint table does', () => {
    const products: string[] = Object.values(ENDPOINTS).map(({ product }) => product);
    expect(CATALOGUE_PRODUCTS.filter((name) => !products.includes(name))).toEqual([
      'top-up',
      'c2b-validation',
    ]);
  });

  it.each([
    ['bonga', '6000 6001 6004 6005 6006 6007 6008 6009 6011 1031'],
    ['ratiba', '0 1001 1025 1032 1037 2001'],
    ['bill-manager', '200 409'],
  ])('has the codes that only the page of %s tells', (product, listed) =>
    expect(resultCodesOf(product)).toEqual(expect.arrayContaining(listed.split(' '))),
  );
});

function expectAdvice({ meaning, adviceToPayer, adviceToDeveloper }: Explanation): void {
  expect([meaning, adviceToPayer, adviceToDeveloper].filter((text) => text.length <= 3)).toEqual([]);
}

describe('the list of result codes', () => {
  it('explains each code of a product once', () => {
    const listed = resultCodes('stk-push');
    expect(listed.map(({ code }) => code)).toEqual(resultCodesOf('stk-push'));
    expect(listed.find(({ code }) => code === '1032')).toEqual(explainResult('1032', 'stk-push'));
  });

  it('has every code of every product when none is named, and none twice', () => {
    const codes = resultCodes().map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set(CATALOGUE_PRODUCTS.flatMap(resultCodesOf)));
    expect(codes.length).toBe(new Set(codes).size);
  });

  it('is empty for a product that nobody knows', () => {
    expect(resultCodes('barter')).toEqual([]);
  });
});
