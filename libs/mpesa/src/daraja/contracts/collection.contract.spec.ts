import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENDPOINTS } from '../endpoints/daraja.endpoints.js';
import { billManagerEndpoints } from '../endpoints/bill-manager.endpoints.js';
import {
  RATIBA_VARIANTS,
  type RatibaOrder,
  type RatibaVariant,
  ratibaRequestBody,
} from './ratiba-variants.js';
import { parseB2bExpressCallback } from './b2b-express.contract.js';
import { parseBillManagerPayment } from './bill-manager-push.contract.js';
import { parseRatibaCallback } from './ratiba.contract.js';

const FIXTURES = join(import.meta.dirname, '../../../../../test/fixtures/daraja');
const fixture = (name: string): unknown =>
  (JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8')) as { body: unknown }).body;

describe('B2B Express', () => {
  it('takes code 0 for an acceptance and any other for a refusal', () => {
    const { parse } = ENDPOINTS.b2bExpress;
    expect(parse(fixture('b2b-express-acknowledgement'))).toEqual({
      kind: 'accepted',
      answer: { status: 'USSD Initiated Successfully' },
    });
    expect(parse({ code: '4104', status: 'Missing nominated number' })).toEqual({
      kind: 'refused',
      code: '4104',
      message: 'Missing nominated number',
    });
    expect(parse({ status: 'fine' })).toEqual({ kind: 'unreadable' });
  });

  it('tells of a payment with its receipt, and of a refusal with its reference', () => {
    expect(parseB2bExpressCallback(fixture('b2b-express-callback-paid'))).toEqual({
      resultCode: '0',
      resultDesc: 'The service request is processed successfully.',
      requestId: '404e1aec-19e0-4ce3-973d-bd92e94c8021',
      amountCents: 7100,
      paymentReference: null,
      conversationId: 'AG_20261121_2010434680d9f5a73766',
      transactionId: 'UKLQ01NFT1',
      status: 'SUCCESS',
    });
    expect(parseB2bExpressCallback(fixture('b2b-express-callback-cancelled'))).toMatchObject({
      resultCode: '4001',
      requestId: 'c2a9ba32-9e11-4b90-892c-7bc54944609a',
      paymentReference: 'INV-77',
      transactionId: null,
    });
  });
});

describe('Dynamic QR', () => {
  const { parse } = ENDPOINTS.dynamicQr;

  it('is accepted with a picture, whatever the portal prints for a code', () => {
    const body = fixture('dynamic-qr-answer') as { QRCode: string };
    for (const code of ['00', 'AG_20191219_000043fdf61864fe9ff5']) {
      const reading = parse({ ...body, ResponseCode: code });
      expect(reading).toMatchObject({ kind: 'accepted', answer: { QRCode: body.QRCode } });
    }
    expect(Buffer.from(body.QRCode, 'base64').subarray(1, 4).toString()).toBe('PNG');
    expect(parse({ ...body, QRCode: `data:image/png;base64,${body.QRCode}` })).toMatchObject({
      answer: { QRCode: body.QRCode },
    });
  });

  it('is refused or unreadable without one', () => {
    expect(parse({ ResponseCode: '404', ResponseDescription: 'no' })).toMatchObject({ kind: 'refused' });
    expect(parse({ ResponseCode: '00' })).toEqual({ kind: 'unreadable' });
    for (const QRCode of ['<html>', 'R0lGODlhAQABAAAAACw=']) {
      expect(parse({ ResponseCode: '00', QRCode })).toEqual({ kind: 'unreadable' });
    }
  });
});

describe('Ratiba', () => {
  const order: RatibaOrder = {
    name: 'Rent Nov A1',
    startDay: '20261201',
    endDay: '20271201',
    shortcode: '174379',
    payTo: 'paybill',
    amount: 4500,
    phone: '254708374149',
    callbackUrl: 'https://pay.example.co.ke/ratiba',
    accountReference: 'A1',
    description: 'Rent',
    frequency: 'monthly',
    clientId: 'ours-1',
  };
  const variants = Object.keys(RATIBA_VARIANTS) as RatibaVariant[];

  it('writes the request of the portal of December 2025', () => {
    expect(ratibaRequestBody(order, 'portal-2025')).toEqual(fixture('ratiba-request'));
  });

  it('spells the till, the frequency and our id as each version does', () => {
    const till = { ...order, payTo: 'till' as const };
    const written = variants.map((variant) => ratibaRequestBody(till, variant));
    expect(written.map((body) => body.TransactionType)).toEqual([
      'Standing Order Customer Pay Marchant',
      'Standing Order Customer Pay Merchant',
      'Standing Order Pay Merchant External Third Party',
    ]);
    expect(written.map((body) => body.Frequency)).toEqual(['4', '4', '5']);
    expect(written.map((body) => body.ReceiverPartyIdentifierType)).toEqual(['2', '2', '2']);
    expect(written.map((body) => [body.CustomStoId, body.CustomstdoId, body.StandingOrderNameName])).toEqual([
      [undefined, undefined, undefined],
      ['ours-1', undefined, undefined],
      ['ours-1', 'ours-1', 'Rent Nov A1'],
    ]);
  });

  it('refuses a frequency that a version does not have', () => {
    const biweekly = { ...order, frequency: 'biweekly' as const };
    expect(() => ratibaRequestBody(biweekly, 'portal-2025')).toThrow(RangeError);
    expect(ratibaRequestBody(biweekly, 'portal-2026').Frequency).toBe('4');
  });

  it('is accepted with 200 in the header', () => {
    expect(ENDPOINTS.ratiba.parse(fixture('ratiba-acknowledgement'))).toMatchObject({
      kind: 'accepted',
      answer: { responseDescription: 'Request accepted for processing' },
    });
    const refusal = { ResponseHeader: { responseCode: '1051', responseDescription: 'Bad request' } };
    expect(ENDPOINTS.ratiba.parse(refusal)).toEqual({
      kind: 'refused',
      code: '1051',
      message: 'Bad request',
    });
  });

  it('reads its callbacks in both casings', () => {
    expect(parseRatibaCallback(fixture('ratiba-callback-created'))).toEqual({
      responseCode: '0',
      responseDescription: 'The service request is processed successfully',
      responseRefID: '0acc0239-20fa-4a52-8b9d-9bd64c0465c3',
      requestRefID: '0acc0239-20fa-4a52-8b9d-9bd64c0465c3',
      transactionId: 'UKL8F2IQMH',
      status: 'OKAY',
      msisdn: '254******867',
    });
    expect(parseRatibaCallback(fixture('ratiba-callback-failed'))).toEqual({
      responseCode: '1037',
      responseDescription: 'Error',
      responseRefID: '4dd9b5d9-d738-42ba-9326-2cc99e966000',
      requestRefID: 'c8c2bb31-3b3a-402e-84fc-21ef35161e48',
      transactionId: null,
      status: 'ERROR',
      msisdn: '*********149',
    });
  });
});

describe('Bill Manager', () => {
  const { parse } = ENDPOINTS.billManagerInvoice;

  it('is done with rescode 200, and gives the app key at opt-in', () => {
    expect(parse(fixture('bill-manager-opted-in'))).toEqual({
      kind: 'accepted',
      answer: { appKey: 'AG_2376487236_126732989KJ', message: 'Success' },
    });
    expect(parse(fixture('bill-manager-invoiced'))).toMatchObject({
      answer: { appKey: null, message: 'Invoice sent successfully' },
    });
    expect(parse(fixture('bill-manager-cancelled'))).toMatchObject({ kind: 'accepted' });
  });

  it('does not cancel what is paid', () => {
    expect(parse(fixture('bill-manager-conflict'))).toEqual({
      kind: 'refused',
      code: '409',
      message: 'partially or fully paid invoices cannot be cancelled.',
    });
  });

  it('has the paths and the key of the app', () => {
    const doubled = '/v1/billmanager-invoice/v1/billmanager-invoice/';
    const rows = billManagerEndpoints({ prefix: doubled, cancelBulk: 'cancel-bulk-invoice', appKey: 'AG_1' });
    expect(rows.optIn.path).toBe('/v1/billmanager-invoice/v1/billmanager-invoice/optin');
    expect(rows.cancelInvoices.path.endsWith('/cancel-bulk-invoice')).toBe(true);
    expect(rows.invoice.headers).toEqual({ appKey: 'AG_1', app_key: 'AG_1' });
    expect(ENDPOINTS.billManagerInvoice.headers).toBeUndefined();
  });

  it('pushes payments with the phone in clear', () => {
    expect(parseBillManagerPayment(fixture('bill-manager-push'))).toEqual({
      transactionId: 'UKLB53MYR1',
      paidAmountCents: 80_000,
      msisdn: { form: 'clear', value: '254710119383' },
      dateCreated: Date.UTC(2026, 10, 20, 21),
      accountReference: 'A1',
      shortCode: '718003',
    });
  });
});

describe('Bonga and data bundles', () => {
  it('answer under a header', () => {
    expect(ENDPOINTS.bongaCalculate.parse(fixture('bonga-calculated'))).toMatchObject({
      kind: 'accepted',
      answer: { amountCents: 800, points: '40', rate: '0.2' },
    });
    expect(ENDPOINTS.bongaRedeem.parse(fixture('bonga-redeemed'))).toMatchObject({ kind: 'accepted' });
    expect(ENDPOINTS.bundlePurchase.parse(fixture('bundle-purchased'))).toMatchObject({
      answer: { customerMessage: 'Bundle purchase was successful' },
    });
    const refused = { header: { responseCode: 6001, responseMessage: 'Fail' } };
    expect(ENDPOINTS.bongaRedeem.parse(refused)).toEqual({ kind: 'refused', code: '6001', message: 'Fail' });
    expect(ENDPOINTS.bongaCalculate.parse(refused)).toMatchObject({ kind: 'refused' });
  });

  it('list the bundles on offer', () => {
    expect(ENDPOINTS.bundleOffers.parse(fixture('bundle-offers'))).toEqual({
      kind: 'accepted',
      answer: {
        id: '1',
        offers: [
          {
            offeringId: '28042021',
            offerName: 'Daily 50MB',
            priceCents: 500,
            resourceAccId: '2572',
            resourceValue: '50',
            offerValidity: '1',
          },
        ],
      },
    });
    expect(ENDPOINTS.bundleOffers.parse({ status: '404', desc: 'not eligible' })).toMatchObject({
      kind: 'refused',
    });
    expect(ENDPOINTS.bundleStatus.parse(fixture('bundle-status'))).toMatchObject({ kind: 'accepted' });
    expect(ENDPOINTS.bundleStatus.parse({ responseStatus: '1001' })).toMatchObject({ kind: 'refused' });
  });
});

describe('every callback parser', () => {
  it('reads any JSON without throwing, and takes none of it by chance', () => {
    for (const parse of [parseB2bExpressCallback, parseRatibaCallback, parseBillManagerPayment]) {
      fc.assert(fc.property(fc.jsonValue(), (body) => expect(parse(body)).toBeNull()));
    }
  });
});
