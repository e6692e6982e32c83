import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseB2bExpressCallback } from '../daraja/contracts/b2b-express.contract.js';
import { factFromB2bExpress } from './b2b-express.js';

const FIXTURES = join(import.meta.dirname, '../../../../test/fixtures/daraja');
const AT = Date.UTC(2026, 10, 21, 20);

function wire(name: string): Record<string, unknown> {
  const text = readFileSync(join(FIXTURES, `${name}.json`), 'utf8');
  return (JSON.parse(text) as { body: Record<string, unknown> }).body;
}

function read(body: unknown) {
  const callback = parseB2bExpressCallback(body);
  if (callback === null) throw new Error('no callback');
  return factFromB2bExpress('till-1', callback, AT);
}

describe('the answer of a till to B2B Express', () => {
  it('is a success with its receipt, the amount in cents and the request it answers', () => {
    expect(read(wire('b2b-express-callback-paid'))).toEqual({
      type: 'succeeded',
      paymentId: 'till-1',
      at: AT,
      source: 'callback',
      resultCode: '0',
      resultText: 'The service request is processed successfully.',
      conversationId: 'AG_20261121_2010434680d9f5a73766',
      originatorConversationId: '404e1aec-19e0-4ce3-973d-bd92e94c8021',
      receipt: 'UKLQ01NFT1',
      amountCents: 71_00,
      phone: null,
      partyName: null,
      transactionType: null,
      completedAt: null,
      checkoutRequestId: null,
    });
  });

  it('is a failure when the operator cancels', () => {
    expect(read(wire('b2b-express-callback-cancelled'))).toMatchObject({
      type: 'failed',
      failure: 'cancelled',
      resultCode: '4001',
      conversationId: null,
      originatorConversationId: 'c2a9ba32-9e11-4b90-892c-7bc54944609a',
      transactionId: null,
    });
  });

  it.each([
    ['4102', 'not-permitted'],
    ['4104', 'invalid-party'],
    ['4201', 'prompt-failed'],
    ['4203', 'prompt-failed'],
  ])('with code %s is a failure: %s', (resultCode, failure) => {
    const body = { ...wire('b2b-express-callback-cancelled'), resultCode };
    expect(read(body)).toMatchObject({ type: 'failed', failure, resultCode });
  });

  it('with a code that nobody knows ends nothing', () => {
    const body = { ...wire('b2b-express-callback-cancelled'), resultCode: '4999' };
    expect(read(body)).toMatchObject({ type: 'in-doubt', resultCode: '4999' });
  });
});
