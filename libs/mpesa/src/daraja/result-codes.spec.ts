import { describe, expect, it } from '@jest/globals';
import { STK_RESULT_CODES, explainStkResult } from './result-codes.js';

describe('explainStkResult', () => {
  it.each([
    ['1', 'insufficient-funds', 'payer', true],
    ['2', 'below-minimum', 'caller', false],
    ['3', 'limit-exceeded', 'caller', false],
    ['4', 'limit-exceeded', 'payer', false],
    ['8', 'limit-exceeded', 'caller', false],
    ['17', 'rule-limited', 'caller', true],
    ['26', 'system-busy', 'safaricom', true],
    ['1001', 'prompt-open', 'payer', true],
    ['1019', 'expired', 'payer', true],
    ['1025', 'prompt-failed', 'caller', true],
    ['1031', 'timeout', 'payer', true],
    ['1032', 'cancelled', 'payer', false],
    ['1036', 'timeout', 'safaricom', true],
    ['1037', 'unreachable', 'payer', true],
    ['2001', 'wrong-pin', 'payer', true],
    ['2028', 'not-permitted', 'caller', false],
    ['8006', 'pin-locked', 'payer', false],
    ['9999', 'prompt-failed', 'safaricom', true],
    ['SFC_IC0003', 'not-permitted', 'caller', false],
  ])('knows %s as %s, the fault of the %s', (code, failure, fault, retryable) => {
    expect(explainStkResult(code)).toMatchObject({
      code,
      failure,
      fault,
      retryable,
      moneyMayHaveMoved: false,
    });
  });

  it('takes neither a success nor a pending push for a failure', () => {
    expect(explainStkResult('0')).toMatchObject({ failure: null, moneyMayHaveMoved: true });
    expect(explainStkResult('4999')).toMatchObject({ failure: null, moneyMayHaveMoved: true });
  });

  it.each(['', '00', '0.0', '5555', 'constructor', '__proto__', 'toString'])(
    'keeps the unknown code %p',
    (code) => {
      expect(explainStkResult(code)).toMatchObject({
        code,
        failure: 'unknown',
        fault: 'unknown',
        retryable: false,
      });
    },
  );

  it('has advice for the payer and for the developer with every code', () => {
    expect(STK_RESULT_CODES).toHaveLength(21);
    for (const code of STK_RESULT_CODES) {
      const { meaning, adviceToPayer, adviceToDeveloper } = explainStkResult(code);
      expect([meaning, adviceToPayer, adviceToDeveloper].every((text) => text.length > 3)).toBe(true);
    }
  });
});
