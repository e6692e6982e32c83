import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAccountBalanceResult } from '../daraja/contracts/account-balance.contract.js';
import { newsFromBalance, toAccountBalanceBody } from './account-balance.js';

const FIXTURES = join(import.meta.dirname, '../../../../test/fixtures/daraja');
const AT = Date.UTC(2026, 10, 21, 10);

function news(over: object = {}) {
  const text = readFileSync(join(FIXTURES, 'account-balance-result.json'), 'utf8');
  const { Result } = (JSON.parse(text) as { body: { Result: object } }).body;
  const parsed = parseAccountBalanceResult({ Result: { ...Result, ...over } });
  if (parsed === null) throw new Error('it is no result');
  return newsFromBalance('question-1', parsed, AT);
}

const row = (account: string, cents: number) => ({
  account,
  currency: 'KES',
  currentCents: cents,
  availableCents: cents,
  reservedCents: 0,
  unclearedCents: 0,
});

describe('the question what an organisation holds', () => {
  it('is asked in the words of Daraja', () => {
    const question = {
      initiator: 'clerk',
      securityCredential: 'c2VjcmV0',
      shortcode: '600996',
      identifierType: 'shortcode',
      remarks: 'Balance',
      resultUrl: 'https://pay.example.co.ke/result',
      timeoutUrl: 'https://pay.example.co.ke/timeout',
    } as const;
    expect(toAccountBalanceBody(question)).toEqual({
      Initiator: 'clerk',
      SecurityCredential: 'c2VjcmV0',
      CommandID: 'AccountBalance',
      PartyA: '600996',
      IdentifierType: '4',
      Remarks: 'Balance',
      ResultURL: 'https://pay.example.co.ke/result',
      QueueTimeOutURL: 'https://pay.example.co.ke/timeout',
    });
    expect(toAccountBalanceBody({ ...question, identifierType: 'till' }).IdentifierType).toBe('2');
  });
});

/** Those of the question, in the envelope. */
const NAMES = {
  conversationId: 'AG_20261121_00005e091a8ec6b9eac5',
  originatorConversationId: '16917-22577599-3',
};

describe('the news in its answer', () => {
  it('is every account in cents, also what was paid in charges', () => {
    expect(news()).toEqual({
      type: 'balance',
      inquiryId: 'question-1',
      at: AT,
      ...NAMES,
      completedAt: Date.UTC(2026, 10, 21, 9, 57, 10),
      accounts: [
        row('Working Account', 700_000_00),
        row('Float Account', 0),
        row('Utility Account', 228_037_00),
        row('Charges Paid Account', -1_540_00),
        row('Organization Settlement Account', 0),
      ],
    });
  });

  it('is a refusal with its code, or where it tells of no account', () => {
    const refused = { type: 'refused', inquiryId: 'question-1', at: AT, ...NAMES };
    expect(news({ ResultCode: 21, ResultDesc: 'not allowed' })).toEqual({
      ...refused,
      resultCode: '21',
      resultText: 'not allowed',
    });
    expect(news({ ResultParameters: undefined })).toMatchObject({ ...refused, resultCode: '0' });
  });
});
