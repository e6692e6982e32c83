import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENDPOINTS } from '../endpoints/daraja.endpoints.js';
import {
  nameLookupAnswer,
  nameLookupToken,
  parseBasicAuthorization,
  parseBearerAuthorization,
  parseNameLookup,
} from './c2b-hakikisha.contract.js';

const FIXTURES = join(import.meta.dirname, '../../../../../test/fixtures/daraja');
const fixture = (name: string): unknown =>
  (JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8')) as { body: unknown }).body;

describe('Pull', () => {
  const { parse, parseError } = ENDPOINTS.pullQuery;
  const envelope = (errorCode: string, errorMessage: string) => ({
    requestId: null,
    errorCode,
    errorMessage,
  });

  it('is registered once, and says so the second time', () => {
    const register = ENDPOINTS.pullRegister.parse;
    expect(register(fixture('pull-registered'))).toMatchObject({ answer: { alreadyRegistered: false } });
    expect(register(fixture('pull-already-registered'))).toEqual({
      kind: 'accepted',
      answer: {
        alreadyRegistered: true,
        ResponseRefID: '18633-7271215-1',
        ResponseDescription: 'ShortCode already Registered',
      },
    });
    expect(register({ ResponseStatus: '1002' })).toMatchObject({ kind: 'refused', code: '1002' });
  });

  it('lists payments from an array inside an array', () => {
    const reading = parse(fixture('pull-page'));
    expect(reading).toEqual({
      kind: 'accepted',
      answer: {
        ResponseRefID: '26178-42530161-2',
        rows: 1,
        transactions: [
          {
            transactionId: 'UKL1234567',
            // East Africa Time under a Z that is not true.
            trxDate: Date.UTC(2026, 10, 21, 7, 13),
            msisdn: { form: 'clear', value: '254722000000' },
            sender: null,
            transactiontype: 'c2b-pay-bill-debit',
            billreference: 'INV-77',
            amountCents: 16_800,
            organizationname: 'Daraja Pull API Test',
          },
        ],
      },
    });
  });

  it('takes one array as well as two, and counts the rows it cannot read', () => {
    const rows = [{ transactionId: 'UKL1234567', amount: '1' }, { amount: '2' }, null];
    expect(parse({ ResponseCode: '1000', Response: rows })).toMatchObject({
      answer: { rows: 2, transactions: [{ transactionId: 'UKL1234567', amountCents: 100 }] },
    });
  });

  it('takes a page without any receipt for no page at all', () => {
    expect(parse({ ResponseCode: '1000', Response: [[{ amount: '2' }]] })).toEqual({ kind: 'unreadable' });
  });

  it('finds an empty window empty, in both its forms', () => {
    const empty = { kind: 'accepted', answer: { transactions: [], rows: 0 } };
    expect(parse(fixture('pull-empty'))).toMatchObject(empty);
    expect(parseError?.(envelope('500', 'No transactions found'))).toMatchObject(empty);
    expect(parseError?.(envelope('400.001', 'Invalid ShortCode'))).toBeNull();
    expect(parse({ ResponseCode: '401.001', ResponseMessage: 'no' })).toMatchObject({ kind: 'refused' });
  });
});

describe('the checks of a number', () => {
  it('tell registration and swap', () => {
    expect(ENDPOINTS.imsi.parse(fixture('imsi-answer'))).toMatchObject({
      kind: 'accepted',
      answer: {
        imsi: 'fb8a7c5c2f0ea1e1fd0d4c9a7d4b4d1f',
        lastSwapDate: Date.UTC(2022, 3, 30, 21),
        msisdnRegistrationDate: Date.UTC(2022, 1, 28, 21),
        customerNumber: '254722000000',
      },
    });
    expect(ENDPOINTS.simSwap.parse(fixture('sim-swap-answer'))).toMatchObject({
      kind: 'accepted',
      answer: { lastSwapDate: null },
    });
    expect(ENDPOINTS.ageOnNetwork.parse(fixture('age-on-network-answer'))).toMatchObject({
      answer: { msisdnRegistrationDate: Date.UTC(2022, 1, 28, 21) },
    });
  });

  it('tell nothing of a swap or a registration without its date', () => {
    const [swap, age] = [ENDPOINTS.simSwap.parse, ENDPOINTS.ageOnNetwork.parse];
    for (const lastSwapDate of [undefined, '', '31-31-2026 00:00', 'never']) {
      expect(swap({ responseCode: '200', lastSwapDate })).toEqual({ kind: 'unreadable' });
    }
    expect(age({ responseCode: '200', msisdnRegistrationDate: '' })).toEqual({ kind: 'unreadable' });
    expect(swap({ responseCode: '400' })).toMatchObject({ kind: 'refused' });
  });

  it('refuse a number that is not there', () => {
    expect(ENDPOINTS.ageOnNetwork.parse(fixture('age-on-network-not-found'))).toEqual({
      kind: 'refused',
      code: '404',
      message: 'Not found',
    });
  });

  it('compare it with a document', () => {
    const { parse } = ENDPOINTS.idValidation;
    expect(parse(fixture('id-validation-mismatch'))).toMatchObject({ answer: { matches: false } });
    expect(parse({ responseCode: '4000', status: true })).toMatchObject({ answer: { matches: true } });
    expect(parse({ responseCode: '4000', status: false })).toMatchObject({ answer: { matches: false } });
    expect(parse({ responseCode: '500' })).toMatchObject({ kind: 'refused' });
  });
});

describe('the checks of a name', () => {
  it('name the organisation behind a shortcode', () => {
    const { parse } = ENDPOINTS.organisationInfo;
    expect(parse(fixture('organisation-info-answer'))).toMatchObject({
      kind: 'accepted',
      answer: { OrganizationName: 'Safaricom Daraja', OrganizationShortCode: '600000' },
    });
    expect(parse({ ResponseCode: '4001', DetailedMessage: 'unknown' })).toEqual({
      kind: 'refused',
      code: '4001',
      message: 'unknown',
    });
    expect(parse({ ResponseCode: '4000' })).toEqual({ kind: 'unreadable' });
  });

  it('name the holder of a number, half starred out', () => {
    const { parse } = ENDPOINTS.b2cHakikisha;
    expect(parse(fixture('b2c-hakikisha-answer'))).toMatchObject({
      answer: { firstName: 'john', middleName: 'M******', lastName: 'M******' },
    });
    expect(parse({ header: { status: '404', message: 'unknown' } })).toMatchObject({ kind: 'refused' });
  });
});

describe('C2B Hakikisha, where Safaricom asks', () => {
  it('reads the question and answers it', () => {
    const question = parseNameLookup(fixture('c2b-hakikisha-question'));
    expect(question).toEqual({
      requestId: 'dcd1c2ab-0000-4000-8000-000000000001',
      timestamp: 1728897681,
      accountNumber: '66925336',
      shortcode: '415010',
    });
    expect(nameLookupAnswer(question!, 'Jane Doe', 0)).toEqual({ ...question, accountName: 'Jane Doe' });
    const timeless = { ...question!, timestamp: null };
    expect(nameLookupAnswer(timeless, 'Jane Doe', 1728897699_500).timestamp).toBe(1728897699);
    fc.assert(fc.property(fc.jsonValue(), (body) => expect(parseNameLookup(body)).toBeNull()));
  });

  it('gives a token with its life as a number', () => {
    expect(nameLookupToken('abc', 3599)).toEqual({ access_token: 'abc', expires_in: 3599 });
  });

  it('reads the two kinds of Authorization', () => {
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(parseBasicAuthorization(basic('user:pass:word'))).toEqual({ user: 'user', password: 'pass:word' });
    for (const bad of [basic('user'), 'Basic', 'Basic %%%', 'Bearer abc', undefined, ['Basic x']]) {
      expect(parseBasicAuthorization(bad)).toBeNull();
    }
    expect(parseBearerAuthorization('Bearer abc')).toBe('abc');
    for (const bad of ['Bearer', 'Bearer a b', 'Basic abc', undefined]) {
      expect(parseBearerAuthorization(bad)).toBeNull();
    }
  });
});
