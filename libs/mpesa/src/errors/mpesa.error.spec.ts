import { describe, expect, it } from '@jest/globals';
import { DarajaOutcomeUnknownError } from './daraja-outcome-unknown.error.js';
import { DarajaRejectedError } from './daraja-rejected.error.js';
import { DarajaThrottledError } from './daraja-throttled.error.js';
import { PROMPT_OPEN } from './explanations.js';
import { InvalidRequestError } from './invalid-request.error.js';
import { MpesaOptionsError } from './mpesa-options.error.js';
import { MpesaError } from './mpesa.error.js';
import { PromptOpenError } from './prompt-open.error.js';
import { StorageUnavailableError } from './storage-unavailable.error.js';
import { UnfinishedPushesError } from './unfinished-pushes.error.js';

const refusal = {
  product: 'stk-push',
  httpStatus: 500,
  errorCode: '500.001.1001',
  errorMessage: 'Merchant does not exist',
  requestId: '29115-34620561-1',
};

describe('MpesaError', () => {
  it('is told apart from its relatives and from other errors', () => {
    const error: unknown = new InvalidRequestError('amount', 10.5, 'must be whole');
    expect(error instanceof InvalidRequestError).toBe(true);
    expect(error instanceof MpesaError).toBe(true);
    expect(error instanceof Error).toBe(true);
    expect(error instanceof DarajaRejectedError).toBe(false);
    expect(new Error('x') instanceof MpesaError).toBe(false);
    expect({ name: 'InvalidRequestError' } instanceof (InvalidRequestError as never)).toBe(false);
  });

  it('is recognised when a second copy of the package made it', () => {
    const BRAND = Symbol.for('nestjs-mpesa.error');
    class Copy extends Error {
      readonly [BRAND] = true;
    }
    Object.defineProperty(Copy, 'name', { value: 'InvalidRequestError' });
    const foreign: unknown = new Copy();
    expect(foreign instanceof InvalidRequestError).toBe(true);
    expect(foreign instanceof DarajaRejectedError).toBe(false);
  });

  it('has a cause only when there is one', () => {
    const cause = new Error('gone');
    expect(new StorageUnavailableError('store callbacks', { cause }).cause).toBe(cause);
    expect('cause' in new StorageUnavailableError('store callbacks')).toBe(false);
  });
});

describe('what errors say', () => {
  it('bad input: field, value and rule', () => {
    const rule = 'must be a whole number of shillings';
    expect(new InvalidRequestError('amount', 10.5, rule).message).toBe(`amount 10.5 is refused: ${rule}`);
    expect(new InvalidRequestError('phone', undefined, rule).message).toContain('phone (missing)');
    expect(new InvalidRequestError('phone', 'x'.repeat(5_000), rule).message.length).toBeLessThan(200);
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(new InvalidRequestError('metadata', loop, rule).message).toContain('metadata object');
  });

  it('bad options: all of them, each with its fix', () => {
    const problem = {
      option: 'shortcode',
      value: '"12"',
      rule: 'must be 5 to 7 digits',
      fix: 'set MPESA_SHORTCODE',
    };
    const { message } = new MpesaOptionsError([problem, { ...problem, option: 'passkey' }]);
    expect(message.split('\n')).toHaveLength(3);
    expect(message).toContain('- passkey "12": must be 5 to 7 digits. Fix: set MPESA_SHORTCODE');
  });

  it('a refusal: what Daraja said and how to quote it', () => {
    expect(new DarajaRejectedError(refusal).message).toBe(
      'Daraja refused stk-push: 500.001.1001 Merchant does not exist (HTTP 500, requestId 29115-34620561-1)',
    );
  });

  it('a phone only masked', () => {
    const phone = '254708374149';
    const open = new PromptOpenError({ phone, openPaymentId: 'p1', retryAt: 0 });
    const unfinished = new UnfinishedPushesError({ phone, unfinished: 5, clearsAt: 0 });
    for (const error of [open, unfinished]) {
      expect(error.message).toContain('2547****149');
      expect(error.message).not.toContain(phone);
      expect(error.phone).toBe(phone);
    }
  });
});

describe('what the caller may do next', () => {
  it('a refusal told of one payment keeps everything else', () => {
    const told = new DarajaRejectedError({ ...refusal, retryable: true, cause: 'why' }).forPayment('p1');
    expect(told).toMatchObject({
      ...refusal,
      paymentId: 'p1',
      retryable: true,
      moneyMayHaveMoved: false,
      cause: 'why',
    });
  });

  it('is explained in the terms of the error, not of the catalogue', () => {
    const explanation = { ...PROMPT_OPEN, retryable: true, moneyMayHaveMoved: true };
    const told = new DarajaRejectedError({ ...refusal, explanation }).forPayment('p1');
    expect(told.explanation).toEqual({ ...PROMPT_OPEN, retryable: false, moneyMayHaveMoved: false });
    const doubt = new DarajaOutcomeUnknownError({ product: 'b2c', reason: 'reset', explanation });
    expect(doubt.forPayment('p1').explanation).toEqual({
      ...PROMPT_OPEN,
      retryable: false,
      moneyMayHaveMoved: true,
    });
    expect(new DarajaRejectedError(refusal).explanation).toBeNull();
    expect(new InvalidRequestError('amount', 10.5, 'must be whole').explanation).toBeNull();
  });

  it('a doubt told of one payment stays a doubt', () => {
    const told = new DarajaOutcomeUnknownError({
      product: 'stk-push',
      reason: 'reset',
      httpStatus: 502,
    }).forPayment('p1');
    expect(told).toMatchObject({
      paymentId: 'p1',
      httpStatus: 502,
      moneyMayHaveMoved: true,
      retryable: false,
    });
  });

  it('is to come back later after a throttle', () => {
    expect(new DarajaThrottledError({ product: 'stk-query', retryAt: 5 })).toMatchObject({
      retryable: true,
      retryAt: 5,
    });
  });
});
