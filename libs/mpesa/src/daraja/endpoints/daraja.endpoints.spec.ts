import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ENDPOINTS } from './daraja.endpoints.js';
import type { Endpoint } from '../wire/endpoint.js';

const rows: ReadonlyArray<Endpoint<never, unknown>> = Object.values(ENDPOINTS);

describe('the endpoint table', () => {
  it('has the paths of the official Postman collection', () => {
    expect(rows.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /oauth/v1/generate?grant_type=client_credentials',
      'POST /mpesa/stkpush/v1/processrequest',
      'POST /mpesa/stkpushquery/v1/query',
      'POST /mpesa/c2b/v1/registerurl',
      'POST /mpesa/c2b/v2/registerurl',
      'POST /mpesa/c2b/v1/simulate',
      'POST /mpesa/c2b/v2/simulate',
      'POST /mpesa/b2c/v1/paymentrequest',
      'POST /mpesa/b2c/v3/paymentrequest',
      'POST /mpesa/b2pochi/v1/paymentrequest',
      'POST /mpesa/b2c/v1/paymentrequest',
      'POST /mpesa/b2b/v1/paymentrequest',
      'POST /mpesa/b2b/v1/remittax',
      'POST /mpesa/reversal/v1/request',
      'POST /mpesa/transactionstatus/v1/query',
      'POST /mpesa/accountbalance/v1/query',
      'POST /v1/ussdpush/get-msisdn',
      'POST /mpesa/qrcode/v1/generate',
      'POST /standingorder/v1/createStandingOrderExternal',
      'POST /v1/lipa/na/bonga/calculate-points',
      'POST /v1/lipa/na/bonga/calculator-points',
      'POST /v1/lipa/na/bonga/redeem-paybill',
      'GET /v1/dynamic-offers/fetch',
      'POST /v1/dynamic-offers/facebook-bundle/purchase',
      'GET /v2/bundles/get/status',
      'POST /v1/billmanager-invoice/optin',
      'POST /v1/billmanager-invoice/change-optin-details',
      'POST /v1/billmanager-invoice/single-invoicing',
      'POST /v1/billmanager-invoice/bulk-invoicing',
      'POST /v1/billmanager-invoice/reconciliation',
      'POST /v1/billmanager-invoice/change-invoice',
      'POST /v1/billmanager-invoice/change-invoices',
      'POST /v1/billmanager-invoice/cancel-single-invoice',
      'POST /v1/billmanager-invoice/cancel-bulk-invoices',
      'POST /pulltransactions/v1/register',
      'POST /pulltransactions/v1/query',
      'POST /imsi/v1/checkATI',
      'POST /imsi-lookup/v1/checkATI',
      'POST /imsi/v2/checkATI',
      'POST /registration/lookup/v1/checkATI',
      'POST /v1/KYC-validation/validateID',
      'POST /sfcverify/v1/query/info',
      'POST /mpesa/b2c/hakikisha/v1/hakikisha',
    ]);
  });

  it('never repeats what moves money, or sends a message to a customer', () => {
    const reconciled = rows.filter(({ onUnanswered }) => onUnanswered === 'reconcile');
    expect(reconciled).toEqual([
      ENDPOINTS.stkPush,
      ENDPOINTS.c2bSimulateV1,
      ENDPOINTS.c2bSimulateV2,
      ENDPOINTS.b2cV1,
      ENDPOINTS.b2cV3,
      ENDPOINTS.pochi,
      ENDPOINTS.pochiByB2c,
      ENDPOINTS.b2b,
      ENDPOINTS.tax,
      ENDPOINTS.reversal,
      ENDPOINTS.b2bExpress,
      ENDPOINTS.ratiba,
      ENDPOINTS.bongaRedeem,
      ENDPOINTS.bundlePurchase,
      ENDPOINTS.billManagerInvoice,
      ENDPOINTS.billManagerInvoices,
      ENDPOINTS.billManagerReceipt,
    ]);
  });

  it('reads any JSON without throwing, and accepts none of it by chance', () => {
    for (const { parse } of rows) {
      fc.assert(fc.property(fc.jsonValue(), (body) => expect(parse(body).kind).not.toBe('accepted')));
    }
  });

  it('takes the life of a token as text and as number, and believes ten minutes of a token that does not tell', () => {
    const { parse } = ENDPOINTS.oauth;
    const read = { kind: 'accepted', answer: { access_token: 'c9SQ', expires_in: 3599 } };
    expect(parse({ access_token: 'c9SQ', expires_in: '3599' })).toEqual(read);
    expect(parse({ access_token: 'c9SQ', expires_in: 3599 })).toEqual(read);
    for (const life of [undefined, '', 'soon', 0, '-1', Infinity]) {
      expect(parse({ access_token: 'c9SQ', expires_in: life })).toEqual({
        kind: 'accepted',
        answer: { access_token: 'c9SQ', expires_in: 600 },
      });
    }
    expect(parse({ expires_in: '3599' })).toEqual({ kind: 'unreadable' });
  });
});
