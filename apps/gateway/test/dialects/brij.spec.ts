/** Brij M-Pesa Offline as its page describes it (seed 000): paths, fields and who is told what. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { testDatabases } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { NO_DIALECTS } from '../../src/setup/dialect-settings.js';
import { Http, type Answer } from '../support/http.js';
import { startMerchant, type Merchant, type Received } from '../support/merchant.js';
import {
  PAYBILL,
  PHONE,
  startTestGateway,
  type TestClient,
  type TestGateway,
} from '../support/test-gateway.js';

const ANY_UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);
const ANY_SECRET = expect.stringMatching(/^whsec_/);

describe.each(testDatabases())('Brij M-Pesa Offline on %s', (database) => {
  let gateway: TestGateway;
  let client: TestClient;
  let merchant: Merchant;

  beforeAll(async () => {
    gateway = await startTestGateway({ database, settings: { dialects: { ...NO_DIALECTS, brij: true } } });
    await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
  });
  afterAll(() => gateway.close());
  beforeEach(async () => {
    client = await gateway.client();
    merchant = await startMerchant();
    // A receiver of this dialect knows nothing of pings.
    merchant.deaf = true;
  });
  afterEach(() => merchant.close());

  const tokenFor = ({ id, secret }: TestClient, path = '/api/v1/connect/token'): Promise<Answer> =>
    gateway.http.form(path, { client_secret: secret, grant_type: 'client_credentials', client_id: id });
  const register = (body: object, as: Http = client.http): Promise<Answer> =>
    as.post('/api/mpesaoffline/register-url', body);
  const update = (id: string, body: object, as: Http = client.http): Promise<Answer> =>
    as.post(`/api/mpesaoffline/update-url/?id=${id}`, body);
  const pay = (account: string, amount = 1500) =>
    gateway.sim.pay(PHONE, { shortcode: PAYBILL, account, amount });
  const payments = (at: Merchant = merchant): Received[] =>
    at.messages.filter(({ body }) => body['transId'] !== undefined);

  describe('authentication', () => {
    it('gives a bearer token for an x-www-form-urlencoded body', async () => {
      const { status, body, headers } = await tokenFor(client);
      expect([status, body]).toEqual([
        200,
        {
          access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
          token_type: 'Bearer',
          expires_in: 3600,
          scope: expect.any(String),
        },
      ]);
      expect(headers.get('cache-control')).toBe('no-store');
      const registered = await register(
        { routingPrefix: 'TK', url: merchant.url },
        gateway.http.as(String(body['access_token'])),
      );
      expect(registered.status).toBe(200);
      expect((await tokenFor(client, '/api/v1/connect/token/')).status).toBe(200);
    });

    it.each([
      [401, 'invalid_client', { client_secret: 'wrong' }],
      [401, 'invalid_client', { client_id: 'nobody' }],
      [400, 'unsupported_grant_type', { grant_type: 'password' }],
      [400, 'invalid_request', { grant_type: undefined }],
    ])('answers %i with OAuth’s word %s', async (expected, error, change) => {
      const good = { client_id: client.id, client_secret: client.secret, grant_type: 'client_credentials' };
      const fields = Object.entries({ ...good, ...change }).filter(([, value]) => value !== undefined);
      const { status, body } = await gateway.http.form(
        '/api/v1/connect/token',
        Object.fromEntries(fields) as Record<string, string>,
      );
      expect([status, body['error']]).toEqual([expected, error]);
    });

    it('is wanted by every other route', async () => {
      for (const path of ['register-url', 'update-url/?id=1', 'transaction-status']) {
        const { status, body } = await gateway.http.post(`/api/mpesaoffline/${path}`, {});
        expect([path, status, body['code']]).toEqual([path, 401, 'token-missing']);
      }
    });
  });

  describe('registering a callback URL', () => {
    it('answers with an id, with and without a trailing slash', async () => {
      const first = await register({ routingPrefix: 'RA', url: merchant.url });
      expect([first.status, first.body]).toEqual([
        200,
        { id: ANY_UUID, secret: ANY_SECRET, resultSecret: ANY_SECRET },
      ]);
      const slashed = await client.http.post('/api/mpesaoffline/register-url/', {
        routingPrefix: 'RB',
        url: merchant.url,
      });
      expect(slashed.status).toBe(200);
    });

    it.each([
      ['routingPrefix', { url: 'https://shop.example.co.ke' }],
      ['routingPrefix', { routingPrefix: 'F', url: 'https://shop.example.co.ke' }],
      ['url', { routingPrefix: 'RC' }],
      ['url', { routingPrefix: 'RC', url: 'not a url' }],
    ])('names %s when it is missing or wrong, and keeps nothing', async (field, body) => {
      const answer = await register(body);
      expect([answer.status, answer.body['field']]).toEqual([400, field]);
      const other = await gateway.client();
      expect((await register({ routingPrefix: 'RC', url: merchant.url }, other.http)).status).toBe(200);
      await gateway.admin.delete(`/admin/clients/${other.id}/prefixes/RC`);
    });

    it('refuses a prefix that is another client’s, and frees one whose URL does not answer', async () => {
      const other = await gateway.client();
      expect((await register({ routingPrefix: 'RD', url: merchant.url })).status).toBe(200);
      const taken = await register({ routingPrefix: 'r-d', url: merchant.url }, other.http);
      expect([taken.status, taken.body['code']]).toEqual([409, 'prefix-taken']);
      const silent = await register({ routingPrefix: 'RE', url: 'http://127.0.0.1:1/' }, other.http);
      expect([silent.status, silent.body['code']]).toEqual([422, 'endpoint-unproven']);
      expect((await register({ routingPrefix: 'RE', url: merchant.url })).status).toBe(200);
    });

    it('asked again gives the same id, so that each payment is told once', async () => {
      const [first, again] = [
        await register({ routingPrefix: 'RF', url: merchant.url }),
        await register({ routingPrefix: 'rf', url: merchant.url }),
      ];
      expect(again.body['id']).toBe(first.body['id']);
      const elsewhere = await register({ routingPrefix: 'RF', url: `${merchant.url}/2` });
      expect([elsewhere.status, elsewhere.body['id']]).toEqual([409, first.body['id']]);
      await pay('RF1');
      const { headers, raw } = await eventually(() => payments()[0]);
      expect(() => new Webhook(String(again.body['secret'])).verify(raw, headers)).not.toThrow();
      await pay('RF2');
      await eventually(() => payments().length === 2);
      expect(payments().map(({ body }) => body['billRefNumber'])).toEqual(['RF1', 'RF2']);
    });
  });

  describe('the payment JSON', () => {
    it('is POSTed for a payment to an account number that begins with the prefix', async () => {
      const { body: registered } = await register({ routingPrefix: 'FT', url: merchant.url });
      const { receipt } = await pay('FT12862637');
      const { body, headers, raw } = await eventually(() => payments()[0]);
      expect(body).toEqual({
        transactionType: 'Pay Bill',
        transId: receipt,
        transTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
        transAmount: 1500,
        businessShortCode: PAYBILL,
        billRefNumber: 'FT12862637',
        routingPrefix: 'FT',
        accountNumber: '12862637',
        msisdn: expect.stringMatching(/^2547/),
        payerName: expect.any(String),
      });
      expect(headers['content-type']).toBe('application/json');
      expect(() => new Webhook(String(registered['secret'])).verify(raw, headers)).not.toThrow();
    });

    it('has the account as it was typed, the prefix, and the rest', async () => {
      await register({ routingPrefix: 'GT', url: merchant.url });
      await pay('gt-128 62637', 20);
      expect((await eventually(() => payments()[0])).body).toMatchObject({
        billRefNumber: 'gt-128 62637',
        routingPrefix: 'GT',
        accountNumber: '12862637',
        transAmount: 20,
      });
    });

    it('goes to nobody else', async () => {
      const other = await gateway.client();
      const theirs = await startMerchant();
      await register({ routingPrefix: 'HT', url: merchant.url });
      await register({ routingPrefix: 'JT', url: theirs.url }, other.http);
      await pay('HT1');
      await pay('JT1');
      await eventually(() => payments().length === 1 && payments(theirs).length === 1);
      expect([...payments(), ...payments(theirs)].map(({ body }) => body['billRefNumber'])).toEqual([
        'HT1',
        'JT1',
      ]);
      await theirs.close();
    });
  });

  describe('updating the callback URL', () => {
    const registered = async (routingPrefix: string): Promise<string> =>
      String((await register({ routingPrefix, url: merchant.url })).body['id']);

    it('changes the URL alone', async () => {
      const id = await registered('UA');
      const moved = await startMerchant();
      const answer = await update(id, { url: moved.url });
      expect([answer.status, answer.body]).toEqual([200, { id }]);
      await pay('UA1');
      await eventually(() => payments(moved)[0]);
      expect(payments()).toEqual([]);
      await moved.close();
    });

    it('changes the prefix alone, and frees the old one', async () => {
      const id = await registered('UB');
      expect((await update(id, { routingPrefix: 'UC' })).status).toBe(200);
      await pay('UC1');
      expect((await eventually(() => payments()[0])).body).toMatchObject({ routingPrefix: 'UC' });
      const other = await gateway.client();
      expect((await register({ routingPrefix: 'UB', url: merchant.url }, other.http)).status).toBe(200);
    });

    it('changes both, without the slash too', async () => {
      const id = await registered('UD');
      const moved = await startMerchant();
      const answer = await client.http.post(`/api/mpesaoffline/update-url?id=${id}`, {
        routingPrefix: 'UE',
        url: moved.url,
      });
      expect(answer.status).toBe(200);
      await pay('UE1');
      expect((await eventually(() => payments(moved)[0])).body).toMatchObject({ billRefNumber: 'UE1' });
      await moved.close();
    });

    it('needs one of the two, and null is none', async () => {
      const id = await registered('UF');
      for (const body of [{}, { routingPrefix: null, url: null }]) {
        const answer = await update(id, body);
        expect([answer.status, answer.body['field'], answer.body['rule']]).toEqual([
          400,
          'url',
          'is required when routingPrefix is missing',
        ]);
      }
      expect((await update(id, { routingPrefix: null, url: merchant.url })).status).toBe(200);
      expect((await update(id, { routingPrefix: 'UG', url: null })).status).toBe(200);
    });

    it('needs the id, which is not there for another client', async () => {
      const id = await registered('UH');
      const missing = await client.http.post('/api/mpesaoffline/update-url', { routingPrefix: 'UI' });
      expect([missing.status, missing.body['field']]).toEqual([400, 'id']);
      const stranger = await gateway.client();
      for (const other of [id, 'nothing']) {
        const answer = await update(other, { url: merchant.url }, stranger.http);
        expect([answer.status, answer.body['code']]).toEqual([404, 'endpoint-not-found']);
      }
    });

    it('leaves all as it was when the new URL does not answer', async () => {
      const id = await registered('UJ');
      const answer = await update(id, { routingPrefix: 'UK', url: 'http://127.0.0.1:1/' });
      expect([answer.status, answer.body['code']]).toEqual([422, 'endpoint-unproven']);
      await pay('UJ1');
      expect((await eventually(() => payments()[0])).body).toMatchObject({ routingPrefix: 'UJ' });
      const other = await gateway.client();
      expect((await register({ routingPrefix: 'UK', url: merchant.url }, other.http)).status).toBe(200);
    });
  });
});

describe('Brij M-Pesa Offline', () => {
  it('writes to no private address, neither of a registered URL nor of a resultUrl', async () => {
    const gateway = await startTestGateway({
      settings: { dialects: { ...NO_DIALECTS, brij: true }, allowPrivateAddresses: false },
    });
    const { http } = await gateway.client();
    const asked = { billRefNumber: 'FT1', transId: 'UKL632NMUA' };
    for (const url of [
      'http://shop.example.co.ke/',
      'https://127.0.0.1/',
      'https://localhost/',
      'https://10.0.0.1/',
    ]) {
      const registered = await http.post('/api/mpesaoffline/register-url', { routingPrefix: 'FT', url });
      expect([url, registered.status, registered.body['field']]).toEqual([url, 400, 'url']);
      const status = await http.post('/api/mpesaoffline/transaction-status', { ...asked, resultUrl: url });
      expect([url, status.status, status.body['field']]).toEqual([url, 400, 'resultUrl']);
    }
    await gateway.close();
  });

  it('is off until it is configured', async () => {
    const gateway = await startTestGateway();
    const { http } = await gateway.client();
    for (const path of ['v1/connect/token', 'mpesaoffline/register-url', 'mpesaoffline/transaction-status']) {
      expect([path, (await http.post(`/api/${path}`, {})).status]).toEqual([path, 404]);
    }
    await gateway.close();
  });
});
