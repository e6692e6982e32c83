import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MpesaError } from '../../errors/mpesa.error.js';
import { readAnswer } from '../wire/answer.js';
import { explain } from '../catalogue/explain.js';
import { ENDPOINTS } from '../endpoints/daraja.endpoints.js';
import { judge, judgeSilence, type Outcome } from './outcome.js';
import { TransportError } from '../wire/transport.js';

const FIXTURE = join(import.meta.dirname, '../../../../../test/fixtures/daraja/gateway-errors.json');
/** The sheet's messages, but for the firewall's, which comes as a page. */
const messages = (
  JSON.parse(readFileSync(FIXTURE, 'utf8')) as {
    body: { line: number; http: number | null; code: string | null; message: string }[];
  }
).body.filter(({ code }) => code !== null);

const ENDPOINTS_TO_TRY = [ENDPOINTS.stkPush, ENDPOINTS.b2cV3, ENDPOINTS.dynamicQr] as const;

function answered(endpoint: (typeof ENDPOINTS_TO_TRY)[number], status: number, body: unknown): MpesaError {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = readAnswer({ status, text });
  return errorOf(judge<never, unknown>(endpoint as never, { answer, headers: {}, now: 0 }));
}

function errorOf(outcome: Outcome<unknown>): MpesaError {
  if (outcome.kind === 'accepted') throw new Error('it was accepted');
  return outcome.error as MpesaError;
}

describe('the error that Daraja answers', () => {
  it.each(messages)('with "$message" says what it means and what to do', ({ http, code, message }) => {
    for (const endpoint of ENDPOINTS_TO_TRY) {
      const error = answered(endpoint, http ?? 500, { requestId: '1-2-3', errorCode: code, errorMessage: message });
      const { retryable, moneyMayHaveMoved } = error;
      expect(error.explanation).toMatchObject({ retryable, moneyMayHaveMoved });
      expect(error.explanation?.failure).not.toBe('unknown');
    }
  }); // prettier-ignore

  it('is explained by the catalogue, for the product that was asked', () => {
    const body = {
      requestId: '1-2-3',
      errorCode: '400.002.02',
      errorMessage: 'Bad Request - Invalid Amount',
    };
    const error = answered(ENDPOINTS.b2cV3, 400, body);
    const { meaning, fault, adviceToDeveloper } = explain({
      code: body.errorCode,
      message: body.errorMessage,
      product: 'b2c',
    });
    expect(error).toMatchObject({
      name: 'DarajaRejectedError',
      explanation: { meaning, fault, adviceToDeveloper },
    });
  });

  it('with words nobody knows keeps them, and its explanation guesses nothing', () => {
    const body = { requestId: '1-2-3', errorCode: '499.009.99', errorMessage: 'Something new' };
    expect(answered(ENDPOINTS.stkPush, 400, body)).toMatchObject({
      errorCode: '499.009.99',
      errorMessage: 'Something new',
      explanation: { failure: 'unknown', fault: 'unknown', retryable: false, moneyMayHaveMoved: false },
    });
  });

  it('that leaves the outcome open never says that money stayed', () => {
    const told = answered(ENDPOINTS.b2cV3, 500, {
      requestId: '1-2-3',
      errorCode: '500.002.1001',
      errorMessage: 'System internal error.',
    });
    expect(told).toMatchObject({
      name: 'DarajaOutcomeUnknownError',
      explanation: { failure: 'internal-failure', retryable: false, moneyMayHaveMoved: true },
    });
    expect(answered(ENDPOINTS.b2cV3, 502, '<html>bad gateway</html>')).toMatchObject({
      name: 'DarajaOutcomeUnknownError',
      explanation: {
        failure: 'unknown',
        moneyMayHaveMoved: true,
        adviceToPayer: expect.stringContaining('do not pay again'),
      },
    });
  });

  it('as the page of the firewall is explained by its words', () => {
    const page = '<html>Request unsuccessful. Incapsula incident ID: 1-2</html>';
    expect(answered(ENDPOINTS.stkPush, 403, page)).toMatchObject({
      explanation: { failure: 'throttled', retryable: true, moneyMayHaveMoved: false },
    });
  });
});

describe('the error of no answer', () => {
  it.each([
    ['unsent', false, 'DarajaUnavailableError', 'system-busy'],
    ['sent', true, 'DarajaOutcomeUnknownError', 'unknown'],
  ])('to a push that was %s says what to do', (_what, sent, name, failure) => {
    const cause = new TransportError('reset', { sent });
    const error = errorOf(judgeSilence(ENDPOINTS.stkPush, cause));
    expect(error).toMatchObject({ name, explanation: { failure, moneyMayHaveMoved: sent } });
  });
});
