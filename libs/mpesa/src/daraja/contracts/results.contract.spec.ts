import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAccountBalanceResult } from './account-balance.contract.js';
import { parseAcknowledgement } from './acknowledgement.js';
import { parseB2bResult } from './b2b.contract.js';
import { parseB2cResult } from './b2c.contract.js';
import { parseQueueTimeout, parseResultEnvelope, receiptOf, valueNamed } from './result-envelope.js';
import { parseReversalResult } from './reversal.contract.js';
import { parseTransactionStatusResult } from './transaction-status.contract.js';

const FIXTURES = join(import.meta.dirname, '../../../../../test/fixtures/daraja');
const fixture = (name: string): unknown =>
  (JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8')) as { body: unknown }).body;

const unnamed = { currency: 'KES', currentCents: null, reservedCents: null, unclearedCents: null };

describe('the acknowledgement', () => {
  it('is accepted with code 0 and one of the ids', () => {
    expect(parseAcknowledgement(fixture('b2c-acknowledgement'))).toEqual({
      kind: 'accepted',
      answer: {
        ConversationID: 'AG_20261121_20106e9209f64bebd05b',
        OriginatorConversationID: 'my-unique-id-0001',
        ResponseDescription: 'Accept the service request successfully.',
      },
    });
    expect(parseAcknowledgement({ ResponseCode: 0, ConversationID: 'AG_1' })).toMatchObject({
      kind: 'accepted',
    });
  });

  it('is refused with another code, and unreadable without one or without ids', () => {
    expect(parseAcknowledgement({ ResponseCode: '1', ResponseDescription: 'no' })).toEqual({
      kind: 'refused',
      code: '1',
      message: 'no',
    });
    for (const body of [{ ResponseCode: '0' }, { ConversationID: 'AG_1' }, null, []]) {
      expect(parseAcknowledgement(body)).toEqual({ kind: 'unreadable' });
    }
  });
});

describe('a B2C result', () => {
  it('tells amount, receipt, payee and the balances left', () => {
    expect(parseB2cResult(fixture('b2c-result-paid'))).toMatchObject({
      resultCode: '0',
      originatorConversationId: 'my-unique-id-0001',
      conversationId: 'AG_20261121_2010364430d9bbdaf872',
      amountCents: 1000,
      receipt: 'UKL632NMUA',
      receiver: { identifier: '254712345678', name: 'JANE DOE' },
      completedAt: Date.UTC(2026, 10, 21, 19, 48, 52),
      recipientRegistered: true,
      feeCents: null,
      balances: [
        { ...unnamed, account: 'Utility Account', availableCents: 895_926_960 },
        { ...unnamed, account: 'Working Account', availableCents: 119_937_100 },
        { ...unnamed, account: 'Charges Paid Account', availableCents: -198_000 },
      ],
    });
  });

  it('of a failure has no receipt, though it has a TransactionID', () => {
    expect(parseB2cResult(fixture('b2c-result-failed'))).toMatchObject({
      resultCode: '2001',
      transactionId: 'UKL722NMVX',
      receipt: null,
      amountCents: null,
      receiver: null,
      recipientRegistered: null,
      balances: [],
      parameters: [],
      reference: [{ name: 'QueueTimeoutURL' }],
    });
  });
});

describe('a B2B result', () => {
  it('has its codes as text, and the balance of a named account', () => {
    expect(parseB2bResult(fixture('b2b-result-paid'))).toMatchObject({
      resultType: '0',
      resultCode: '0',
      amountCents: 19_000,
      receipt: 'UKL81LK5CY',
      receiver: { identifier: '000000', name: 'Biller Company' },
      completedAt: Date.UTC(2026, 10, 21, 8, 7, 17),
      feeCents: null,
      account: '19008',
      balances: [
        {
          account: 'Working Account',
          currency: 'KES',
          currentCents: 34_656_883,
          availableCents: 618_683,
          reservedCents: 34_038_200,
          unclearedCents: 0,
        },
      ],
    });
  });

  it('of 2017 tells what it cost', () => {
    expect(parseB2bResult(fixture('b2b-result-paid-2017'))).toMatchObject({
      feeCents: 7700,
      amountCents: 1000,
    });
  });

  it('takes the braced balance where no account is named', () => {
    const body = fixture('b2b-result-paid-2017') as {
      Result: { ResultParameters: { ResultParameter: { Key: string }[] } };
    };
    const list = body.Result.ResultParameters;
    list.ResultParameter = list.ResultParameter.filter(
      ({ Key }) => Key !== 'DebitPartyAffectedAccountBalance',
    );
    expect(parseB2bResult(body)?.balances).toEqual([
      { ...unnamed, account: null, currentCents: 4_671_300, availableCents: null },
    ]);
  });

  it('of a failure has single objects in place of lists, and no receipt', () => {
    expect(parseB2bResult(fixture('b2b-result-failed'))).toMatchObject({
      resultCode: '2001',
      receipt: null,
      completedAt: Date.UTC(2026, 10, 21, 13, 48, 25),
      parameters: [{ name: 'BOCompletedTime', value: '20261121164825' }],
    });
  });
});

describe('a reversal result', () => {
  it('names the original and both parties', () => {
    expect(parseReversalResult(fixture('reversal-result-done'))).toMatchObject({
      receipt: 'UKL52PAWR9',
      originalReceipt: 'UKK82PACB8',
      amountCents: 100,
      feeCents: 0,
      payer: { identifier: '254712345678', name: 'JANE DOE' },
      organisation: { identifier: '600992', name: 'Safaricom Daraja 992' },
      completedAt: Date.UTC(2026, 10, 21, 10, 27, 11),
      balances: [{ account: 'Utility Account', currentCents: 772_217_962 }],
    });
  });

  it('of a failure keeps the code that is no number', () => {
    expect(parseReversalResult(fixture('reversal-result-unknown-original'))).toMatchObject({
      resultCode: 'R000002',
      receipt: null,
      originalReceipt: null,
    });
  });
});

describe('a transaction status result', () => {
  it('of production tells the payer in clear and the receipt as a parameter', () => {
    expect(parseTransactionStatusResult(fixture('transaction-status-result'))).toMatchObject({
      transactionId: 'SB60000000',
      transactionStatus: 'Completed',
      receipt: 'SB659DEI29',
      amountCents: 100,
      debitParty: { identifier: '254712345678', name: 'JANE DOE' },
      creditParty: { identifier: '4130000', name: 'SOME ORGANISATION' },
      originalOriginatorConversationId: '3fec-4d4e-8899-f6343499627422355256',
      originalConversationId: 'AG_20240206_2070311589e691000924',
      reasonType: 'Pay Utility with OD Online',
      debitAccountType: 'MMF Account For Customer',
      initiatedAt: Date.UTC(2024, 1, 6, 11, 36, 45),
      finalisedAt: Date.UTC(2024, 1, 6, 11, 36, 45),
      debitFeeCents: null,
      creditFeeCents: null,
    });
  });

  it('as the portal prints it names the payee under the payer key, and times in another spelling', () => {
    expect(parseTransactionStatusResult(fixture('transaction-status-result-portal'))).toMatchObject({
      debitParty: { identifier: '600310', name: 'Safaricom333' },
      creditParty: { identifier: '254708374149', name: 'John Doe' },
      originalOriginatorConversationId: '3211-416020-3',
      originalConversationId: 'AG_20261121_000041a06f8d2d4e3b5e',
      finalisedAt: Date.UTC(2026, 10, 21, 7, 42, 47),
      amountCents: 30_000,
      debitFeeCents: 2240,
    });
  });
});

describe('an account balance result', () => {
  it('has every account in cents, the negative one too', () => {
    const result = parseAccountBalanceResult(fixture('account-balance-result'));
    expect(result?.accounts.map(({ account, currentCents }) => [account, currentCents])).toEqual([
      ['Working Account', 70_000_000],
      ['Float Account', 0],
      ['Utility Account', 22_803_700],
      ['Charges Paid Account', -154_000],
      ['Organization Settlement Account', 0],
    ]);
    expect(result?.completedAt).toBe(Date.UTC(2026, 10, 21, 9, 57, 10));
  });
});

describe('a queue timeout', () => {
  it('is known by its ids, in an envelope or bare', () => {
    const ids = {
      originatorConversationId: 'my-unique-id-0001',
      conversationId: 'AG_20261121_201062f6f6f5804f7a33',
    };
    expect(parseQueueTimeout(fixture('queue-timeout'))).toMatchObject(ids);
    expect(parseQueueTimeout(fixture('queue-timeout-bare'))).toEqual({ ...ids, resultDesc: null });
    expect(parseQueueTimeout({ ResultCode: 1 })).toBeNull();
  });
});

describe('the result envelope', () => {
  it('takes numbers and texts, and nothing without a ResultCode', () => {
    expect(parseResultEnvelope({ Result: { ResultCode: 0, ResultType: '0' } })).toMatchObject({
      resultCode: '0',
      resultType: '0',
      parameters: [],
      reference: [],
    });
    expect(parseResultEnvelope({ Result: { ResultType: 0 } })).toBeNull();
  });

  it('finds a value whatever the spelling of its key, and passes over a key without one', () => {
    const values = [
      { name: 'Finalized Time', value: null },
      { name: 'FinalizedTime', value: '20261121104247' },
      { name: 'TransactionCompletedTime', value: '20261121110717' },
    ];
    expect(valueNamed(values, 'FinalisedTime')).toBe('20261121104247');
    expect(valueNamed(values, 'Nothing', 'TransCompletedTime')).toBe('20261121110717');
    expect(valueNamed(values, 'Amount')).toBeNull();
  });

  it('takes the generic id of the day for no receipt', () => {
    expect(receiptOf('UKL0000000')).toBeNull();
    expect(receiptOf('UKL632NMUA')).toBe('UKL632NMUA');
    expect(receiptOf(null)).toBeNull();
  });

  it('is read from any JSON without a throw, with and without the right frame', () => {
    const parsers = [
      parseB2cResult,
      parseB2bResult,
      parseReversalResult,
      parseTransactionStatusResult,
      parseAccountBalanceResult,
    ];
    const item = fc.record({ Key: fc.jsonValue(), Value: fc.jsonValue() });
    const framed = fc.record({
      ResultCode: fc.oneof(fc.integer(), fc.string({ minLength: 1 })),
      TransactionID: fc.jsonValue(),
      ResultParameters: fc.record({ ResultParameter: fc.oneof(fc.array(item), item, fc.jsonValue()) }),
      ReferenceData: fc.jsonValue(),
    });
    for (const parse of parsers) {
      fc.assert(fc.property(fc.jsonValue(), (body) => expect(parse(body)).toBeNull()));
      fc.assert(fc.property(framed, (Result) => void parse({ Result })));
    }
    fc.assert(fc.property(fc.jsonValue(), (body) => expect(parseQueueTimeout(body)).toBeNull()));
  });
});
