/** Vitumob's token route as its document prints it (seed 001), and who may use it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { request, type RequestOptions } from 'node:http';
import { testDatabases } from '../../../../test/support/database.js';
import { ClientsService } from '../../src/clients/clients.service.js';
import { VitumobToken } from '../../src/dialects/vitumob/vitumob-token.entity.js';
import { CLOCK, type Clock } from '../../src/setup/clock.js';
import { addressList, type VitumobSettings } from '../../src/setup/dialect-settings.js';
import { GatewayDatabase } from '../../src/storage/gateway-database.js';
import type { Answer } from '../support/http.js';
import { shapeOf } from '../support/shape.js';
import { startTestGateway, type TestClient, type TestGateway } from '../support/test-gateway.js';
import { printed } from './printed.js';

const { freshToken, storedToken } = printed('vitumob');
const PATH = '/payments/mpesa/token';

describe.each(testDatabases())('Vitumob’s access token on %s', (database) => {
  const vitumob: { -readonly [Field in keyof VitumobSettings]: VitumobSettings[Field] } = {
    clientId: '',
    addresses: addressList('-', ''),
    roundUp: false,
  };
  let gateway: TestGateway;
  let client: TestClient;

  beforeAll(async () => {
    gateway = await startTestGateway({ database, settings: { hosts: ['pay.test'], dialects: { vitumob } } });
  });
  afterAll(() => gateway.close());
  beforeEach(async () => {
    client = await gateway.client();
    vitumob.clientId = client.id;
    vitumob.addresses = addressList('-', '');
  });

  const basic = ({ id, secret }: Pick<TestClient, 'id' | 'secret'>): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });
  const ask = (as: Pick<TestClient, 'id' | 'secret'> = client, path = PATH): Promise<Answer> =>
    gateway.http.with(basic(as)).get(path);
  const tokenIn = ({ body }: Answer): string => String(body['access_token']);

  it('comes with expires_in as text when it is fresh', async () => {
    const { status, body, headers } = await ask();
    expect([status, shapeOf(body)]).toEqual([200, shapeOf(freshToken)]);
    expect(body['expires_in']).toBe(freshToken.expires_in);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('comes with its times, and expires_in as a number, when it was stored', async () => {
    const fresh = await ask();
    const { status, body } = await ask(client, `${PATH}/`);
    expect([status, shapeOf(body)]).toEqual([200, shapeOf(storedToken)]);
    expect([body['access_token'], body['expires_in']]).toEqual([tokenIn(fresh), storedToken.expires_in]);
    for (const { updated_at, expiring_time } of [storedToken, body as typeof storedToken]) {
      expect(updated_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(expiring_time).toBe(Math.floor(Date.parse(updated_at) / 1_000) + 3_599);
    }
  });

  it('is the gateway’s own, for this client, and good for prompts alone', async () => {
    const http = gateway.http.as(tokenIn(await ask()));
    expect((await http.get('/v1/me')).body).toMatchObject({
      clientId: client.id,
      scopes: ['payments:collect'],
    });
    expect((await http.get('/v1/payments')).status).toBe(403);
  });

  it('is renewed by itself when it has expired, and the renewed one is then the newest', async () => {
    const first = tokenIn(await ask());
    const clock = gateway.app.get<Clock>(CLOCK);
    const { now } = clock;
    clock.now = () => now() + 3_599_000;
    try {
      const renewed = await ask();
      expect(renewed.body['expires_in']).toBe('3599');
      expect(tokenIn(renewed)).not.toBe(first);
      expect(tokenIn(await ask())).toBe(tokenIn(renewed));
    } finally {
      clock.now = now;
    }
  });

  it('is the stored one until the last second', async () => {
    const first = tokenIn(await ask());
    const clock = gateway.app.get<Clock>(CLOCK);
    const { now } = clock;
    clock.now = () => now() + 3_590_000;
    try {
      expect(tokenIn(await ask())).toBe(first);
    } finally {
      clock.now = now;
    }
  });

  it('is renewed when the client’s secret has changed, because the old one holds no more', async () => {
    const first = tokenIn(await ask());
    const { secret } = await gateway.app.get(ClientsService).rotateSecret(client.id);
    const renewed = await ask({ ...client, secret });
    expect(renewed.body['expires_in']).toBe('3599');
    expect((await gateway.http.as(tokenIn(renewed)).get('/v1/me')).status).toBe(200);
    expect((await gateway.http.as(first).get('/v1/me')).status).toBe(401);
  });

  it('lies sealed in the table', async () => {
    const token = tokenIn(await ask());
    const row = await gateway.app
      .get(GatewayDatabase)
      .run((manager) => manager.findOneByOrFail(VitumobToken, { clientId: client.id }));
    expect(JSON.stringify(row)).not.toContain(token.split('.')[2]);
  });

  it('is handed to nobody who does not show to be the bound client', async () => {
    const stranger = await gateway.client();
    const asked = [
      await gateway.http.get(PATH),
      await ask(stranger),
      await ask({ ...client, secret: stranger.secret }),
      await gateway.http.as('something').get(PATH),
    ];
    for (const { status, body, headers } of asked) {
      expect([status, shapeOf(body)]).toEqual([401, { error: 'string' }]);
      expect(headers.get('www-authenticate')).toContain('Basic');
    }
  });

  it('is handed without credentials to nobody whose page calls the gateway by a name of its own', async () => {
    vitumob.addresses = addressList('-', '127.0.0.1');
    const port = new URL(gateway.url).port;
    const statusAs = (headers: Record<string, string>): Promise<number> =>
      statusOf({ host: '127.0.0.1', port, path: PATH, headers });
    for (const own of [
      '127.0.0.1',
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      'LOCALHOST',
      '[::1]:1',
      'pay.test',
    ]) {
      expect([own, await statusAs({ host: own })]).toEqual([own, 200]);
    }
    for (const rebound of [
      `attacker.example:${port}`,
      'localhost.attacker.example',
      'pay.test.',
      '127.0.0.1.x',
    ]) {
      expect([rebound, await statusAs({ host: rebound })]).toEqual([rebound, 401]);
    }
    expect(await statusAs({ host: `127.0.0.1:${port}`, origin: 'https://attacker.example' })).toBe(401);
    expect(await statusAs({ host: 'attacker.example', ...basic(client) })).toBe(200);
  });

  it('is handed without credentials to the bound client’s addresses only, and never for wrong ones', async () => {
    vitumob.addresses = addressList('-', '10.0.0.0/8, 2001:db8::/32');
    expect((await gateway.http.get(PATH)).status).toBe(401);
    vitumob.addresses = addressList('-', '10.0.0.0/8, 127.0.0.1');
    const { status, body } = await gateway.http.get(PATH);
    expect([status, shapeOf(body)]).toEqual([200, shapeOf(freshToken)]);
    expect((await ask({ ...client, secret: 'wrong' })).status).toBe(401);
    const names = [
      'x-forwarded-for',
      'forwarded',
      'x-real-ip',
      'via',
      'cf-connecting-ip',
      'x-forwarded-proto',
    ];
    const hops = names.map((name): Record<string, string> => ({ [name]: '10.0.0.1' }));
    for (const said of hops) expect((await gateway.http.with(said).get(PATH)).status).toBe(401);
  });

  it('is handed to no revoked client', async () => {
    vitumob.addresses = addressList('-', '127.0.0.1');
    expect((await ask()).status).toBe(200);
    await gateway.app.get(ClientsService).revoke(client.id);
    expect([(await ask()).status, (await gateway.http.get(PATH)).status]).toEqual([401, 401]);
  });
});

describe('a gateway without Vitumob', () => {
  it('has none of its routes', async () => {
    const gateway = await startTestGateway();
    const { status, body } = await gateway.http.get(PATH);
    expect([status, body['code']]).toEqual([404, 'not-found']);
    expect((await gateway.http.post('/payments/mpesa/payment/push/request')).status).toBe(404);
    await gateway.close();
  });
});

/** `fetch` does not let one say for which host a request is. */
function statusOf(options: RequestOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject).end();
  });
}
