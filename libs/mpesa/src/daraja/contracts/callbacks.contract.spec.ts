import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseC2bNotification } from './c2b-callbacks.contract.js';
import { parseStkCallback } from './stk-callback.contract.js';

/** Transcribed from the portal page MpesaExpressSimulate; the numbers as captures have them. */
const PAID = `{ "Body": { "stkCallback": {
  "MerchantRequestID": "2654-4b64-97ff-b827b542881d3130",
  "CheckoutRequestID": "ws_CO_21112026101530123712345678",
  "ResultCode": 0,
  "ResultDesc": "The service request is processed successfully.",
  "CallbackMetadata": { "Item": [
    { "Name": "Amount", "Value": 1.00 },
    { "Name": "MpesaReceiptNumber", "Value": "UKL7RT61SV" },
    { "Name": "TransactionDate", "Value": 20261121101545 },
    { "Name": "PhoneNumber", "Value": 254712345678 } ] } } } }`;

const CLEAN = {
  MerchantRequestID: '2654-4b64-97ff-b827b542881d3130',
  CheckoutRequestID: 'ws_CO_21112026101530123712345678',
  ResultCode: '0',
  ResultDesc: 'The service request is processed successfully.',
  Amount: 100,
  MpesaReceiptNumber: 'UKL7RT61SV',
  TransactionDate: Date.UTC(2026, 10, 21, 7, 15, 45),
  PhoneNumber: { form: 'clear', value: '254712345678' },
};

type Wire = { Body: { stkCallback: Record<string, unknown> & { CallbackMetadata: { Item: unknown } } } };
const paid = (change: (callback: Wire['Body']['stkCallback']) => void): unknown => {
  const body = JSON.parse(PAID) as Wire;
  change(body.Body.stkCallback);
  return body;
};

describe('parseStkCallback', () => {
  it('reads a paid push', () => expect(parseStkCallback(JSON.parse(PAID))).toEqual(CLEAN));

  it('reads a failed push, which has no metadata at all', () => {
    const body = {
      Body: {
        stkCallback: {
          MerchantRequestID: 'f1e2-4b95-a71d-b30d3cdbb7a7942864',
          CheckoutRequestID: 'ws_CO_21112026125243250712345678',
          ResultCode: 1032,
          ResultDesc: 'Request cancelled by user',
        },
      },
    };
    expect(parseStkCallback(body)).toMatchObject({
      ResultCode: '1032',
      Amount: null,
      MpesaReceiptNumber: null,
    });
  });

  it('finds items by name: in any order, with a Balance that has no value', () => {
    const body = paid((callback) => {
      const items = callback.CallbackMetadata.Item as unknown[];
      callback.CallbackMetadata.Item = [{ Name: 'Balance' }, null, 7, ...items.toReversed()];
    });
    expect(parseStkCallback(body)).toEqual(CLEAN);
  });

  it('takes texts for numbers', () => {
    const body = paid((callback) => {
      callback['ResultCode'] = '0';
      callback.CallbackMetadata.Item = [
        { Name: 'Amount', Value: '1.00' },
        { Name: 'MpesaReceiptNumber', Value: 'UKL7RT61SV' },
        { Name: 'TransactionDate', Value: '20261121101545' },
        { Name: 'PhoneNumber', Value: '254712345678' },
      ];
    });
    expect(parseStkCallback(body)).toEqual(CLEAN);
  });

  it('keeps the code that is no number', () => {
    expect(parseStkCallback(paid((callback) => (callback['ResultCode'] = 'SFC_IC0003')))).toMatchObject({
      ResultCode: 'SFC_IC0003',
    });
  });

  it('takes nothing for a value that it cannot read', () => {
    const body = paid((callback) => {
      callback.CallbackMetadata.Item = [
        { Name: 'Amount', Value: 1.005 },
        { Name: 'MpesaReceiptNumber', Value: '  ' },
        { Name: 'TransactionDate', Value: 20261321101545 },
        { Name: 'PhoneNumber', Value: '0712 345 678' },
      ];
    });
    expect(parseStkCallback(body)).toMatchObject({
      Amount: null,
      MpesaReceiptNumber: null,
      TransactionDate: null,
      PhoneNumber: { form: 'none' },
    });
  });

  it.each([
    null,
    1,
    'x',
    [],
    {},
    { Body: null },
    { Body: { stkCallback: [] } },
    { Body: { stkCallback: {} } },
  ])('is null for %j', (body) => expect(parseStkCallback(body)).toBeNull());

  it('never throws, whatever JSON it is given', () => {
    const anywhere = fc.oneof(
      fc.jsonValue(),
      fc.jsonValue().map((stkCallback) => ({ Body: { stkCallback } })),
      fc.jsonValue().map((Item) => paid((callback) => (callback.CallbackMetadata.Item = Item))),
      fc.array(fc.jsonValue()).map((Item) => paid((callback) => (callback.CallbackMetadata.Item = Item))),
      fc.jsonValue().map((ResultCode) => paid((callback) => (callback['ResultCode'] = ResultCode))),
    );
    fc.assert(
      fc.property(anywhere, (body) => {
        const callback = parseStkCallback(body);
        expect(callback === null || callback.ResultCode.length > 0).toBe(true);
      }),
    );
  });
});

/** Transcribed from the portal page CustomerToBusiness, with the masked number of v2. */
const CONFIRMATION = {
  TransactionType: 'Pay Bill',
  TransID: 'UKL51ZDR4F',
  TransTime: '20261121121325',
  TransAmount: '5.00',
  BusinessShortCode: '600966',
  BillRefNumber: 'INV-77',
  InvoiceNumber: '',
  OrgAccountBalance: '25.00',
  ThirdPartyTransID: '',
  MSISDN: '2547 ***** 126',
  FirstName: 'JANE',
  MiddleName: '',
  LastName: '',
};

describe('parseC2bNotification', () => {
  it('reads a confirmation', () => {
    expect(parseC2bNotification(CONFIRMATION)).toEqual({
      TransactionType: 'Pay Bill',
      TransID: 'UKL51ZDR4F',
      TransTime: Date.UTC(2026, 10, 21, 9, 13, 25),
      TransAmount: 500,
      BusinessShortCode: '600966',
      BillRefNumber: 'INV-77',
      InvoiceNumber: null,
      OrgAccountBalance: 2_500,
      ThirdPartyTransID: null,
      MSISDN: { form: 'masked', value: '2547 ***** 126' },
      FirstName: 'JANE',
      MiddleName: null,
      LastName: null,
    });
  });

  it('reads what production sends for a till: no account, no further names', () => {
    const { MiddleName: _middle, LastName: _last, ...body } = CONFIRMATION;
    const till = { ...body, TransactionType: 'Customer Merchant Payment', BillRefNumber: '' };
    expect(parseC2bNotification(till)).toMatchObject({
      TransactionType: 'Customer Merchant Payment',
      BillRefNumber: null,
      LastName: null,
    });
  });

  it('takes numbers for texts', () => {
    const body = {
      ...CONFIRMATION,
      TransTime: 20261121121325,
      TransAmount: 5,
      BusinessShortCode: 600966,
      BillRefNumber: 77,
    };
    expect(parseC2bNotification(body)).toMatchObject({
      TransTime: Date.UTC(2026, 10, 21, 9, 13, 25),
      TransAmount: 500,
      BusinessShortCode: '600966',
      BillRefNumber: '77',
    });
  });

  it.each([null, 'x', [], {}, { ...CONFIRMATION, TransID: '' }, { ...CONFIRMATION, TransID: undefined }])(
    'is null without a transaction: %j',
    (body) => expect(parseC2bNotification(body)).toBeNull(),
  );

  it('never throws, whatever JSON it is given', () => {
    const fields = fc.dictionary(fc.constantFrom(...Object.keys(CONFIRMATION)), fc.jsonValue());
    const anywhere = fc.oneof(
      fc.jsonValue(),
      fields.map((odd) => ({ ...CONFIRMATION, ...odd })),
    );
    fc.assert(
      fc.property(anywhere, (body) => {
        const notification = parseC2bNotification(body);
        expect(notification === null || notification.TransID.length > 0).toBe(true);
      }),
    );
  });
});
