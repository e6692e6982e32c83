import { beforeEach, describe, expect, it } from '@jest/globals';
import { DarajaOutcomeUnknownError } from '../errors/daraja-outcome-unknown.error.js';
import { DarajaRejectedError } from '../errors/daraja-rejected.error.js';
import { DarajaResponseError } from '../errors/daraja-response.error.js';
import { DarajaThrottledError } from '../errors/daraja-throttled.error.js';
import { DarajaUnavailableError } from '../errors/daraja-unavailable.error.js';
import { systemRandom } from '../values/random.js';
import { AccessTokens } from './token/access-token.js';
import type { B2bExpressRequestBody } from './contracts/b2b-express.contract.js';
import type { B2cV3RequestBody } from './contracts/b2c.contract.js';
import type { StkPushRequestBody } from './contracts/stk-push.contract.js';
import type { StkQueryRequestBody } from './contracts/stk-query.contract.js';
import { DarajaClient } from './daraja-client.js';
import { DarajaExchange } from './exchange/daraja-exchange.js';
import { ENDPOINTS } from './endpoints/daraja.endpoints.js';
import { billManagerEndpoints } from './endpoints/bill-manager.endpoints.js';
import { InMemoryAccessTokenStore } from './token/in-memory-access-token.store.js';
import { isProductMismatch, isSubscriberLocked, isUnknownCheckout } from './exchange/refusal-kinds.js';
import { createTokenFetch } from './token/token-fetch.js';
import { type TransportRequest, TransportError } from './wire/transport.js';

const NOW = Date.UTC(2026, 10, 21);
const APP = { baseUrl: 'http://127.0.0.1:4010/', consumerKey: 'key', consumerSecret: 'secret' };
const PUSH: StkPushRequestBody = {
  BusinessShortCode: '174379',
  Password: 'cGFzcw==',
  Timestamp: '20261121101530',
  TransactionType: 'CustomerPayBillOnline',
  Amount: 1,
  PartyA: 254708374149,
  PartyB: '174379',
  PhoneNumber: 254708374149,
  CallBackURL: 'https://pay.example.co.ke/hooks',
  AccountReference: 'ORDER-17',
  TransactionDesc: 'Mangoes',
};
const QUERY: StkQueryRequestBody = {
  BusinessShortCode: '174379',
  Password: 'cGFzcw==',
  Timestamp: '20261121101530',
  CheckoutRequestID: 'ws_CO_21112026101530123708374149',
};
/** The documented acknowledgement (portal page MpesaExpressSimulate). */
const ACCEPTED = {
  MerchantRequestID: '2654-4b64-97ff-b827b542881d3130',
  CheckoutRequestID: 'ws_CO_21112026101530123708374149',
  ResponseCode: '0',
  ResponseDescription: 'Success. Request accepted for processing',
  CustomerMessage: 'Success. Request accepted for processing',
};
const HTML = '<html><head><title>Request unsuccessful</title></head>Incapsula incident ID: 1-2</html>';

type Scripted = { status: number; body: unknown; headers?: Record<string, string> } | TransportError;

let script: Scripted[];
let sent: TransportRequest[];
let pauses: number[];
/** False: OAuth issues token-1, token-2 and so on by itself and is not recorded. */
let oauthScripted: boolean;
let client: DarajaClient;

beforeEach(() => {
  script = [];
  sent = [];
  pauses = [];
  const clock = { now: () => NOW };
  const delay = async (ms: number) => void pauses.push(ms);
  let tokens = 0;
  const exchange = new DarajaExchange({
    clock,
    delay,
    random: systemRandom,
    timeoutMs: 30_000,
    transport: async (request) => {
      if (request.url.includes('/oauth/') && !oauthScripted) {
        tokens += 1;
        return { status: 200, headers: {}, text: `{"access_token":"token-${tokens}","expires_in":"3599"}` };
      }
      sent.push(request);
      const next = script.shift();
      if (!next) throw new Error('the script is at its end');
      if (next instanceof TransportError) throw next;
      const text = typeof next.body === 'string' ? next.body : JSON.stringify(next.body);
      return { status: next.status, headers: next.headers ?? {}, text };
    },
  });
  const store = new InMemoryAccessTokenStore();
  const accessTokens = new AccessTokens({
    clock,
    delay,
    random: systemRandom,
    store,
    fetch: createTokenFetch(exchange),
  });
  client = new DarajaClient(exchange, accessTokens);
  oauthScripted = false;
});

const envelope = (errorCode: string, errorMessage: string) => ({
  requestId: '29115-34620561-1',
  errorCode,
  errorMessage,
});

async function failureOf(sending: Promise<unknown>): Promise<unknown> {
  return sending.then(
    () => 'it was accepted',
    (error: unknown) => error,
  );
}

async function pushAnswered(...answers: Scripted[]): Promise<unknown> {
  script.push(...answers);
  return failureOf(client.send(ENDPOINTS.stkPush, PUSH, APP));
}

describe('a push', () => {
  it('goes out once, as JSON with the bearer token, and returns the accepted answer', async () => {
    script.push({ status: 200, body: ACCEPTED });
    const answer = await client.send(ENDPOINTS.stkPush, PUSH, APP);
    expect(answer.CheckoutRequestID).toBe(ACCEPTED.CheckoutRequestID);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      method: 'POST',
      url: 'http://127.0.0.1:4010/mpesa/stkpush/v1/processrequest',
      headers: { Authorization: 'Bearer token-1', 'Content-Type': 'application/json' },
      body: JSON.stringify(PUSH),
    });
  });

  it.each([
    [400, envelope('400.002.02', 'Bad Request - Invalid PhoneNumber')],
    [500, envelope('500.001.1001', 'Merchant does not exist')],
    [500, envelope('500.001.1001', '[MerchantValidate] - Wrong credentials')],
    [500, envelope('500.001.1001', '[CBS - ] No ICCID found (non m-pesa number)')],
    [200, envelope('500.001.1001', 'Merchant does not exist')],
    [200, envelope('400.002.02', 'Bad Request - Invalid Amount')],
    [404, envelope('404.001.01', 'Resource not found')],
    [200, { ...ACCEPTED, ResponseCode: '1', ResponseDescription: 'Rejected' }],
    [400, ''],
    [401, { fault: { faultstring: 'Invalid ApiKey', detail: { errorcode: 'oauth.v2.InvalidApiKey' } } }],
  ])('is refused with HTTP %p and %j', async (status, body) => {
    const error = await pushAnswered({ status, body });
    expect(error).toBeInstanceOf(DarajaRejectedError);
    expect(error).toMatchObject({
      product: 'stk-push',
      httpStatus: status,
      retryable: false,
      moneyMayHaveMoved: false,
    });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['500.002.1001', 'System internal error.'],
    ['500.003.1001', 'Service is currently unreachable. Please try again later.'],
    ['00.002.1001', 'Something nobody has seen before'],
  ])('is refused for now with HTTP 200 and the error %s %s', async (code, message) => {
    const error = await pushAnswered({ status: 200, body: envelope(code, message) });
    expect(error).toBeInstanceOf(DarajaRejectedError);
    expect(error).toMatchObject({ httpStatus: 200, errorCode: code, retryable: true });
  });

  it('keeps what Daraja said in the refusal', async () => {
    expect(
      await pushAnswered({ status: 500, body: envelope('500.001.1001', 'Wrong credentials') }),
    ).toMatchObject({
      errorCode: '500.001.1001',
      errorMessage: 'Wrong credentials',
      requestId: '29115-34620561-1',
    });
  });

  it('to a phone with an open prompt is refused for now', async () => {
    const message =
      'Unable to lock subscriber, a transaction is already in process for the current subscriber';
    const error = await pushAnswered({ status: 500, body: envelope('500.001.1001', message) });
    expect(isSubscriberLocked(error)).toBe(true);
    expect(error).toMatchObject({ retryable: true });
    expect(isSubscriberLocked(await pushAnswered({ status: 500, body: envelope('500.001.1001', 'x') }))).toBe(
      false,
    );
  });

  it('stopped by the edge firewall is refused for now', async () => {
    expect(await pushAnswered({ status: 403, body: HTML })).toMatchObject({
      name: 'DarajaRejectedError',
      retryable: true,
      errorCode: null,
    });
  });

  it.each([
    [500, envelope('500.003.02', 'System is busy. Please try again in few minutes.')],
    [500, envelope('500.003.03', 'The service is under maintenance.')],
    [500, envelope('500.003.1001', 'Service is currently unreachable. Please try again later.')],
    [500, envelope('500.003.1001', 'Internal Server Error')],
    [500, envelope('500.001.1001', 'Something nobody has seen before')],
    [503, HTML],
    [200, HTML],
    [502, ''],
    [500, ''],
    [
      504,
      {
        fault: {
          faultstring: 'Gateway Timeout',
          detail: { errorcode: 'messaging.adaptors.http.flow.GatewayTimeout' },
        },
      },
    ],
    [200, {}],
    [200, []],
    [200, '{"ResponseCode":"0","Check'],
    [200, { ResponseCode: '0' }],
    [500, ACCEPTED],
    [302, ''],
    [408, ''],
  ])('has an unknown outcome after HTTP %p and %j, and is not sent again', async (status, body) => {
    const error = await pushAnswered({ status, body });
    expect(error).toBeInstanceOf(DarajaOutcomeUnknownError);
    expect(error).toMatchObject({
      product: 'stk-push',
      httpStatus: status,
      retryable: false,
      moneyMayHaveMoved: true,
    });
    expect(sent).toHaveLength(1);
  });

  it('has an unknown outcome when the connection broke after bytes may have left', async () => {
    const error = await pushAnswered(new TransportError('ECONNRESET', { sent: true }));
    expect(error).toBeInstanceOf(DarajaOutcomeUnknownError);
    expect(sent).toHaveLength(1);
  });

  it('was not sent when the connection never stood', async () => {
    const error = await pushAnswered(new TransportError('ECONNREFUSED', { sent: false }));
    expect(error).toBeInstanceOf(DarajaUnavailableError);
    expect(error).toMatchObject({ retryable: true, moneyMayHaveMoved: false });
    expect(sent).toHaveLength(1);
  });

  const spike = {
    faultstring:
      'Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5, periodInMicroseconds=60000000, maxBurstMessageCount=1.0}',
    detail: { errorcode: 'policies.ratelimit.SpikeArrestViolation' },
  };

  it.each([
    [429, { fault: spike }, 12_000],
    [200, { fault: spike }, 12_000],
    [500, envelope('500.003.02', 'Error Occurred: Spike Arrest Violation'), 15_000],
    [500, envelope('500.003.03', 'Error Occurred: Quota Violation'), 3_600_000],
    [429, HTML, 15_000],
  ])('too many is throttled: HTTP %p and %j', async (status, body, waitMs) => {
    const error = await pushAnswered({ status, body });
    expect(error).toBeInstanceOf(DarajaThrottledError);
    expect(error).toMatchObject({ retryAt: NOW + waitMs, moneyMayHaveMoved: false });
    expect(sent).toHaveLength(1);
  });
});

describe('a throttled push', () => {
  it('waits as long as Daraja asks, a day at most', async () => {
    const answer = (seconds: string) => ({ status: 429, body: '', headers: { 'retry-after': seconds } });
    expect(await pushAnswered(answer('7'))).toMatchObject({ retryAt: NOW + 7_000 });
    expect(await pushAnswered(answer('999999'))).toMatchObject({ retryAt: NOW + 86_400_000 });
    expect(await pushAnswered(answer('soon'))).toMatchObject({ retryAt: NOW + 15_000 });
  });
});

describe('a refused token', () => {
  const stale = { status: 404, body: envelope('404.001.03', 'Invalid Access Token') };

  it('is replaced once, and the request repeated once', async () => {
    script.push(stale, { status: 200, body: ACCEPTED });
    await client.send(ENDPOINTS.stkPush, PUSH, APP);
    expect(sent.map(({ headers }) => headers['Authorization'])).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('is not replaced twice', async () => {
    const error = await pushAnswered(stale, stale);
    expect(error).toMatchObject({ name: 'DarajaRejectedError', errorCode: '404.001.03' });
    expect(sent).toHaveLength(2);
  });

  const fault = (faultstring: string, errorcode: string) => ({
    fault: { faultstring, detail: { errorcode } },
  });

  it.each([
    [404, envelope('404.001.03', 'Invalid Access Token')],
    [401, envelope('401.002.01', 'Error Occurred - Invalid Access Token - c9SQxWWhmdVRlyh0zh8gZDTkubVF')],
    [401, envelope('401.003.01', 'Error Occurred - Invalid Access Token')],
    [400, envelope('400.003.01', 'Invalid Access Token')],
    [401, envelope('401.001', 'Invalid token')],
    [401, envelope('401', 'Unauthorized - Invalid Access Token')],
    [200, envelope('404.001.03', 'Invalid Access Token')],
    [401, fault('Invalid Access Token', 'oauth.v2.InvalidAccessToken')],
    [401, fault('Access Token expired', 'keymanagement.service.access_token_expired')],
  ])('is known by HTTP %p and %j on every product', async (status, body) => {
    const bearer = Object.values(ENDPOINTS).filter(({ auth }) => auth === 'bearer');
    for (const row of bearer) {
      sent = [];
      script = [
        { status, body },
        { status: 400, body: envelope('400.002.02', 'Bad Request') },
      ];
      const error = await failureOf(client.send(row as never, {} as never, APP));
      expect([row.product, sent.length, error]).toEqual([
        row.product,
        2,
        expect.objectContaining({ errorCode: '400.002.02' }),
      ]);
    }
    expect(bearer.length).toBeGreaterThan(25);
  });

  it('is no reason when the app lacks the product', async () => {
    const text = 'Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found';
    const error = await pushAnswered({ status: 404, body: envelope('404.001.03', text) });
    expect(sent).toHaveLength(1);
    expect(isProductMismatch(error)).toBe(true);
  });

  it('never shows in the error', async () => {
    const error = await pushAnswered({
      status: 401,
      body: envelope('401.002.01', 'Error Occurred - Invalid Access Token - c9SQxWWhmdVR'),
    });
    expect(JSON.stringify(error) + String(error)).not.toContain('c9SQxWWhmdVR');
  });
});

describe('a question', () => {
  const ask = () => client.send(ENDPOINTS.stkQuery, QUERY, APP);
  const paid = {
    status: 200,
    body: { ResponseCode: '0', ResultCode: '0', ResultDesc: 'ok', CheckoutRequestID: 'ws_CO_1' },
  };

  it.each([
    [{ status: 500, body: envelope('500.003.1001', 'Internal Server Error') }],
    [{ status: 503, body: HTML }],
    [new TransportError('ECONNRESET', { sent: true })],
    [new TransportError('ECONNREFUSED', { sent: false })],
  ])('is put a second time after a little while: %p', async (first: Scripted) => {
    script.push(first, paid);
    expect(await ask()).toMatchObject({ ResultCode: '0' });
    expect(sent).toHaveLength(2);
    expect(pauses).toHaveLength(1);
    expect(pauses[0]).toBeGreaterThanOrEqual(200);
    expect(pauses[0]).toBeLessThan(456);
  });

  it('is put no third time, and moves no money whatever came', async () => {
    const broken = new TransportError('ECONNRESET', { sent: true });
    script.push(broken, broken, { status: 502, body: HTML }, { status: 502, body: HTML });
    const first = await failureOf(ask());
    const second = await failureOf(ask());
    expect(first).toBeInstanceOf(DarajaUnavailableError);
    expect(second).toBeInstanceOf(DarajaResponseError);
    expect(second).toMatchObject({ httpStatus: 502, excerpt: expect.stringContaining('Incapsula') });
    expect(sent).toHaveLength(4);
  });

  it('that is refused is not put again', async () => {
    script.push({ status: 400, body: envelope('400.002.02', 'Bad Request - Invalid CheckoutRequestID') });
    expect(isUnknownCheckout(await failureOf(ask()))).toBe(true);
    script.push({ status: 500, body: envelope('500.001.1001', 'The transaction does not Exist') });
    expect(isUnknownCheckout(await failureOf(ask()))).toBe(true);
    expect(sent).toHaveLength(2);
  });

  it('that is throttled is not put again', async () => {
    script.push({ status: 429, body: '' });
    expect(await failureOf(ask())).toBeInstanceOf(DarajaThrottledError);
    expect(sent).toHaveLength(1);
  });

  it.each([
    [500, envelope('500.001.1001', 'The transaction is being processed')],
    [200, envelope('500.001.1001', 'The transaction is being processed')],
    [200, { ResponseCode: '0', ResultCode: '4999', ResultDesc: 'The transaction is still under processing' }],
  ])('about a pending push reads the same in every form: HTTP %p %j', async (status, body) => {
    script.push({ status, body });
    expect(await ask()).toMatchObject({ ResultCode: '4999' });
    expect(sent).toHaveLength(1);
  });
});

describe('a registration', () => {
  const urls = {
    ShortCode: '600984',
    ResponseType: 'Completed',
    ConfirmationURL: 'https://a.co.ke/c',
    ValidationURL: 'https://a.co.ke/v',
  } as const;
  const register = () => client.send(ENDPOINTS.c2bRegisterV2, urls, APP);

  it.each([
    [{ OriginatorCoversationID: '6e86-45dd', ResponseCode: '0', ResponseDescription: 'Success' }],
    [{ ResponseDescription: 'Success' }],
    [{ ResponseCode: '00000000', ResponseDescription: 'success' }],
  ])('is accepted as %j', async (body) => {
    script.push({ status: 200, body });
    expect(await register()).toMatchObject({ alreadyRegistered: false });
  });

  it('that was made before counts as done', async () => {
    script.push({ status: 500, body: envelope('500.003.1001', 'Urls are already registered.') });
    expect(await register()).toMatchObject({ alreadyRegistered: true });
  });

  it('is refused by an error body under HTTP 200 and by another ResponseCode', async () => {
    script.push({
      status: 200,
      body: envelope('400.003.02', 'Bad Request - Invalid ValidationURL - URL has the word MPESA'),
    });
    expect(await failureOf(register())).toMatchObject({ errorCode: '400.003.02', httpStatus: 200 });
    script.push({ status: 200, body: { ResponseCode: '1', ResponseDescription: 'no' } });
    expect(await failureOf(register())).toMatchObject({ name: 'DarajaRejectedError', errorCode: '1' });
  });
});

describe('when there is no token', () => {
  beforeEach(() => {
    oauthScripted = true;
  });

  it('wrong credentials are a refusal of oauth, and nothing else is sent', async () => {
    const error = await pushAnswered({ status: 400, body: '' });
    expect(error).toMatchObject({
      name: 'DarajaRejectedError',
      product: 'oauth',
      httpStatus: 400,
      errorMessage: expect.stringContaining('consumer key or secret'),
    });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      method: 'GET',
      url: 'http://127.0.0.1:4010/oauth/v1/generate?grant_type=client_credentials',
      headers: { Authorization: `Basic ${Buffer.from('key:secret').toString('base64')}` },
      body: undefined,
    });
  });

  it('a gateway that cannot be reached leaves no doubt about the push', async () => {
    const broken = new TransportError('ECONNRESET', { sent: true });
    expect(await pushAnswered(broken, broken)).toMatchObject({
      name: 'DarajaUnavailableError',
      product: 'oauth',
      moneyMayHaveMoved: false,
    });
  });
});

describe('the other products', () => {
  it('asks a GET by its query, without a body', async () => {
    script.push({ status: 200, body: { responseId: '1', responseStatus: '1000', responseDesc: 'bought' } });
    await client.send(ENDPOINTS.bundleStatus, { id: 'a b&c' }, APP);
    expect(sent[0]).toMatchObject({
      method: 'GET',
      url: 'http://127.0.0.1:4010/v2/bundles/get/status?id=a+b%26c&serviceAccountId=0',
      body: undefined,
    });
  });

  it('sends the headers of a product beside those of every request', async () => {
    const invoice = billManagerEndpoints({ appKey: 'AG_1' }).cancelInvoice;
    script.push({ status: 200, body: { rescode: '200', resmsg: 'Success' } });
    await client.send(invoice, { externalReference: '113' }, APP);
    expect(sent[0]?.headers).toMatchObject({ appKey: 'AG_1', Authorization: 'Bearer token-1' });
  });

  it('reads a refusal that comes under HTTP 4xx in the words of its product, and no acceptance', async () => {
    script.push({ status: 400, body: { responseCode: '404', responseDesc: 'Not found' } });
    const number = { customerNumber: '254722000000' };
    expect(await failureOf(client.send(ENDPOINTS.ageOnNetwork, number, APP))).toMatchObject({
      code: 'daraja-rejected',
      httpStatus: 400,
      errorCode: '404',
      errorMessage: 'Not found',
    });
    script.push({ status: 400, body: { responseCode: '200', responseDesc: 'Success' } });
    expect(await failureOf(client.send(ENDPOINTS.ageOnNetwork, number, APP))).toMatchObject({
      code: 'daraja-rejected',
      errorCode: null,
    });
  });

  it.each([500, 408])('takes a no of the product under HTTP %p for no certainty', async (status) => {
    script.push({ status, body: { code: '1', status: 'failed' } });
    const failure = await failureOf(client.send(ENDPOINTS.b2bExpress, {} as B2bExpressRequestBody, APP));
    expect(failure).toBeInstanceOf(DarajaOutcomeUnknownError);
  });

  it('does not take a repeated OriginatorConversationID for a refusal: the first may have paid', async () => {
    script.push({ status: 500, body: envelope('500.002.1001', 'Duplicate OriginatorConversationID.') });
    const failure = await failureOf(client.send(ENDPOINTS.b2cV3, {} as B2cV3RequestBody, APP));
    expect(failure).toBeInstanceOf(DarajaOutcomeUnknownError);
    expect(sent).toHaveLength(1);
  });
});

describe('a request whose departure is recorded', () => {
  it.each([
    ['before a transport is called that does not do it', undefined, ['marked', 'called', 'answered']],
    ['by a transport that does it itself', true as const, ['called', 'marked', 'answered']],
  ])('is marked once, %s', async (_, awaitsDeparture, told) => {
    const events: string[] = [];
    const carry = async ({ depart }: TransportRequest) => {
      events.push('called');
      await depart?.();
      events.push('answered');
      return { status: 200, headers: {}, text: JSON.stringify(ACCEPTED) };
    };
    const exchange = new DarajaExchange({
      clock: { now: () => NOW },
      delay: async () => undefined,
      random: systemRandom,
      transport: Object.assign(carry, { awaitsDeparture }),
      timeoutMs: 30_000,
    });
    const departure = { depart: async () => void events.push('marked'), takeBack: async () => undefined };
    const call = { app: APP, authorization: 'Bearer token-1', body: PUSH, departure };
    expect(await exchange.ask(ENDPOINTS.stkPush, call)).toMatchObject({ kind: 'accepted' });
    expect(events).toEqual(told);
  });
});
