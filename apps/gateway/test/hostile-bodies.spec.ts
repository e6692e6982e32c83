/** What no client would send, in every field of every route: told which rule it breaks, and never an error of ours. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { testDatabases } from '../../../test/support/database.js';
import { FALSE_GZIP, postAsGzip } from '../../../test/support/false-gzip.js';
import { beginRequest, hungUp, NEVER_ENDING } from '../../../test/support/slow-requests.js';
import { mostWork } from '../../../test/support/most-work.js';
import { worstTexts } from '../../../test/support/worst-texts.js';
import { RecordingLogger } from '../../../test/support/recording-logger.js';
import { TokenProofs } from '../src/auth/token-proofs.js';
import { AdminKey } from '../src/auth/admin-key.js';
import { ClientProofs } from '../src/auth/client-proofs.js';
import { SCOPES } from '../src/clients/scopes.js';
import { addressList } from '../src/setup/dialect-settings.js';
import { RateAccounts } from '../src/auth/rate-accounts.js';
import { ADMIN_KEY, startTestGateway, type TestClient, type TestGateway } from './support/test-gateway.js';

/** JSON as it comes over the wire: some of it cannot be written by JSON.stringify. */
const VALUES: readonly (readonly [what: string, json: string])[] = [
  ['an object that has no text', '{"toString":1,"valueOf":1}'],
  ['an object that says to be its own prototype', '{"constructor":{"prototype":{"isAdmin":true}}}'],
  ['a list of lists', '[[],[]]'],
  ['lists in lists, 20,000 deep', '['.repeat(20_000) + ']'.repeat(20_000)],
  ['objects in objects, 8,000 deep', '{"a":'.repeat(8_000) + '1' + '}'.repeat(8_000)],
  ['half of a character', '"\\ud800"'],
  ['a text that ends a line and a quotation', '"\\u0000\\r\\n\\"\'"'],
  ['a text as long as a body may be', `"${'ß'.repeat(25_000)}"`],
  ['a number beyond all', '1e999'],
  ['a number with a fraction', '0.1'],
  ['nothing', 'null'],
  ['yes', 'true'],
];

/** A little less than the gateway takes. */
const LONG = 60_000;
const WORST = worstTexts(LONG);
/** What else a body has, so that such a text is not refused for what it lacks. */
const PLAUSIBLE: Readonly<Record<string, unknown>> = {
  phone: '0708374149',
  amount: 10,
  reference: 'INV1',
  url: 'http://127.0.0.1:9/',
  routingPrefix: 'FT',
  billRefNumber: 'FT1',
  transId: 'UKL632NMUA',
  receipt: 'UKL632NMUA',
  resultUrl: 'http://127.0.0.1:9/',
  confirmation_url: 'http://127.0.0.1:9/',
  validation_url: 'http://127.0.0.1:9/',
  grant_type: 'client_credentials',
  client_id: 'nobody',
  client_secret: 'a guess',
  by: 'Wanjiru',
  reason: 'asked',
  name: 'Duka',
  prefix: 'FT',
  shortcode: '600000',
  clientId: randomUUID(),
};
/** Of work. It is half a second; where one pattern backtracks in one field, it is more than ten. */
const LITTLE_MS = 2_000;

interface Route {
  readonly method: string;
  readonly path: string;
  readonly fields: readonly string[];
}

/** Each with the fields that it reads; those of the dialects are not in the description of `/v1`. */
const DIALECTS: readonly Route[] = [
  ['POST', '/v1/token', ['grant_type', 'client_id', 'client_secret', 'scope']],
  ['POST', '/api/v1/connect/token', ['grant_type', 'client_id', 'client_secret', 'scope']],
  ['POST', '/api/mpesaoffline/register-url', ['routingPrefix', 'url']],
  ['POST', '/api/mpesaoffline/update-url?id=x', ['routingPrefix', 'url']],
  ['POST', '/api/mpesaoffline/transaction-status', ['billRefNumber', 'transId', 'resultUrl']],
  ['POST', '/api/generate_token.php', ['client_id', 'client_secret']],
  ['POST', '/api/stk_push.php', ['phone', 'amount', 'reference', 'description']],
  ['POST', '/api/c2b_register.php', ['confirmation_url', 'validation_url', 'response_type']],
  ['POST', '/payments/mpesa/payment/push/request', ['order']],
].map(([method, path, fields]) => ({ method, path, fields }) as Route);

interface Refusal {
  readonly field?: string;
  readonly rule?: string;
  readonly error?: string;
  /** Of RFC 6749. */
  readonly error_description?: string;
}

/** The refusal says which of the route's fields, or the body as a whole, and by which rule. */
function isNamed({ fields }: Route, text: string): boolean {
  if (text.includes('Body is not valid JSON')) return true;
  const { field, rule = '', error = '', error_description: described = error } = JSON.parse(text) as Refusal;
  const [, told = '', why = ''] = /^([\w.[\]]+) (.{10,})$/s.exec(described) ?? [];
  const [name, reason] = field === undefined ? [told, why] : [field, rule];
  // A list has its places for fields; one route has its id in the query.
  return reason.length > 5 && ['body', '0', 'id', ...fields].includes(name.split(/[.[]/)[0] ?? '');
}

interface Described {
  readonly requestBody?: { readonly content: Record<string, { schema: { $ref?: string } }> };
}

describe.each(testDatabases())('a body that no client would send, on %s', (database) => {
  const logger = new RecordingLogger();
  let gateway: TestGateway;
  let client: TestClient;
  let routes: Route[] = [];

  beforeAll(async () => {
    const bound = { clientId: randomUUID(), addresses: addressList('-', ''), roundUp: false };
    gateway = await startTestGateway({
      database,
      logger,
      settings: { dialects: { brij: true, vitumob: bound, php: bound } },
    });
    client = await gateway.client({ scopes: SCOPES });
    routes = [...(await described()), ...DIALECTS];
  });
  afterAll(() => gateway.close());

  /** Every route that takes a body, by the gateway's own description. */
  async function described(): Promise<Route[]> {
    const { body } = await gateway.http.get('/openapi.json');
    const { schemas } = body['components'] as {
      schemas: Record<string, { properties?: Record<string, unknown> }>;
    };
    const paths = Object.entries(body['paths'] as Record<string, Record<string, Described>>);
    return paths.flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody }]) => {
        const [content] = Object.values(requestBody?.content ?? {});
        const name = content?.schema.$ref?.split('/').at(-1) ?? '';
        const fields = Object.keys(schemas[name]?.properties ?? {});
        const filled = path.replaceAll(/\{\w+\}/g, randomUUID());
        return fields.length === 0 ? [] : [{ method: method.toUpperCase(), path: filled, fields }];
      }),
    );
  }

  const send = ({ method, path }: Route, json: string) =>
    (path.startsWith('/admin') ? gateway.http.as(ADMIN_KEY) : client.http)
      .with({ 'content-type': 'application/json', 'idempotency-key': randomUUID() })
      .request(method, path, json);

  it.each(VALUES)('is told what is wrong with it, in whichever field: %s', async (_, json) => {
    expect(routes.length).toBeGreaterThan(20);
    logger.lines.length = 0;
    const ours: unknown[] = [];
    for (const route of routes) {
      for (const body of [json, ...route.fields.map((field) => `{${JSON.stringify(field)}:${json}}`)]) {
        const { status, text } = await send(route, body);
        if (status >= 500 || text.length > 5_000 || (status === 400 && !isNamed(route, text)))
          ours.push([route.method, route.path, body.slice(0, 60), status, text.slice(0, 200)]);
      }
    }
    expect(ours).toEqual([]);
    expect(logger.of('error')).toEqual([]);
    // What it registers when it starts is all that has left, and nothing was kept.
    const sent = new Set(gateway.sim.requests().map(({ op }) => op));
    expect([...sent].filter((op) => !['oauth', 'c2b-register', 'pull-register'].includes(op))).toEqual([]);
    expect((await client.http.get('/v1/payments')).body['items']).toEqual([]);
    expect((await client.http.get('/v1/callback-endpoints')).body['items'] ?? []).toEqual([]);
  });

  it('must have come whole in fifteen seconds', () => {
    const { headersTimeout, requestTimeout, maxConnections } = gateway.app.getHttpServer() as Server;
    expect([headersTimeout, requestTimeout, maxConnections]).toEqual([10_000, 15_000, 4_096]);
  });

  it('is waited for no longer than that, whatever of it has come, and one address has so many connections', async () => {
    const limits = { headersMs: 1_000, requestMs: 1_000, checkEveryMs: 20, mostOfOne: 12 };
    const own = await startTestGateway({ connections: limits });
    try {
      const slow = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          beginRequest(own.url, Object.values(NEVER_ENDING)[index % 3] ?? '', '127.0.0.2'),
        ),
      );
      await hungUp(await beginRequest(own.url, '', '127.0.0.2'));
      expect((await own.http.get('/health')).status).toBe(200);
      await Promise.all(slow.map(hungUp));
    } finally {
      await own.close();
    }
  });

  it.each(Object.keys(WORST))('keeps nobody waiting, in whichever field it is full of %s', async (name) => {
    const bodies = routes.flatMap((route) =>
      route.fields.map((field) => {
        const others = route.fields.map((other) => [other, PLAUSIBLE[other]]);
        return [route, JSON.stringify({ ...Object.fromEntries(others), [field]: WORST[name] })] as const;
      }),
    );
    const hostile = Promise.all(bodies.map(([route, json]) => send(route, json)));
    const health = async () => expect((await gateway.http.get('/health')).status).toBe(200);
    expect(await mostWork(hostile, health)).toBeLessThan(LITTLE_MS);
    expect((await hostile).filter(({ status }) => status >= 500)).toEqual([]);
  });

  it('is refused before it is read where it is larger than anybody needs, on whichever route', async () => {
    for (const route of routes) {
      const [field] = route.fields;
      const { status, text } = await send(route, JSON.stringify({ [field ?? '']: ' '.repeat(64 * 1024) }));
      // What was in place before the gateway knows no such status.
      const words = route.path.endsWith('.php') ? 400 : 413;
      expect([route.path, status, text.length < 500]).toEqual([route.path, words, true]);
    }
  });

  it.each(FALSE_GZIP)('is refused where it says it is gzip and is %s', async (_, bytes) => {
    const authorization = `Bearer ${client.http.token}`;
    const headers = { authorization, 'idempotency-key': randomUUID() };
    const url = `${gateway.url}/v1/payments/collect`;
    const payments = async () => (await client.http.get('/v1/payments')).body['items'];
    const before = await payments();
    expect([400, 413, 415]).toContain(await postAsGzip(url, bytes, headers));
    expect(await payments()).toEqual(before);
  });

  it('is counted like any other, whatever stands for the id and the secret', async () => {
    const part = <T>(type: new (...args: never[]) => T): T => gateway.app.get<T>(type, { strict: false });
    const accounts = new RateAccounts(part(TokenProofs), part(ClientProofs), part(AdminKey));
    for (const [, json] of VALUES) {
      const value: unknown = JSON.parse(json);
      for (const body of [{ client_id: value }, { client_secret: value }, value]) {
        const account = accounts.accountOf({ headers: {}, url: '/v1/token', ip: '203.0.113.7', body });
        expect(await account).toBe('address:203.0.113.7');
      }
    }
  });
});
