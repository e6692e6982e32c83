import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  parseTransactionStatusResult,
  TRANSACTION_STATES,
  type TransactionStatusResult,
} from '../daraja/contracts/transaction-status.contract.js';
import { factFromStatusResult, newsFromStatus, toTransactionStatusBody } from './transaction-status.js';

const FIXTURES = join(import.meta.dirname, '../../../../test/fixtures/daraja');
const AT = Date.UTC(2026, 10, 21, 10);
const ABOUT = { at: AT, isOurQuestion: (_: string, word: string | null) => word === 'our word' };

function result(name = 'transaction-status-result', over: Partial<TransactionStatusResult> = {}) {
  const text = readFileSync(join(FIXTURES, `${name}.json`), 'utf8');
  const parsed = parseTransactionStatusResult((JSON.parse(text) as { body: unknown }).body);
  if (parsed === null) throw new Error(`${name} is no result`);
  return { ...parsed, ...over };
}

const customer = { identifier: '254712345678', name: 'JANE DOE' };
const organisation = { identifier: '4130000', name: 'SOME ORGANISATION' };
/** What was asked about, not the question. */
const NAMES = {
  conversationId: 'AG_20240206_2070311589e691000924',
  originatorConversationId: '3fec-4d4e-8899-f6343499627422355256',
};

describe('the question how a transaction stands', () => {
  const question = {
    initiator: 'clerk',
    securityCredential: 'c2VjcmV0',
    shortcode: '600996',
    identifierType: 'shortcode',
    remarks: 'Status',
    resultUrl: 'https://pay.example.co.ke/result',
    timeoutUrl: 'https://pay.example.co.ke/timeout',
    receipt: 'UKL41H4CBT',
    originatorConversationId: null,
    occasion: null,
  } as const;
  const body = {
    Initiator: 'clerk',
    SecurityCredential: 'c2VjcmV0',
    CommandID: 'TransactionStatusQuery',
    TransactionID: 'UKL41H4CBT',
    PartyA: '600996',
    IdentifierType: '4',
    Remarks: 'Status',
    ResultURL: 'https://pay.example.co.ke/result',
    QueueTimeOutURL: 'https://pay.example.co.ke/timeout',
  };

  it('is asked by the receipt', () => expect(toTransactionStatusBody(question)).toEqual(body));

  it('is asked by the name of the request, which Daraja calls original', () => {
    const { TransactionID: _, ...rest } = body;
    const named = { ...question, receipt: null, originatorConversationId: 'wage-17', occasion: 'November' };
    expect(toTransactionStatusBody(named)).toEqual({
      ...rest,
      OriginalConversationID: 'wage-17',
      Occasion: 'November',
    });
  });
});

/** Those of the question, in the envelope. */
const OWN_NAMES = {
  conversationId: 'AG_20240206_202018931e291815db5d',
  originatorConversationId: '8aec-4878-bb2e-835d301b747563942456',
};

describe('the fact in the answer about a payment', () => {
  it('is its success, with its own names and with the other party, whichever side that is', () => {
    expect(factFromStatusResult('payment-1', result(), ABOUT)).toEqual({
      type: 'succeeded',
      paymentId: 'payment-1',
      at: AT,
      answers: 'nobody',
      source: 'query',
      checkoutRequestId: null,
      ...NAMES,
      resultCode: '0',
      resultText: 'transaction status: Completed',
      receipt: 'SB659DEI29',
      amountCents: 100,
      phone: null,
      partyName: 'SOME ORGANISATION',
      transactionType: null,
      completedAt: Date.UTC(2024, 1, 6, 11, 36, 45),
      feeCents: null,
      payeeNumber: '4130000',
      payeePhone: null,
      received: {
        partyName: 'JANE DOE',
        phone: '254712345678',
        other: { form: 'clear', value: '254712345678' },
        feeCents: null,
      },
    });
  });

  it.each([
    ['a customer whose number is starred out', '2547****678', { form: 'masked', value: '2547****678' }],
    ['an organisation', '600992', undefined],
    ['an organisation whose number is starred out', '60**92', undefined],
    ['nobody', null, undefined],
  ])('tells who paid, where it names %s', (_, identifier, other) => {
    const debitParty = { identifier, name: 'JANE DOE' };
    const fact = factFromStatusResult('payment-1', result(undefined, { debitParty }), ABOUT);
    expect(fact).toHaveProperty('received.phone', null);
    expect(fact).toHaveProperty('received.partyName', 'JANE DOE');
    expect((fact as { received: { other?: unknown } }).received.other).toEqual(other);
  });

  it('tells whether it brings back the word of our question', () => {
    const Occasion = { ReferenceItem: { Key: 'Occasion', Value: 'our word' } };
    const parsed = parseTransactionStatusResult({
      Result: {
        ResultCode: 0,
        ResultParameters: { ResultParameter: { Key: 'TransactionStatus', Value: 'Declined' } },
        ReferenceData: Occasion,
      },
    });
    expect(parsed && factFromStatusResult('payment-1', parsed, ABOUT)).toMatchObject({
      type: 'failed',
      answers: 'our-question',
    });
  });

  it('tells the fee of the portal’s sample, whose parties are both called debit party', () => {
    expect(
      factFromStatusResult('payment-1', result('transaction-status-result-portal'), ABOUT),
    ).toMatchObject({
      receipt: 'UKL41H4CBT',
      amountCents: 300_00,
      partyName: 'John Doe',
      feeCents: 22_40,
      received: { partyName: 'Safaricom333', feeCents: null },
      originatorConversationId: '3211-416020-3',
    });
  });

  it.each([
    ['Cancelled', 'cancelled'],
    ['Declined', 'declined'],
    ['Expired', 'timeout'],
  ])('is the failure of one that was %s', (transactionStatus, failure) => {
    expect(factFromStatusResult('payment-1', result(undefined, { transactionStatus }), ABOUT)).toMatchObject({
      type: 'failed',
      failure,
      resultCode: null,
      transactionId: 'SB659DEI29',
      ...NAMES,
    });
  });

  it('is none while it is under way, in a word nobody knows, or where the question itself failed', () => {
    const final = ['Completed', 'Cancelled', 'Declined', 'Expired'];
    const underWay = TRANSACTION_STATES.filter((state) => !final.includes(state));
    expect(underWay).toEqual(['Initiated', 'Authorized', 'Pending Authorized']);
    for (const transactionStatus of [...underWay, 'Reticulated', 'toString', null]) {
      expect(factFromStatusResult('payment-1', result(undefined, { transactionStatus }), ABOUT)).toBeNull();
    }
    const unknown = result(undefined, { resultCode: 'R000002' });
    expect(factFromStatusResult('payment-1', unknown, ABOUT)).toBeNull();
  });
});

describe('the news in the answer to a question', () => {
  it('is everything that M-Pesa told', () => {
    expect(newsFromStatus('question-1', result(), AT)).toEqual({
      type: 'status',
      inquiryId: 'question-1',
      at: AT,
      ...OWN_NAMES,
      report: {
        transactionStatus: 'Completed',
        receipt: 'SB659DEI29',
        amountCents: 100,
        debitParty: customer,
        creditParty: organisation,
        reasonType: 'Pay Utility with OD Online',
        debitAccountType: 'MMF Account For Customer',
        initiatedAt: Date.UTC(2024, 1, 6, 11, 36, 45),
        finalisedAt: Date.UTC(2024, 1, 6, 11, 36, 45),
        debitFeeCents: null,
        creditFeeCents: null,
        ...NAMES,
      },
    });
  });

  it('is an answer also where the transaction is under way', () => {
    const pending = result(undefined, { transactionStatus: 'Pending Authorized' });
    expect(newsFromStatus('question-1', pending, AT)).toMatchObject({
      type: 'status',
      report: { transactionStatus: 'Pending Authorized' },
    });
  });

  it('is a refusal with M-Pesa’s code and words', () => {
    const refused = result(undefined, { resultCode: 'R000002', resultDesc: 'invalid' });
    expect(newsFromStatus('question-1', refused, AT)).toEqual({
      type: 'refused',
      inquiryId: 'question-1',
      at: AT,
      ...OWN_NAMES,
      resultCode: 'R000002',
      resultText: 'invalid',
    });
  });
});
