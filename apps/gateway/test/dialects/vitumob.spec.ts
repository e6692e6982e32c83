/** Vitumob's push request as its document prints it (seed 001), and what becomes of it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { testDatabases } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { addressList, type VitumobSettings } from '../../src/setup/dialect-settings.js';
import type { Answer, Http } from '../support/http.js';
import { startMerchant, type Merchant, type Received } from '../support/merchant.js';
import { shapeOf } from '../support/shape.js';
import { startTestGateway, type TestClient, type TestGateway } from '../support/test-gateway.js';
import { printed } from './printed.js';

const { pushRequest, pushed, noToken, expiredToken } = printed('vitumob');
const PATH = '/payments/mpesa/payment/push/request';
/** Those that the document prints, and two for each test: M-Pesa gives a phone that leaves prompts open a rest. */
const PRINTED = [pushRequest.order.user_phone_number, pushed.phone_no];
const PHONES = Array.from({ length: 100 }, (_, index) => String(254_723_100_000 + index));

describe.each(testDatabases())('a push request to Vitumob on %s', (database) => {
  const vitumob: { -readonly [Field in keyof VitumobSettings]: VitumobSettings[Field] } = {
    clientId: '',
    addresses: addressList('-', '127.0.0.1'),
    roundUp: false,
  };
  let gateway: TestGateway;
  let client: TestClient;
  let merchant: Merchant;
  let secret: string;
  let token: string;
  let orders = 0;
  let [phoneA = '', phoneB = '', ...unused] = PHONES;

  beforeAll(async () => {
    gateway = await startTestGateway({
      database,
      settings: { dialects: { vitumob } },
      // The sandbox's five queries a minute would be waited for.
      mpesa: () => ({ reconciliation: { queryRate: { perMinute: 60_000, burst: 1_000 } } }),
    });
    await gateway.sim.reset({
      seed: {
        phones: [...PRINTED, ...PHONES].map((msisdn) => ({
          msisdn,
          name: 'JANE DOE',
          balanceCents: 10_000_000,
        })),
      },
    });
  });
  afterAll(() => gateway.close());
  beforeEach(async () => {
    [phoneA = '', phoneB = '', ...unused] = unused;
    client = await gateway.client();
    vitumob.clientId = client.id;
    vitumob.roundUp = false;
    token = await newToken();
    merchant = await startMerchant();
    const endpoint = await client.http.post(
      '/v1/callback-endpoints',
      { url: merchant.url, format: 'vitumob' },
      { 'idempotency-key': client.id },
    );
    secret = String(endpoint.body['secret']);
    merchant.forget();
  });
  afterEach(() => merchant.close());

  const newToken = async (): Promise<string> =>
    String((await gateway.http.get('/payments/mpesa/token')).body['access_token']);
  const nextOrder = (): string => String(4_787_246_431_469_568 + (orders += 1));
  const push = (order: object, as: Http = gateway.http.with({ authorization: token })): Promise<Answer> =>
    as.post(PATH, { order });
  const order = (over: object = {}) => ({
    ...pushRequest.order,
    order_id: nextOrder(),
    user_phone_number: phoneA,
    ...over,
  });
  const outcome = (): Promise<Received> => eventually(() => merchant.messages[0]);
  const prompts = (msisdn: string) =>
    gateway.sim.phones().filter((phone) => phone.msisdn === msisdn && phone.prompt !== null).length;

  describe('with the token as the header, or after the word Bearer', () => {
    it.each([
      ['raw', '', '', PRINTED[0]],
      ['Bearer', 'Bearer ', '/', PRINTED[1]],
    ])('%s: asks the phone, and answers as it is printed', async (_, word, slash, phone = '') => {
      const asked = { ...pushRequest.order, user_phone_number: phone };
      const { status, body } = await gateway.http
        .with({ authorization: word + token })
        .post(PATH + slash, { order: asked });
      expect([status, shapeOf(body)]).toEqual([200, shapeOf(pushed)]);
      const checkout = String(body['payment_id']);
      expect(body).toEqual({
        payment_id: expect.stringMatching(/^ws_CO_/),
        user_id: client.id,
        order_id: asked.order_id,
        phone_no: phone,
        daraja_response: {
          CheckoutRequestID: checkout,
          MerchantRequestID: expect.any(String),
          ResponseCode: pushed.daraja_response.ResponseCode,
        },
        amount: 12_341,
      });
      expect(gateway.sim.phone(phone).prompt).toMatchObject({ amount: 12_341, reference: asked.order_id });
    });
  });

  it('without a token is answered 400', async () => {
    for (const http of [gateway.http, gateway.http.with({ authorization: 'Bearer ' })]) {
      const { status, body } = await push(order(), http);
      expect([status, body]).toEqual([400, noToken]);
    }
  });

  it('with an expired token is answered 404, with the order and Daraja’s own words', async () => {
    const { order_meta_data: asked } = expiredToken;
    for (const bad of ['x.y.z', `${token}x`, 'dbeiaDd3YnAA6QdTt29ASkDTLuDq']) {
      const { status, body } = await push(asked, gateway.http.with({ authorization: bad }));
      expect([status, shapeOf(body)]).toEqual([404, shapeOf(expiredToken)]);
      expect(body).toEqual({
        ...expiredToken,
        daraja_error: { ...expiredToken.daraja_error, requestId: expect.stringMatching(/./) },
      });
    }
  });

  it('with a token that may not ask for payments is answered 403', async () => {
    const reader = await gateway.client({ scopes: ['payments:read'] });
    const { status, body } = await push(order(), reader.http);
    expect([status, shapeOf(body)]).toEqual([403, { error: 'string' }]);
  });

  it.each([
    ['an amount of text', { amount: 'much' }, 'order.amount'],
    ['nothing', { amount: '0' }, 'order.amount'],
    ['too much', { amount: '250001' }, 'order.amount'],
    ['a negative amount', { amount: -5 }, 'order.amount'],
    ['a third decimal', { amount: '10.005' }, 'order.amount'],
    ['a foreign phone', { user_phone_number: '255723123123' }, 'order.user_phone_number'],
    ['no phone', { user_phone_number: undefined }, 'order.user_phone_number'],
    ['no order id', { order_id: undefined }, 'order.order_id'],
  ])('for %s is refused by the name of its field', async (_, over, field) => {
    const { status, body } = await push(order(over));
    expect([status, shapeOf(body)]).toEqual([400, { error: 'string' }]);
    expect(body['error']).toContain(field);
  });

  it('that is no JSON is told so in one word error', async () => {
    const { status, body } = await gateway.http
      .with({ authorization: token, 'content-type': 'application/json' })
      .request('POST', PATH, '{');
    expect([status, shapeOf(body)]).toEqual([400, { error: 'string' }]);
  });

  describe('for a fraction of a shilling', () => {
    it('is refused with the rule', async () => {
      const { status, body } = await push(order({ amount: '48744.15' }));
      expect([status, body['error']]).toEqual([400, expect.stringContaining('whole shillings')]);
      expect(prompts(phoneA)).toBe(0);
    });

    it('asks for the next shilling where the client is configured so, and answers the amount as asked', async () => {
      vitumob.roundUp = true;
      const { status, body } = await push(order({ amount: '48744.15', user_phone_number: phoneB }));
      expect([status, body['amount']]).toEqual([200, pushed.amount]);
      expect(gateway.sim.phone(phoneB).prompt).toMatchObject({ amount: 48_745 });
      await gateway.sim.answer(phoneB, { action: 'pay' });
      expect((await outcome()).body).toMatchObject({ status: 'completed', amount: 48_745 });
    });

    it('is refused for a client that is not the configured one', async () => {
      vitumob.roundUp = true;
      const other = await gateway.client();
      expect((await push(order({ amount: 10.5 }), other.http)).status).toBe(400);
    });

    it('is none when the cents are zero, as a number too', async () => {
      expect((await push(order({ amount: '12341.00' }))).body['amount']).toBe(12_341);
      const { body } = await push(order({ amount: 12_342, user_phone_number: phoneB }));
      expect(body['amount']).toBe(12_342);
    });
  });

  describe('that Daraja refuses', () => {
    it('is answered in Daraja’s words and with its status', async () => {
      gateway.sim.setPhone(phoneA, { state: 'unregistered' });
      const asked = order();
      const { status, body } = await push(asked);
      expect([status, shapeOf(body)]).toEqual([500, shapeOf(expiredToken)]);
      expect(body).toEqual({
        order_meta_data: asked,
        status_code: 500,
        daraja_error: {
          errorCode: '500.001.1001',
          errorMessage: expect.stringContaining('No ICCID found'),
          requestId: expect.stringMatching(/^[0-9a-f]+-[0-9a-f-]+$/),
        },
      });
    });

    it('because the phone has another prompt is told as Daraja tells it', async () => {
      await push(order());
      const { status, body } = await push(order());
      expect([status, shapeOf(body)]).toEqual([500, shapeOf(expiredToken)]);
      expect(body['daraja_error']).toMatchObject({ errorCode: '500.001.1001' });
    });

    it('may be asked for again under the same order', async () => {
      gateway.sim.setPhone(phoneA, { state: 'unregistered' });
      const asked = order();
      expect((await push(asked)).status).toBe(500);
      gateway.sim.setPhone(phoneA, { state: 'normal' });
      expect((await push(asked)).status).toBe(200);
    });
  });

  it('that Daraja does not answer is not sent again, and is the same payment once it is known', async () => {
    gateway.sim.addFault({ op: 'stkpush', fault: 'ack-lost', count: 1 });
    const asked = order();
    const { status, body } = await push(asked);
    expect([status, shapeOf(body)]).toEqual([504, { error: 'string' }]);
    expect([(await push(asked)).status, prompts(phoneA)]).toEqual([504, 1]);
    await gateway.sim.answer(phoneA, { action: 'pay' });
    expect((await outcome()).body).toMatchObject({ order_id: asked.order_id, status: 'completed' });
  });

  describe('for an order that was asked for before', () => {
    it('returns the same payment while its prompt is open, whatever else is asked', async () => {
      const asked = order();
      const first = await push(asked);
      expect((await push(asked)).body).toEqual(first.body);
      expect((await push({ ...asked, amount: '99', user_phone_number: phoneB })).body).toEqual(first.body);
      expect([prompts(phoneA), prompts(phoneB)]).toEqual([1, 0]);
    });

    it('returns the same payment to twenty who ask at once', async () => {
      const asked = order();
      const answers = await Promise.all(Array.from({ length: 20 }, () => push(asked)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ body }) => body['payment_id'])).size).toBe(1);
    });

    it('asks anew after the customer has cancelled', async () => {
      const asked = order();
      const first = await push(asked);
      await gateway.sim.answer(phoneA, { action: 'cancel' });
      await outcome();
      const second = await push(asked);
      expect(second.status).toBe(200);
      expect(second.body['payment_id']).not.toBe(first.body['payment_id']);
    });

    it('is refused after the customer has paid, so that nobody pays twice', async () => {
      const asked = order();
      await push(asked);
      await gateway.sim.answer(phoneA, { action: 'pay' });
      await outcome();
      const { status, body } = await push(asked);
      expect([status, shapeOf(body), prompts(phoneA)]).toEqual([409, { error: 'string' }, 0]);
    });

    it('is another client’s order when another client asks', async () => {
      const other = await gateway.client();
      const asked = order();
      const mine = await push(asked);
      const theirs = await push({ ...asked, user_phone_number: phoneB }, other.http);
      expect([theirs.status, theirs.body['user_id']]).toEqual([200, other.id]);
      expect(theirs.body['payment_id']).not.toBe(mine.body['payment_id']);
    });
  });

  describe('is told of at the client’s endpoint', () => {
    it('when the customer completes it, signed', async () => {
      const asked = order();
      const { body } = await push(asked);
      await gateway.sim.answer(phoneA, { action: 'pay' });
      const message = await outcome();
      expect(message.body).toEqual({
        order_id: asked.order_id,
        payment_id: body['payment_id'],
        status: 'completed',
        amount: 12_341,
        phone_no: phoneA,
        receipt: expect.stringMatching(/^[A-Z0-9]{10}$/),
        ResultCode: '0',
        ResultDesc: expect.any(String),
      });
      expect(new Webhook(secret).verify(message.raw, message.headers)).toEqual(message.body);
    });

    it('when the customer cancels it', async () => {
      const asked = order();
      const { body } = await push(asked);
      await gateway.sim.answer(phoneA, { action: 'cancel' });
      expect((await outcome()).body).toEqual({
        order_id: asked.order_id,
        payment_id: body['payment_id'],
        status: 'cancelled',
        amount: 12_341,
        phone_no: phoneA,
        receipt: null,
        ResultCode: '1032',
        ResultDesc: expect.any(String),
      });
    });

    it('when it fails for another reason', async () => {
      await push(order());
      await gateway.sim.answer(phoneA, { action: 'wrong-pin' });
      expect((await outcome()).body).toMatchObject({ status: 'failed', ResultCode: '2001' });
    });

    it('and of nothing that was not asked for in this dialect', async () => {
      const asked = { phone: phoneB, amount: 10 };
      await client.http.post('/v1/payments/collect', asked, { 'idempotency-key': 'other' });
      await gateway.sim.answer(phoneB, { action: 'pay' });
      const known = order();
      await push(known);
      await gateway.sim.answer(phoneA, { action: 'pay' });
      await outcome();
      await eventually(async () => {
        const { body } = await client.http.get('/v1/payments');
        return (body['items'] as { status: string }[]).every(({ status }) => status === 'succeeded');
      });
      expect(merchant.messages.map(({ body }) => body['order_id'])).toEqual([known.order_id]);
    });
  });
});

describe('the words of an endpoint', () => {
  it('must be those of an API that has words for its purpose', async () => {
    const gateway = await startTestGateway();
    const { http } = await gateway.client();
    const unknown = await http.post(
      '/v1/callback-endpoints',
      { url: 'http://127.0.0.1:9', format: 'latin' },
      { 'idempotency-key': '1' },
    );
    expect(unknown.body).toMatchObject({ status: 400, field: 'format', value: 'latin' });
    const mute = await http.post(
      '/v1/callback-endpoints',
      { url: 'http://127.0.0.1:9', format: 'vitumob', purpose: 'validation' },
      { 'idempotency-key': '2' },
    );
    expect(mute.body).toMatchObject({ status: 400, field: 'format', value: 'vitumob' });
    await gateway.close();
  });
});
