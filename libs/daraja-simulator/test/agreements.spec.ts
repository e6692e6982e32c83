import { describe, expect, it } from '@jest/globals';
import { REQUEST_OPS } from '../src/faults/fault-rule.js';
import { readRoutes } from '../src/openapi/routes.js';
import { PHONE } from './support/daraja-caller.js';
import { useStage } from './support/stage.js';

const stage = useStage();
const MERCHANT = '254722000000';
const post = (path: string, body: unknown) => stage.daraja.post(path, body);
const balance = (account: string) => stage.sim.ledger().balances[account];
const bodies = (path: string) => stage.host.at(path).map(({ body }) => body);

describe('B2B Express', () => {
  const ask = async (changes: object = {}) => {
    const reply = await post('/v1/ussdpush/get-msisdn', {
      primaryShortCode: '300584',
      receiverShortCode: '600000',
      amount: '71',
      paymentRef: 'INV-77',
      callbackUrl: stage.host.url('/ussd'),
      partnerName: 'Vendor',
      RequestRefID: 'ref-1',
      ...changes,
    });
    expect(reply.body).toEqual({ code: '0', status: 'USSD Initiated Successfully' });
    await stage.sim.settled();
  };

  it('prompts the nominated phone and moves the till’s money when the PIN is right', async () => {
    stage.sim.setShortcode('300584', { balanceCents: 100_00 });
    await ask();
    expect(stage.sim.phone(MERCHANT).prompt).toMatchObject({ kind: 'ussd', amount: 71, reference: 'INV-77' });
    await stage.sim.answer(MERCHANT, { action: 'pay', pin: '1234' });
    expect(bodies('/ussd')).toEqual([
      {
        resultCode: '0',
        resultDesc: 'The service request is processed successfully.',
        amount: '71.0',
        requestId: 'ref-1',
        resultType: '0',
        conversationID: expect.stringMatching(/^AG_/),
        transactionId: expect.stringMatching(/^[A-Z0-9]{10}$/),
        status: 'SUCCESS',
      },
    ]);
    expect([balance('shortcode:300583'), balance('shortcode:600000')]).toEqual([29_00, 71_00]);
  });

  it.each([
    ['cancel', '4001'],
    ['ignore', '4203'],
    ['wrong-pin', '2001'],
    ['pay', '1'],
  ] as const)('answered by %s from an empty till ends in %s', async (action, resultCode) => {
    await ask();
    await stage.sim.answer(MERCHANT, { action });
    expect(bodies('/ussd')).toMatchObject([
      { resultCode, requestId: 'ref-1', amount: '71.0', paymentReference: 'INV-77' },
    ]);
  });

  it('without a nominated phone, a known merchant or a reachable phone fails at once', async () => {
    await ask({ primaryShortCode: '600000' });
    await ask({ primaryShortCode: '999999' });
    stage.sim.setPhone(MERCHANT, { state: 'offline' });
    await ask();
    expect(bodies('/ussd').map((body) => (body as { resultCode: string }).resultCode)).toEqual([
      '4104',
      '4102',
      '4201',
    ]);
  });

  it('is answered by itself with autopay', async () => {
    stage.sim.configure({ autopay: 'cancel' });
    await ask();
    await stage.sim.waitFor(() => bodies('/ussd')[0]);
    expect(bodies('/ussd')).toMatchObject([{ resultCode: '4001' }]);
  });
});

describe('Bill Manager', () => {
  const bills = (op: string, body: unknown) => post(`/v1/billmanager-invoice/${op}`, body);
  const optIn = () =>
    bills('optin', {
      shortcode: '600000',
      email: 'a@b.co.ke',
      officialContact: '0710000000',
      sendReminders: '1',
      logo: '',
      callbackurl: stage.host.url('/bill'),
    });
  const invoice = (externalReference: string, accountReference = 'A1') => ({
    externalReference,
    billedFullName: 'John Doe',
    billedPhoneNumber: '0722000000',
    billedPeriod: 'November 2026',
    invoiceName: 'Rent',
    dueDate: '2026-12-05',
    accountReference,
    amount: '2000',
    invoiceItems: [{ itemName: 'rent', amount: '2000' }],
  });
  const pay = () => stage.sim.pay(PHONE, { shortcode: '600000', account: 'a1', amount: 800 });

  it('is closed to who has not opted in', async () => {
    const reply = await bills('single-invoicing', invoice('1'));
    expect([reply.status, reply.body['errorCode'], reply.body['errorMessage']]).toEqual([
      401,
      '401',
      'Unauthorized - Invalid Access Token',
    ]);
  });

  it('gives an app key, and takes invoices one by one and in lists, also under the doubled prefix', async () => {
    expect((await optIn()).body).toEqual({
      app_key: expect.stringMatching(/^AG_\d+_\d+KJ$/),
      resmsg: 'Success',
      rescode: '200',
    });
    const sent = { Status_Message: 'Invoice sent successfully', resmsg: 'Success', rescode: '200' };
    expect((await bills('single-invoicing', invoice('1'))).body).toEqual(sent);
    expect((await bills('v1/billmanager-invoice/bulk-invoicing', [invoice('2'), invoice('3')])).body).toEqual(
      sent,
    );
    expect((await bills('bulk-invoicing', invoice('4'))).body['errorCode']).toBe('400.002.05');
    expect((await bills('bulk-invoicing', [{ ...invoice('4'), dueDate: 'soon' }])).body['errorMessage']).toBe(
      'Bad Request - Invalid dueDate',
    );
  });

  it('tells of a payment, and cancels only what nobody paid', async () => {
    await optIn();
    await bills('bulk-invoicing', [invoice('1'), invoice('2', 'B2')]);
    const { receipt } = await pay();
    await stage.sim.settled();
    expect(bodies('/bill')).toEqual([
      {
        transactionId: receipt,
        paidAmount: '800',
        msisdn: PHONE,
        dateCreated: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
        accountReference: 'a1',
        shortCode: '600000',
      },
    ]);
    expect((await bills('cancel-single-invoice', { externalReference: '1' })).body).toMatchObject({
      rescode: '409',
    });
    expect((await bills('cancel-bulk-invoices', [{ externalReference: '2' }])).body).toEqual({
      Status_Message: 'Invoice cancelled successfuly.',
      resmsg: 'Success',
      rescode: '200',
      errors: [],
    });
    const acknowledged = await bills('reconciliation', {
      paymentDate: '2026-11-21',
      paidAmount: '800',
      accountReference: 'A1',
      transactionId: receipt,
    });
    expect(acknowledged.body).toEqual({ resmsg: 'Success', rescode: '200' });
  });

  it('tries five times to tell, and then no more', async () => {
    await optIn();
    stage.host.answer('/bill', {}, 500);
    await pay();
    await stage.sim.settled();
    await stage.sim.advance(600_000);
    expect(bodies('/bill')).toHaveLength(5);
  });

  it('stops trying once somebody listened', async () => {
    await optIn();
    stage.sim.addFault({ op: 'billmanager-payment', fault: 'callback-lost', count: 2 });
    await pay();
    await stage.sim.advance(600_000);
    expect(bodies('/bill')).toHaveLength(1);
  });
});

describe('Ratiba', () => {
  const stamp = (days: number) =>
    new Date(stage.sim.now() + 3 * 3_600_000 + days * 86_400_000)
      .toISOString()
      .slice(0, 10)
      .replaceAll('-', '');
  const order = (changes: object = {}) =>
    post('/standingorder/v1/createStandingOrderExternal', {
      StandingOrderName: 'Rent Nov A1',
      StartDate: stamp(1),
      EndDate: stamp(4),
      BusinessShortCode: '600000',
      TransactionType: 'Standing Order Customer Pay Bill',
      ReceiverPartyIdentifierType: '4',
      Amount: '4500',
      PartyA: PHONE,
      CallBackURL: stage.host.url('/ratiba'),
      AccountReference: 'A1',
      TransactionDesc: 'Rent',
      Frequency: '2',
      ...changes,
    });

  it('agreed to is told in camel case, and pays daily as ordinary C2B until it ends', async () => {
    await stage.daraja.register({
      ShortCode: '600000',
      ConfirmationURL: stage.host.url('/confirm'),
      ValidationURL: stage.host.url('/validate'),
    });
    stage.sim.setPhone(PHONE, { balanceCents: 50_000_00 });
    expect((await order()).body).toMatchObject({ ResponseBody: { responseCode: '200' } });
    expect(stage.sim.phone(PHONE).prompt).toMatchObject({ kind: 'standing-order', amount: 4500 });
    await stage.sim.answer(PHONE, { action: 'pay' });
    expect(bodies('/ratiba')).toMatchObject([
      { responseHeader: { responseCode: '0' }, responseBody: { responseData: expect.any(Array) } },
    ]);
    expect(bodies('/confirm')).toHaveLength(0);
    await stage.sim.advance(10 * 86_400_000);
    expect(bodies('/confirm')).toHaveLength(4);
    expect(bodies('/confirm')[0]).toMatchObject({ TransAmount: '4500.00', BillRefNumber: 'A1' });
  });

  it.each([
    ['cancel', '1032'],
    ['ignore', '1037'],
    ['wrong-pin', '2001'],
  ] as const)('answered by %s is told in Pascal case with %s', async (action, responseCode) => {
    await order({ CustomStoId: 'mine' });
    await stage.sim.answer(PHONE, { action });
    expect(bodies('/ratiba')).toMatchObject([
      {
        ResponseHeader: { responseCode, requestRefID: 'mine' },
        ResponseBody: { ResponseData: expect.any(Array) },
      },
    ]);
  });

  it('by a name the customer has used already is 1050', async () => {
    await order();
    await stage.sim.answer(PHONE, { action: 'pay' });
    await order();
    await stage.sim.settled();
    expect(bodies('/ratiba').at(-1)).toMatchObject({ ResponseHeader: { responseCode: '1050' } });
  });

  it.each([
    ['portal', { TransactionType: 'Standing Order Customer Pay Marchant' }],
    ['postman', { TransactionType: 'Standing Order Customer Pay Merchant' }],
    ['newer', { TransactionType: 'Standing Order Pay Merchant External Third Party', Frequency: '9' }],
  ] as const)('serves the contract of the %s', async (ratiba, changes) => {
    const till = { BusinessShortCode: '300584', ReceiverPartyIdentifierType: '2' };
    stage.sim.configure({ ratiba });
    expect((await order({ ...till, ...changes })).status).toBe(200);
    stage.sim.configure({ ratiba: ratiba === 'portal' ? 'newer' : 'portal' });
    expect((await order({ ...till, ...changes })).body['errorMessage']).toBe(
      'Bad Request - Invalid TransactionType',
    );
  });

  it('is monthly on the last day of months that are too short', async () => {
    const { executionDay } = await import('../src/products/ratiba/frequency.js');
    const days = [1, 2, 3].map((n) => new Date(executionDay(Date.UTC(2027, 0, 31), { months: 1 }, n)));
    expect(days.map((day) => day.toISOString().slice(0, 10))).toEqual([
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
    ]);
  });
});

describe('C2B Hakikisha', () => {
  const ask = () =>
    post('/sim/shortcodes/600000/hakikisha', {
      tokenUrl: stage.host.url('/auth/v1/generate'),
      notifyUrl: stage.host.url('/c2b_hakikisha/v1/notify'),
      username: 'safaricom',
      password: 'secret',
      accountNumber: '66925336',
    });
  const TOKEN = '/auth/v1/generate?grant_type=client_credentials';

  it('fetches a token as Safaricom and asks for the name of an account', async () => {
    stage.host.answer(TOKEN, { access_token: 'abc', expires_in: 3599 });
    stage.host.answer('/c2b_hakikisha/v1/notify', { accountName: 'JANE DOE' });
    expect((await ask()).body).toMatchObject({
      accountName: 'JANE DOE',
      tokenStatus: 200,
      notifyStatus: 200,
    });
    expect(stage.host.at(TOKEN)[0]?.headers['authorization']).toBe(
      `Basic ${Buffer.from('safaricom:secret').toString('base64')}`,
    );
    const [asked] = stage.host.at('/c2b_hakikisha/v1/notify');
    expect(asked?.headers['authorization']).toBe('Bearer abc');
    expect(asked?.body).toEqual({
      requestId: expect.any(String),
      timestamp: expect.stringMatching(/^\d{10}$/),
      accountNumber: '66925336',
      shortcode: '600000',
    });
  });

  it('gets no name without a token', async () => {
    stage.host.answer(TOKEN, { error: 'no' }, 401);
    expect((await ask()).body).toMatchObject({ accountName: null, tokenStatus: 401, notifyStatus: null });
  });
});

describe('points and bundles', () => {
  it('pay a bill with Bonga points, which lands as C2B', async () => {
    expect((await post('/v1/lipa/na/bonga/calculator-points', { points: '500' })).body).toMatchObject({
      header: { responseCode: 200, responseMessage: 'Success' },
      body: { amount: '100', points: '500', rate: '0.2' },
    });
    await stage.daraja.register({
      ShortCode: '600000',
      ConfirmationURL: stage.host.url('/confirm'),
      ValidationURL: stage.host.url('/validate'),
    });
    const redeemed = await post('/v1/lipa/na/bonga/redeem-paybill', {
      msisdn: PHONE,
      amount: 100,
      bongaPoints: 500,
      conversionRate: 0.2,
      shortCode: '600000',
      accountNumber: 'A1',
    });
    expect(redeemed.body).toMatchObject({ header: { responseCode: 200 }, body: null });
    await stage.sim.settled();
    expect(bodies('/confirm')).toMatchObject([{ TransAmount: '100.00', BillRefNumber: 'A1' }]);
    expect(stage.sim.ledger().totals.net).toBe(0);
  });

  it('buy data from the customer’s M-Pesa', async () => {
    const bearer = { headers: { authorization: `Bearer ${stage.daraja.token}` } };
    const offers = await stage.daraja.call(`/v1/dynamic-offers/fetch?msisdn=${PHONE}`, bearer);
    expect(offers.body).toMatchObject({
      relatedSusbscription: [],
      lineItem: { characteristicsValue: [{ offeringId: '210001' }] },
    });
    const bought = await post('/v1/dynamic-offers/facebook-bundle/purchase', {
      msisdn: PHONE,
      offeringId: '210001',
      paymentMode: 'm-pesa',
      accountId: '19001',
      price: '99',
      resourceAmount: '1024',
      validity: '1',
      transactionId: 't-1',
    });
    expect(bought.body).toMatchObject({
      header: { responseCode: 200, customerMessage: 'Bundle purchase was successful' },
    });
    expect(balance(`phone:${PHONE}`)).toBe(19_901_00);
    const status = await stage.daraja.call('/v2/bundles/get/status?id=t-1&serviceAccountId=0', bearer);
    expect(status.body).toMatchObject({ responseId: 't-1', responseStatus: '1000' });
    const none = await stage.daraja.call('/v2/bundles/get/status?id=t-2&serviceAccountId=0', bearer);
    expect(none.body).toMatchObject({ responseId: 't-2', responseStatus: '1001' });
  });
});

describe('the OpenAPI document', () => {
  it('has the ten operations of the public seed, and every product', async () => {
    const { body } = await stage.daraja.call('/openapi.json');
    const paths = body['paths'] as Record<string, object>;
    for (const path of [
      '/mpesa/b2b/v1/paymentrequest',
      '/mpesa/reversal/v1/request',
      '/mpesa/transactionstatus/v1/query',
      '/mpesa/c2b/v1/simulate',
      '/mpesa/stkpushquery/v1/query',
      '/mpesa/b2c/v3/paymentrequest',
      '/mpesa/stkpush/v1/processrequest',
      '/mpesa/accountbalance/v1/query',
      '/mpesa/c2b/v2/registerurl',
    ])
      expect(paths[path]).toHaveProperty('post');
    expect(paths['/oauth/v1/generate']).toHaveProperty('get');
    const ops = new Set(readRoutes().map(({ op }) => op));
    expect([...ops].sort()).toEqual([...REQUEST_OPS].sort());
  });
});
