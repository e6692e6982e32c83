import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseB2bResult } from '../daraja/contracts/b2b.contract.js';
import { parseB2cResult } from '../daraja/contracts/b2c.contract.js';
import { parseQueueTimeout } from '../daraja/contracts/result-envelope.js';
import {
  factFromB2bResult,
  factFromB2cResult,
  factFromQueueTimeout,
  type ResultFact,
} from './organisation-result.js';

const FIXTURES = join(import.meta.dirname, '../../../../test/fixtures/daraja');
const AT = Date.UTC(2026, 10, 21, 20);

type Wire = { Result: Record<string, unknown> };

function wire(name: string): Wire {
  return (JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8')) as { body: Wire }).body;
}

function b2c(body: unknown): ResultFact {
  const result = parseB2cResult(body);
  if (result === null) throw new Error('no result');
  return factFromB2cResult('wage-1', result, AT);
}

function b2b(body: unknown): ResultFact {
  const result = parseB2bResult(body);
  if (result === null) throw new Error('no result');
  return factFromB2bResult('rent-1', result, AT);
}

/** The failure of a fixture with another code. */
function coded(name: string, ResultCode: unknown): Wire {
  return { Result: { ...wire(name).Result, ResultCode } };
}

/** Codes that leave open whether money moved, and one that nobody knows. */
const DOUBTFUL = [15, '17', 19, 100000000, '100000007', 'XYZ_9'];

describe('the result of a payment to a customer', () => {
  it('is a success with everything it tells of the money, the payee and the accounts', () => {
    expect(b2c(wire('b2c-result-paid'))).toEqual({
      type: 'succeeded',
      paymentId: 'wage-1',
      at: AT,
      source: 'callback',
      resultCode: '0',
      resultText: 'The service request is processed successfully.',
      conversationId: 'AG_20261121_2010364430d9bbdaf872',
      originatorConversationId: 'my-unique-id-0001',
      checkoutRequestId: null,
      receipt: 'UKL632NMUA',
      amountCents: 10_00,
      phone: null,
      other: { form: 'clear', value: '254712345678' },
      partyName: 'JANE DOE',
      transactionType: null,
      completedAt: Date.UTC(2026, 10, 21, 19, 48, 52),
      feeCents: null,
      recipientRegistered: true,
      balances: [
        expect.objectContaining({ account: 'Utility Account', availableCents: 8_959_269_60 }),
        expect.objectContaining({ account: 'Working Account', availableCents: 1_199_371_00 }),
        expect.objectContaining({ account: 'Charges Paid Account', availableCents: -1_980_00 }),
      ],
    });
  });

  it('is a failure in one word, whose TransactionID is no receipt', () => {
    expect(b2c(wire('b2c-result-failed'))).toEqual({
      type: 'failed',
      paymentId: 'wage-1',
      at: AT,
      source: 'callback',
      failure: 'initiator-invalid',
      resultCode: '2001',
      resultText: 'The initiator information is invalid.',
      transactionId: 'UKL722NMVX',
      checkoutRequestId: null,
      conversationId: 'AG_20261121_201062f6f6f5804f7a33',
      originatorConversationId: 'my-unique-id-0001',
    });
  });

  it.each<[number | string, string]>([
    [1, 'insufficient-funds'],
    [2, 'below-minimum'],
    [8, 'limit-exceeded'],
    ['21', 'role-missing'],
    ['TP40153', 'role-missing'],
    [2040, 'payee-not-supported'],
    [8006, 'initiator-locked'],
    ['SFC_IC0003', 'invalid-party'],
  ])('with code %s fails as %s', (code, failure) => {
    expect(b2c(coded('b2c-result-failed', code))).toMatchObject({
      type: 'failed',
      failure,
      resultCode: String(code),
    });
  });

  it.each(DOUBTFUL)('with code %s ends nothing: only asking can tell', (code) => {
    const fact = b2c(coded('b2c-result-failed', code));
    expect(fact).toMatchObject({ type: 'in-doubt', resultCode: String(code) });
    expect(fact).not.toHaveProperty('failure');
  });
});

describe('the result of a payment to an organisation', () => {
  it('is a success with the name of the receiver and the balance that was debited', () => {
    expect(b2b(wire('b2b-result-paid'))).toMatchObject({
      type: 'succeeded',
      paymentId: 'rent-1',
      receipt: 'UKL81LK5CY',
      amountCents: 190_00,
      partyName: 'Biller Company',
      completedAt: Date.UTC(2026, 10, 21, 8, 7, 17),
      feeCents: null,
      balances: [{ account: 'Working Account', currentCents: 346_568_83 }],
    });
  });

  it('of 2017 is a success that tells its charge', () => {
    expect(b2b(wire('b2b-result-paid-2017'))).toMatchObject({
      type: 'succeeded',
      receipt: 'LGR519G2QV',
      amountCents: 10_00,
      feeCents: 77_00,
      partyName: 'Safaricom3117',
    });
  });

  it('that failed has no transaction of its own: a whole day shares the generic one', () => {
    expect(b2b(wire('b2b-result-failed'))).toMatchObject({
      type: 'failed',
      failure: 'initiator-invalid',
      resultCode: '2001',
      transactionId: null,
    });
  });

  it.each(DOUBTFUL)('with code %s ends nothing: only asking can tell', (code) => {
    expect(b2b(coded('b2b-result-failed', code))).toMatchObject({
      type: 'in-doubt',
      resultCode: String(code),
    });
  });
});

describe('a queue timeout', () => {
  it.each(['queue-timeout', 'queue-timeout-bare'])('in the shape of %s is a doubt with its names', (name) => {
    const timeout = parseQueueTimeout(wire(name));
    if (timeout === null) throw new Error(`${name} is no timeout`);
    expect(factFromQueueTimeout('wage-1', timeout, AT)).toEqual({
      type: 'in-doubt',
      paymentId: 'wage-1',
      at: AT,
      // Its ResultCode 1 says nothing of the money.
      resultCode: null,
      resultText: expect.stringMatching(/timed out in the queue/),
      conversationId: 'AG_20261121_201062f6f6f5804f7a33',
      originatorConversationId: 'my-unique-id-0001',
    });
  });
});
