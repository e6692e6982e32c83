/** The gateway among strangers: behind a proxy, and while others guess at secrets. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { testDatabases } from '../../../test/support/database.js';
import { RecordingLogger } from '../../../test/support/recording-logger.js';
import { AccessTokens } from '../src/auth/access-tokens.js';
import { AdminKey } from '../src/auth/admin-key.js';
import { BearerGuard } from '../src/auth/bearer.guard.js';
import { ClientProofs } from '../src/auth/client-proofs.js';
import { MOST_FAILED_LOGINS } from '../src/auth/failed-logins.js';
import { Logins } from '../src/auth/logins.js';
import { TokenProofs } from '../src/auth/token-proofs.js';
import { MeController } from '../src/auth/me.controller.js';
import { ClientsService } from '../src/clients/clients.service.js';
import { RateAccounts } from '../src/auth/rate-accounts.js';
import type { Answer, Http } from './support/http.js';
import { rawAnswer } from './support/raw-answer.js';
import {
  ADMIN_KEY,
  PAYBILL,
  startTestGateway,
  tokenFor,
  type TestClient,
  type TestGateway,
} from './support/test-gateway.js';

const SAFARICOM = '196.201.214.200';
const STRANGER = '203.0.113.7';

describe.each(testDatabases())('a gateway among strangers on %s', (database) => {
  let gateway: TestGateway;
  afterEach(() => gateway?.close());

  const from = (address: string, http: Http = gateway.http): Http =>
    http.with({ 'x-forwarded-for': address });
  const guess = (http: Http, id: string, secret = 'a guess'): Promise<Answer> =>
    http.form('/v1/token', { grant_type: 'client_credentials', client_id: id, client_secret: secret });
  const statuses = async (calls: number, call: () => Promise<Answer>): Promise<number[]> => {
    const seen: number[] = [];
    for (let count = 0; count < calls; count += 1) seen.push((await call()).status);
    return seen;
  };

  it('counts failed logins by client and by real address, and never against who knows the secret', async () => {
    const logger = new RecordingLogger();
    gateway = await startTestGateway({ database, logger, settings: { trustedProxies: ['127.0.0.1'] } });
    const [attacked, other] = [await gateway.client(), await gateway.client()];
    const guesses = await statuses(MOST_FAILED_LOGINS + 3, () => guess(from(STRANGER), attacked.id));
    expect(guesses).toEqual([...Array<number>(MOST_FAILED_LOGINS).fill(401), 429, 429, 429]);
    // By the client, from wherever; and by the address, for whomever.
    expect((await guess(from('203.0.113.8'), attacked.id)).status).toBe(429);
    expect((await guess(from(STRANGER), other.id)).status).toBe(429);
    expect((await guess(from('203.0.113.8'), other.id)).status).toBe(401);
    for (const address of [STRANGER, '203.0.113.8']) {
      await expect(tokenFor(from(address), attacked.id, attacked.secret)).resolves.toMatch(/./);
    }
    // One line for each name within a minute, however many more come.
    const lines = logger.of('warn').filter((line) => line.includes('logins failed within a minute'));
    expect([lines.length, new Set(lines).size]).toEqual([2, 2]);
  });

  it('keeps the admin apart: neither guesses at clients nor at the key keep the key out', async () => {
    gateway = await startTestGateway({ database });
    const { id } = await gateway.client();
    await statuses(MOST_FAILED_LOGINS + 1, () => guess(gateway.http, id));
    const wrong = gateway.http.as('not the key');
    const atTheKey = await statuses(MOST_FAILED_LOGINS + 1, () => wrong.get('/admin/clients'));
    expect(atTheKey).toEqual([...Array<number>(MOST_FAILED_LOGINS).fill(401), 429]);
    expect((await gateway.admin.get('/admin/clients')).status).toBe(200);
  });

  it('puts each call down to whoever proves to make it, so that an address used up keeps nobody else out', async () => {
    gateway = await startTestGateway({ database });
    const client = await gateway.client();
    const accounts = new RateAccounts(part(TokenProofs), part(ClientProofs), part(AdminKey));
    const basic = (secret: string) => `Basic ${Buffer.from(`${client.id}:${secret}`).toString('base64')}`;
    const accountOf = (authorization: string | undefined, url = '/v1/me', body: unknown = undefined) =>
      accounts.accountOf({ headers: { authorization }, url, body, ip: STRANGER });
    const mine = `client:${client.id}`;
    const strangers = `address:${STRANGER}`;
    expect(await accountOf(`Bearer ${client.http.token}`)).toBe(mine);
    expect(await accountOf(basic(client.secret), '/v1/token')).toBe(mine);
    expect(
      await accountOf(undefined, '/v1/token', { client_id: client.id, client_secret: client.secret }),
    ).toBe(mine);
    expect(await accountOf(basic('a guess'), '/v1/token')).toBe(strangers);
    expect(await accountOf(undefined, '/v1/token', { client_id: client.id })).toBe(strangers);
    expect(await accountOf(`Bearer ${client.http.token}x`)).toBe(strangers);
    expect(await accountOf(undefined)).toBe(strangers);
    expect(await accountOf(`Bearer ${ADMIN_KEY}`, '/admin/clients')).toBe('admin');
    expect(await accountOf('Bearer guess', '/admin/clients')).toBe(`admin:${strangers}`);
    expect(await accountOf(`Bearer ${ADMIN_KEY}`, '/v1/me')).toBe(strangers);
  });

  it('looks a secret up once for each request, whoever wants to know of it', async () => {
    gateway = await startTestGateway({ database });
    const client = await gateway.client();
    const accounts = new RateAccounts(part(TokenProofs), part(ClientProofs), part(AdminKey));
    const find = jest.spyOn(part(ClientsService), 'find');
    const body = { client_id: client.id, client_secret: client.secret };
    const request = { headers: {}, url: '/v1/token', body, ip: STRANGER };
    expect(await accounts.accountOf(request)).toBe(`client:${client.id}`);
    const shown = { id: client.id, secret: client.secret };
    expect(await part(Logins).prove(shown, request)).toMatchObject({ id: client.id });
    expect(find).toHaveBeenCalledTimes(1);
    // What was proven holds for what was shown, and for that request.
    expect(await part(Logins).prove({ ...shown, secret: 'a guess' }, request)).toBeNull();
    expect(await part(Logins).prove(shown, { ...request })).toMatchObject({ id: client.id });
    expect(find).toHaveBeenCalledTimes(3);
  });

  it('reads the token of a request once, and that of each request', async () => {
    gateway = await startTestGateway({ database });
    const client = await gateway.client();
    const accounts = new RateAccounts(part(TokenProofs), part(ClientProofs), part(AdminKey));
    const read = jest.spyOn(part(AccessTokens), 'read');
    const authorization = `Bearer ${client.http.token}`;
    const request = { headers: { authorization }, url: '/v1/me', body: undefined, ip: STRANGER };
    const guard = part(BearerGuard);
    const enter = (of: object) =>
      guard.canActivate({
        switchToHttp: () => ({ getRequest: () => of }),
        getHandler: () => MeController.prototype.me,
        getClass: () => MeController,
      } as unknown as ExecutionContext);
    expect(await accounts.accountOf(request)).toBe(`client:${client.id}`);
    expect(await enter(request)).toBe(true);
    expect(read).toHaveBeenCalledTimes(1);
    // What was read holds for that token, and for that request.
    const other = { ...request, headers: { authorization: `${authorization}x` } };
    await expect(enter(other)).rejects.toMatchObject({ code: 'token-invalid' });
    request.headers.authorization += 'x';
    await expect(enter(request)).rejects.toMatchObject({ code: 'token-invalid' });
    expect(read).toHaveBeenCalledTimes(3);
  });

  it.each([
    ['the addresses of one IPv6 network', (n: number) => `2001:db8:1:2::${n.toString(16)}`],
    ['the ports of one address', (n: number) => `203.0.113.9:${4_000 + n}`],
    ['the ports of one IPv6 network', (n: number) => `[2001:db8:1:2::${n}]:${4_000 + n}`],
  ])('counts %s as one, for clients and for the admin', async (_, addressOf) => {
    gateway = await startTestGateway({ database, settings: { trustedProxies: ['127.0.0.1'] } });
    let tries = 0;
    const somewhere = (http: Http): Http => from(addressOf((tries += 1)), http);
    const all = [...Array<number>(MOST_FAILED_LOGINS).fill(401), 429];
    const some = MOST_FAILED_LOGINS + 1;
    const wrong = gateway.http.as('not the key');
    expect(await statuses(some, () => somewhere(wrong).get('/admin/clients'))).toEqual(all);
    expect(await statuses(some, () => guess(somewhere(gateway.http), `client ${tries}`))).toEqual(all);
    const accounts = new RateAccounts(part(TokenProofs), part(ClientProofs), part(AdminKey));
    for (const url of ['/v1/me', '/admin/clients']) {
      const accountOf = (ip: string) => accounts.accountOf({ headers: {}, url, body: undefined, ip });
      expect(await accountOf(addressOf(1))).toBe(await accountOf(addressOf(2)));
    }
  });

  it('answers a callback that it refuses byte for byte as a path that is not there, and tells of all of them in two lines', async () => {
    const logger = new RecordingLogger();
    gateway = await startTestGateway({ database, logger });
    const later = jest.spyOn(globalThis, 'setTimeout');
    const zeros = '0'.repeat(32);
    const paths = [
      `stk/0192f7a0/${zeros}`,
      `c2b-confirmation/${PAYBILL}/${zeros}`,
      `balance/0192f7a0/${zeros}`,
      `stk/0192f7a0/${zeros}?and=more`,
      `stk/0192f7a0/${zeros}/`,
      `stk/${'x'.repeat(300)}/${zeros}`,
      'stk/%00/%zz',
      'stk',
      'stk/x/y',
      '',
    ];
    const bodies = [
      '{"Body":{}}',
      '',
      '{"Body":',
      '"text"',
      'null',
      '{"a":'.repeat(100) + '1' + '}'.repeat(100),
      `"${'x'.repeat(40_000)}"`,
      `"${'x'.repeat(80_000)}"`,
    ];
    const requests = [
      ...paths.map((path) => ({ method: 'POST', path, body: '{"Body":{}}', type: 'application/json' })),
      ...['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'NOTHING'].map((method) => ({
        method,
        path: paths[0],
        body: '',
        type: '',
      })),
      ...bodies.map((body) => ({ method: 'POST', path: paths[0], body, type: 'application/json' })),
      ...['text/plain', 'application/xml', '', 'application/x-www-form-urlencoded', 'a/b; charset=x'].map(
        (type) => ({
          method: 'POST',
          path: paths[0],
          body: '{}',
          type,
        }),
      ),
    ];
    const said = async (below: string, { method, path, body, type }: (typeof requests)[number]) => {
      const lines = [`${method} /${below}/${path} HTTP/1.1`, 'host: gateway', 'connection: close'];
      if (type !== '') lines.push(`content-type: ${type}`);
      if (body !== '') lines.push(`content-length: ${body.length}`);
      const answer = await rawAnswer(gateway.url, `${lines.join('\r\n')}\r\n\r\n${body}`);
      return answer.replaceAll(`/${below}/`, '/…/');
    };
    for (const request of requests) {
      const missing = await said('notthere1', request);
      expect(missing).toMatch(/^HTTP\/1\.1 \d{3} /);
      expect([request, await said('callbacks', request)]).toEqual([request, missing]);
    }
    const lines = () => logger.of('warn').filter((line) => line.includes('refused'));
    expect(lines()).toEqual(['1 callback was refused (404: 1), the last from 127.0.0.1']);
    const tell = later.mock.calls.find(([, ms]) => ms === 60_000)?.[0];
    later.mockRestore();
    tell?.();
    expect(lines()[1]).toMatch(/^\d+ callbacks were refused \(404: \d+\), the last from 127\.0\.0\.1$/);
  });

  const part = <T>(type: new (...args: never[]) => T): T => gateway.app.get<T>(type, { strict: false });

  it.each([
    ['its proxy is named', ['127.0.0.1'], 0],
    ['its proxy is not named', [], 1],
    ['another proxy is named', ['10.9.9.9'], 1],
  ])(
    'believes where M-Pesa’s reports come from, or says why not, when %s',
    async (_, trustedProxies, lines) => {
      const logger = new RecordingLogger();
      gateway = await startTestGateway({
        database,
        logger,
        settings: { trustedProxies },
        mpesa: (__, { callbacks }) => ({ callbacks: { ...callbacks, sourceAddresses: { mode: 'enforce' } } }),
      });
      const kept = await reportedFrom(SAFARICOM);
      expect(kept['source_address']).toBe(lines === 0 ? SAFARICOM : '127.0.0.1');
      expect(kept['status'] === 'quarantined').toBe(lines === 1);
      const told = logger.of('error').filter((line) => line.includes('does not name 127.0.0.1'));
      expect(told).toHaveLength(lines);
    },
  );

  it('says that a proxy stands there which sends no header at all, when it brings what could be M-Pesa’s report', async () => {
    const logger = new RecordingLogger();
    gateway = await startTestGateway({
      database,
      logger,
      mpesa: (__, { callbacks }) => ({ callbacks: { ...callbacks, sourceAddresses: { mode: 'enforce' } } }),
    });
    for (let count = 0; count < 3; count += 1) await gateway.http.post('/callbacks/stk/whatever', {});
    const told = logger.of('error').filter((line) => line.includes('X-Forwarded-For'));
    // The library’s own look at whom the framework believes, at the start, is none.
    expect(told).toEqual([expect.stringContaining("report of M-Pesa's came from 127.0.0.1")]);
  });

  /** Posts a callback as a proxy before the gateway would, and reads what was kept of it. */
  async function reportedFrom(address: string): Promise<Record<string, unknown>> {
    const client: TestClient = await gateway.client();
    const asked = await client.http.post(
      '/v1/payments/collect',
      { phone: '254708374149', amount: 10 },
      { 'idempotency-key': 'one' },
    );
    expect(asked.status).toBe(201);
    const [request] = gateway.sim.requests().filter(({ op }) => op === 'stkpush');
    const url = String((request?.requestBody as { CallBackURL?: string } | undefined)?.CallBackURL);
    const path = new URL(url).pathname;
    const body = {
      Body: { stkCallback: { ResultCode: 1032, ResultDesc: 'cancelled', CheckoutRequestID: 'x' } },
    };
    for (let count = 0; count < 3; count += 1) await from(address).post(path, body);
    const [row] = await gateway.database.query('SELECT source_address, status FROM mpesa_callback');
    return row as Record<string, unknown>;
  }
});
