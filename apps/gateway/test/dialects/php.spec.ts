/** The PHP platform's API as its document prints it (seed 004). */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { explainResult, resultCodes } from 'nestjs-mpesa';
import { Webhook } from 'standardwebhooks';
import { testDatabases } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { CLOCK, type Clock } from '../../src/setup/clock.js';
import { addressList, type DialectBinding } from '../../src/setup/dialect-settings.js';
import { readSettings } from '../../src/setup/gateway-settings.js';
import type { Answer, Http } from '../support/http.js';
import { startMerchant, type Merchant, type Received } from '../support/merchant.js';
import { secondGateway } from '../support/second-gateway.js';
import { shapeOf } from '../support/shape.js';
import {
  PAYBILL,
  PHONE,
  startTestGateway,
  type TestClient,
  type TestGateway,
} from '../support/test-gateway.js';
import { printed } from './printed.js';

const { token: printedToken, pushed, confirmation, resultCodes: printedCodes, sandbox } = printed('php');
const ANY_ERROR = { status: 'number', error: 'string' };

describe.each(testDatabases())('the PHP platform’s API on %s', (database) => {
  const php: { -readonly [Field in keyof DialectBinding]: DialectBinding[Field] } = {
    clientId: '',
    addresses: addressList('-', ''),
  };
  let gateway: TestGateway;
  let client: TestClient;
  let http: Http;

  beforeAll(async () => {
    gateway = await startTestGateway({ database, settings: { dialects: { php } } });
    await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
  });
  afterAll(() => gateway.close());
  beforeEach(async () => {
    client = await gateway.client();
    php.clientId = client.id;
    php.addresses = addressList('-', '');
    http = gateway.http.as(String((await generate()).body['token']));
  });

  const credentials = ({ id, secret }: Pick<TestClient, 'id' | 'secret'> = client) => ({
    client_id: id,
    client_secret: secret,
  });
  const generate = (fields: Record<string, string> = credentials(), slash = ''): Promise<Answer> =>
    gateway.http.form(`/api/generate_token.php${slash}`, fields);
  const open = (msisdn: string) => gateway.sim.phone(msisdn).prompt;

  describe('POST /api/generate_token.php', () => {
    it('answers as it is printed, for the bound client’s credentials in a form, in JSON and as Basic', async () => {
      const basic = Buffer.from(`${client.id}:${client.secret}`).toString('base64');
      const answers = [
        await generate(),
        await generate(credentials(), '/'),
        await gateway.http.post('/api/generate_token.php', credentials()),
        await gateway.http.with({ authorization: `Basic ${basic}` }).post('/api/generate_token.php'),
      ];
      for (const { status, body } of answers) {
        expect([status, shapeOf(body)]).toEqual([200, shapeOf(printedToken)]);
        expect([body['success'], body['token']]).toEqual([
          true,
          expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
        ]);
      }
    });

    it('gives tokens of one hour, good for what this API does and no more', async () => {
      expect((await http.get('/v1/me')).body['scopes']).toEqual(['payments:collect', 'callbacks:manage']);
      const clock = gateway.app.get<Clock>(CLOCK);
      const { now } = clock;
      try {
        clock.now = () => now() + 3_595_000;
        expect((await http.get('/v1/me')).status).toBe(200);
        clock.now = () => now() + 3_600_000;
        expect((await http.get('/v1/me')).status).toBe(401);
      } finally {
        clock.now = now;
      }
    });

    it('is answered 401 for everybody else', async () => {
      const stranger = await gateway.client();
      const refused = [
        await generate({}),
        await generate(credentials(stranger)),
        await generate({ ...credentials(), client_secret: stranger.secret }),
      ];
      for (const { status, body } of refused) {
        expect([status, body['status'], shapeOf(body)]).toEqual([401, 401, ANY_ERROR]);
      }
    });

    it('needs no credentials from the addresses that were set for the client', async () => {
      php.addresses = addressList('-', '192.0.2.1');
      expect((await generate({})).status).toBe(401);
      php.addresses = addressList('-', '127.0.0.0/8');
      expect((await generate({})).status).toBe(200);
    });
  });

  describe('POST /api/stk_push.php', () => {
    const push = (fields: object, as: Http = http): Promise<Answer> => as.post('/api/stk_push.php', fields);
    const asked = { phone: PHONE, amount: 1, reference: 'account123', description: 'Tea' };

    it.each([
      ['JSON', (): Promise<Answer> => push(asked)],
      ['a form', (): Promise<Answer> => http.form('/api/stk_push.php/', { ...asked, amount: '1' })],
    ])('with %s prompts the phone and answers Daraja’s five fields', async (_, send) => {
      const { status, body } = await send();
      expect([status, shapeOf(body)]).toEqual([200, shapeOf(pushed)]);
      expect(body).toEqual({
        status: 200,
        response: {
          ...pushed.response,
          MerchantRequestID: expect.any(String),
          CheckoutRequestID: expect.stringMatching(/^ws_CO_/),
        },
      });
      expect(open(PHONE)).toMatchObject({ amount: 1, reference: 'account123' });
      await gateway.sim.answer(PHONE, { action: 'pay' });
      await eventually(async () => {
        const [payment] = (await client.http.get('/v1/payments')).body['items'] as { status: string }[];
        return payment?.status === 'succeeded';
      });
    });

    it.each([
      ['no phone', { phone: undefined }, 'phone'],
      ['a phone of nowhere', { phone: '12345' }, 'phone'],
      ['an amount below 1', { amount: 0 }, 'amount'],
      ['cents', { amount: '1.50' }, 'amount'],
      ['no amount', { amount: undefined }, 'amount'],
      ['a reference that is not alphanumeric', { reference: 'INV-1' }, 'reference'],
      ['no reference', { reference: '' }, 'reference'],
      ['a description that is too long', { description: 'x'.repeat(14) }, 'description'],
    ])('is answered 400 for %s', async (_, over, field) => {
      const { status, body } = await push({ ...asked, ...over });
      expect([status, body['status'], shapeOf(body)]).toEqual([400, 400, ANY_ERROR]);
      expect(body['error']).toContain(field);
      expect(open(PHONE)).toBeNull();
    });

    it('is answered 400 for what is no JSON', async () => {
      const { status, body } = await http
        .with({ 'content-type': 'application/json' })
        .request('POST', '/api/stk_push.php', '{');
      expect([status, shapeOf(body)]).toEqual([400, ANY_ERROR]);
    });

    it('is answered 401 without a token, with a wrong one, and with one that may not', async () => {
      const reader = await gateway.client({ scopes: ['payments:read'] });
      for (const as of [gateway.http, gateway.http.as('x.y.z'), reader.http]) {
        const { status, body, headers } = await push(asked, as);
        expect([status, body['status'], shapeOf(body)]).toEqual([401, 401, ANY_ERROR]);
        expect(headers.get('www-authenticate')).toContain('Bearer');
      }
    });

    it('is answered 500 when M-Pesa is out of order', async () => {
      gateway.sim.setPhone('254790000001', { state: 'unregistered' });
      const { status, body } = await push({ ...asked, phone: '254790000001' });
      expect([status, body['status'], shapeOf(body)]).toEqual([500, 500, ANY_ERROR]);
    });

    it('is answered 500 when M-Pesa does not answer, and says not to repeat it', async () => {
      gateway.sim.addFault({ op: 'stkpush', fault: 'ack-lost', count: 1 });
      const { status, body } = await push({ ...asked, phone: '254114567890' });
      expect([status, body['error']]).toEqual([500, expect.stringContaining('do not repeat')]);
      await gateway.sim.answer('254114567890', { action: 'pay' });
    });
  });

  describe('with the sandbox’s defaults', () => {
    it('has the shortcode that is printed when nothing is set', () => {
      expect(readSettings().mpesa.shortcode).toBe(sandbox.shortcode);
    });

    it.each(sandbox.phones.flatMap((phone) => sandbox.amounts.map((amount) => [phone, amount] as const)))(
      'prompts %s for %d',
      async (phone, amount) => {
        const asked = { phone, amount, reference: 'test', description: 'test' };
        const pushedTo = await eventually(async () => {
          const { status, body } = await http.post('/api/stk_push.php', asked);
          return status === 200 && body;
        });
        expect(shapeOf(pushedTo)).toEqual(shapeOf(pushed));
        expect(open(phone)).toMatchObject({ amount });
        gateway.sim.setPhone(phone, { balanceCents: 10_000_000 });
        await gateway.sim.answer(phone, { action: 'pay' });
      },
    );
  });

  describe('POST /api/c2b_register.php', () => {
    let merchant: Merchant;
    let urls: { confirmation_url: string; validation_url: string };

    beforeEach(async () => {
      merchant = await startMerchant();
      // A receiver of this dialect knows nothing of pings.
      merchant.deaf = true;
      urls = { confirmation_url: `${merchant.url}/confirm`, validation_url: `${merchant.url}/validate` };
      await gateway.admin.post(`/admin/clients/${client.id}/prefixes`, { prefix: 'ACCOUNT' });
      gateway.sim.setShortcode(PAYBILL, { externalValidation: 'off' });
    });
    afterEach(async () => {
      await gateway.admin.delete(`/admin/clients/${client.id}/prefixes/ACCOUNT`);
      await merchant.close();
    });

    const register = (over: object = {}, as: Http = http): Promise<Answer> =>
      as.post('/api/c2b_register.php', { ...urls, ...over });
    const pay = (amount = 100, account = 'account123') =>
      gateway.sim.pay(PHONE, { shortcode: PAYBILL, account, amount });
    const at = (path: string): Received[] =>
      merchant.messages.filter(
        (message) => message.path.endsWith(path) && message.body['TransID'] !== undefined,
      );
    const told = (): Received[] => merchant.messages.filter(({ body }) => body['TransID'] !== undefined);
    const answering = (body: object, status = 200): void => {
      merchant.deaf = false;
      merchant.answer = ({ path }) =>
        path.endsWith('/validate') ? { status, body } : { status: 200, body: {} };
    };

    it('keeps the client’s URLs; payments by hand are POSTed to the one in the seven fields that are printed', async () => {
      const { status, body } = await register();
      const secret = expect.stringMatching(/^whsec_/);
      expect([status, body]).toEqual([
        200,
        {
          status: 200,
          response: {
            ...urls,
            confirmation_secret: secret,
            validation_secret: secret,
            response_type: 'Completed',
          },
        },
      ]);
      const { receipt } = await pay();
      const told = await eventually(() => at('/confirm')[0]);
      expect(shapeOf(told.body)).toEqual(shapeOf(confirmation));
      expect(told.body).toEqual({
        ...confirmation,
        TransID: receipt,
        BusinessShortCode: PAYBILL,
        MSISDN: expect.stringMatching(/149$/),
        FirstName: expect.stringMatching(/^john$/i),
      });
      const response = body['response'] as Record<string, string>;
      expect(new Webhook(response['confirmation_secret'] ?? '').verify(told.raw, told.headers)).toEqual(
        told.body,
      );
      expect(at('/confirm')).toHaveLength(1);
    });

    it('leaves the gateway’s own registration with Safaricom as it is', async () => {
      const before = gateway.sim.shortcode(PAYBILL).registration;
      await register();
      expect(gateway.sim.shortcode(PAYBILL).registration).toEqual(before);
      expect(JSON.stringify(before)).not.toContain(merchant.url);
    });

    it('asks the validation URL before the money moves, and passes its answer on', async () => {
      await register({}, http);
      gateway.sim.setShortcode(PAYBILL, { externalValidation: 'on' });
      answering({ ResultCode: 'C2B00012', ResultDesc: 'Rejected' });
      expect(await pay(11)).toMatchObject({ accepted: false });
      answering({ ResultCode: '1' });
      expect(await pay(12)).toMatchObject({ accepted: false });
      answering({ ResultCode: 0, ResultDesc: 'Accepted' });
      expect(await pay(13)).toMatchObject({ accepted: true });
      expect(at('/validate').map(({ body }) => [shapeOf(body), body['TransAmount']])).toEqual(
        ['11.00', '12.00', '13.00'].map((amount) => [shapeOf(confirmation), amount]),
      );
      await eventually(() => at('/confirm').length === 1);
    });

    it.each([
      ['Completed', true],
      ['Cancelled', false],
    ])('with response_type %s decides for a validation URL that fails', async (response_type, accepted) => {
      expect((await register({ response_type })).status).toBe(200);
      gateway.sim.setShortcode(PAYBILL, { externalValidation: 'on' });
      answering({}, 500);
      expect(await pay()).toMatchObject({ accepted });
      answering({ hello: 'world' });
      expect(await pay()).toMatchObject({ accepted });
    });

    it('answers for a validation URL that hangs within the 8 seconds that M-Pesa waits', async () => {
      await register({ response_type: 'Cancelled' });
      gateway.sim.setShortcode(PAYBILL, { externalValidation: 'on' });
      merchant.deaf = false;
      merchant.answer = ({ path }) =>
        path.endsWith('/validate') ? new Promise(() => undefined) : { status: 200, body: {} };
      expect(await pay()).toMatchObject({ accepted: false });
    });

    it('does not ask a validation URL that its client has disabled, nor refuses for its sake', async () => {
      await register({ response_type: 'Cancelled' });
      gateway.sim.setShortcode(PAYBILL, { externalValidation: 'on' });
      const { body } = await client.http.get('/v1/callback-endpoints');
      const endpoints = body as unknown as { id: string; url: string }[];
      const asked = endpoints.find(({ url }) => url === urls.validation_url);
      const key = { 'idempotency-key': 'disable' };
      const off = await client.http.post(`/v1/callback-endpoints/${asked?.id}/disable`, {}, key);
      expect(off.status).toBe(200);
      answering({ ResultCode: 'C2B00012', ResultDesc: 'Rejected' });
      expect(await pay()).toMatchObject({ accepted: true });
      expect(at('/validate')).toEqual([]);
    });

    it('takes other URLs in the place of the first, under the same secrets', async () => {
      await register();
      const moved = {
        confirmation_url: `${merchant.url}/new/confirm`,
        validation_url: `${merchant.url}/new/validate`,
      };
      const { body } = await http.form('/api/c2b_register.php/', moved);
      expect(body['response']).toMatchObject({
        ...moved,
        confirmation_secret: null,
        validation_secret: null,
      });
      await pay();
      await eventually(() => at('/new/confirm')[0]);
      expect(at('/confirm').map(({ path }) => path)).toEqual(['/mpesa/new/confirm']);
    });

    it('makes one endpoint for each purpose, however many ask at once', async () => {
      await Promise.all(Array.from({ length: 10 }, () => register()));
      expect((await client.http.get('/v1/callback-endpoints')).body).toHaveLength(2);
    });

    it('makes one endpoint for each purpose, also where the calls reach different processes', async () => {
      const second = (await secondGateway(gateway)).as(http.token);
      const answers = await Promise.all(
        [http, second, http, second].map((process, number) =>
          register({ confirmation_url: `${urls.confirmation_url}${number}` }, process),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const secrets = answers.map(
        ({ body }) => (body['response'] as Record<string, unknown>)['confirmation_secret'],
      );
      expect(secrets.filter((secret) => secret !== null)).toHaveLength(1);
      expect((await client.http.get('/v1/callback-endpoints')).body).toHaveLength(2);
      await pay();
      await eventually(() => told().length > 0);
      expect(told()).toHaveLength(1);
    });

    it('tells nothing of prompts, nor of another client’s payments', async () => {
      await register();
      // M-Pesa holds a phone for a moment after its last prompt, and this one has had none.
      const phone = '254733123456';
      const asked = { phone, amount: 5, reference: 'account1', description: 'x' };
      expect((await http.post('/api/stk_push.php', asked)).status).toBe(200);
      await gateway.sim.answer(phone, { action: 'pay' });
      await pay(7, 'somebody');
      await pay(9);
      await eventually(() => at('/confirm').length > 0);
      expect(at('/confirm').map(({ body }) => body['TransAmount'])).toEqual(['9.00']);
    });

    it.each([
      ['no confirmation URL', { confirmation_url: undefined }, 'confirmation_url'],
      ['no validation URL', { validation_url: '' }, 'validation_url'],
      ['a URL that is none', { validation_url: 'nowhere' }, 'validation_url'],
      ['an unknown response type', { response_type: 'Maybe' }, 'response_type'],
    ])('is answered 400 for %s', async (_, over, field) => {
      const { status, body } = await register(over);
      expect([status, body['status'], shapeOf(body)]).toEqual([400, 400, ANY_ERROR]);
      expect(body['error']).toContain(field);
    });

    it('is answered 400 for a URL where nobody answers, and 401 without a token', async () => {
      const unproven = await register({ confirmation_url: 'http://127.0.0.1:9/confirm' });
      expect([unproven.status, shapeOf(unproven.body)]).toEqual([400, ANY_ERROR]);
      const anonymous = await register({}, gateway.http);
      expect([anonymous.status, shapeOf(anonymous.body)]).toEqual([401, ANY_ERROR]);
    });
  });

  describe('GET /api/result_codes.php', () => {
    it('has the five rows that are printed, and every code of the catalogue', async () => {
      const { status, body } = await gateway.http.get('/api/result_codes.php');
      const rows = body['response'] as { code: string; meaning: string }[];
      expect([status, body['status']]).toEqual([200, 200]);
      expect(rows).toEqual(expect.arrayContaining(printedCodes.map((row) => expect.objectContaining(row))));
      expect(rows.map(({ code }) => code)).toEqual(resultCodes().map(({ code }) => code));
      expect(rows.find(({ code }) => code === '2001')?.meaning).toBe(explainResult('2001').meaning);
      expect((await gateway.http.get('/api/result_codes.php/')).status).toBe(200);
    });
  });

  it('answers a method that it has not with 400', async () => {
    const { status, body } = await gateway.http.get('/api/stk_push.php');
    expect([status, shapeOf(body)]).toEqual([400, ANY_ERROR]);
  });
});

describe('a gateway without the PHP platform’s API', () => {
  it('has none of its routes', async () => {
    const gateway = await startTestGateway();
    for (const name of ['generate_token', 'stk_push', 'c2b_register']) {
      const { status, body } = await gateway.http.post(`/api/${name}.php`);
      expect([status, body['code']]).toEqual([404, 'not-found']);
    }
    expect((await gateway.http.get('/api/result_codes.php')).status).toBe(404);
    await gateway.close();
  });
});
