/** Every route of `/v1` and of the administration, called by a client for what is another's. Those of the dialects: `dialects/isolation.spec.ts`. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testDatabases } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { SCOPES } from '../src/clients/scopes.js';
import type { Answer } from './support/http.js';
import { startMerchant, type Merchant } from './support/merchant.js';
import { PHONE, startTestGateway, type TestClient, type TestGateway } from './support/test-gateway.js';

interface Route {
  readonly method: string;
  readonly path: string;
}

describe.each(testDatabases())('what is one client’s, on %s', (database) => {
  let gateway: TestGateway;
  let merchant: Merchant;
  let owner: TestClient;
  let stranger: TestClient;
  /** What stands for `{id}` in the routes below each of these. */
  let owned: Record<string, string>;
  let routes: Route[];

  beforeAll(async () => {
    gateway = await startTestGateway({ database });
    merchant = await startMerchant();
    [owner, stranger] = [await gateway.client({ scopes: SCOPES }), await gateway.client({ scopes: SCOPES })];
    owned = await belongings();
    const { body } = await gateway.http.get('/openapi.json');
    routes = Object.entries(body['paths'] as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await merchant.close();
  });

  /** A payment, an endpoint and a delivery of the owner's. */
  async function belongings(): Promise<Record<string, string>> {
    const keyed = (path: string, body: object): Promise<Answer> =>
      owner.http.post(path, body, { 'idempotency-key': randomUUID() });
    const endpoint = await keyed('/v1/callback-endpoints', { url: merchant.url });
    const payment = await keyed('/v1/payments/collect', { phone: PHONE, amount: 10 });
    await gateway.sim.answer(PHONE, { action: 'pay' });
    const delivery = await eventually(async () => {
      const { body } = await owner.http.get('/v1/deliveries');
      return (body['items'] as { id: string; status: string }[]).find(({ status }) => status === 'delivered');
    });
    return {
      '/v1/payments': String(payment.body['id']),
      '/v1/callback-endpoints': String(endpoint.body['id']),
      '/v1/deliveries': delivery.id,
    };
  }

  function call({ method, path }: Route, client: TestClient): Promise<Answer> {
    const [base = ''] = path.split('/{');
    const target = path.replace(/\{\w+\}/, owned[base] ?? 'nothing-of-the-owner');
    const body = method === 'GET' || method === 'DELETE' ? undefined : JSON.stringify(bodyFor(path));
    return client.http
      .with({
        'idempotency-key': randomUUID(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      })
      .request(method, target, body);
  }

  /** Good enough to get as far as the question whose it is. */
  function bodyFor(path: string): object {
    if (path.endsWith('/callback-endpoints') || path.endsWith('/callback-endpoints/{id}'))
      return { url: merchant.url };
    return {};
  }

  it('is not there for another client, on any route that names it', async () => {
    const named = routes.filter(({ path }) => path.startsWith('/v1/') && path.includes('{'));
    expect(named.length).toBeGreaterThan(8);
    for (const route of named) {
      expect(Object.keys(owned)).toContain(route.path.split('/{')[0]);
      const answer = await call(route, stranger);
      expect([route.method, route.path, answer.status]).toEqual([route.method, route.path, 404]);
      const nothing = await stranger.http
        .with({ 'idempotency-key': randomUUID(), 'content-type': 'application/json' })
        .request(
          route.method,
          route.path.replace(/\{\w+\}/, randomUUID()),
          route.method === 'GET' ? undefined : JSON.stringify(bodyFor(route.path)),
        );
      expect([nothing.status, nothing.body['code']]).toEqual([404, answer.body['code']]);
    }
  });

  it('is in no list of another client', async () => {
    const lists = routes.filter(
      ({ method, path }) => method === 'GET' && path.startsWith('/v1/') && !path.includes('{'),
    );
    expect(lists.map(({ path }) => path).sort()).toEqual(
      ['/v1/callback-endpoints', '/v1/deliveries', '/v1/me', '/v1/payments'].sort(),
    );
    const ids = [owner.id, ...Object.values(owned)];
    for (const list of lists) {
      const { status, text } = await call(list, stranger);
      expect(status).toBe(200);
      expect(ids.filter((id) => text.includes(id))).toEqual([]);
    }
    const { text } = await stranger.http.get(`/v1/deliveries?paymentId=${owned['/v1/payments']}`);
    expect(text).not.toContain(owned['/v1/payments']);
  });

  it('is there for the client itself, on the same routes', async () => {
    const reads = routes.filter(
      ({ method, path }) => method === 'GET' && path.startsWith('/v1/') && path.includes('{'),
    );
    for (const route of reads) expect((await call(route, owner)).status).toBe(200);
  });

  it('wants a token with the scope of the route, on every route', async () => {
    const bare = { ...stranger, http: gateway.http };
    const scopeless = await gateway.client({ scopes: ['payments:refund'] });
    for (const route of routes.filter(({ path }) => path.startsWith('/v1/') && path !== '/v1/token')) {
      expect([route.path, (await call(route, bare)).status]).toEqual([route.path, 401]);
      const allowed = route.path === '/v1/me' || route.path.endsWith('/refund');
      if (!allowed) expect([route.path, (await call(route, scopeless)).status]).toEqual([route.path, 403]);
    }
  });

  it('is not named where another’s prompt is in the way', async () => {
    const asked = { phone: PHONE, amount: 10 };
    const first = await owner.http.post('/v1/payments/collect', asked, { 'idempotency-key': randomUUID() });
    const second = await stranger.http.post('/v1/payments/collect', asked, {
      'idempotency-key': randomUUID(),
    });
    expect([second.status, second.body['code']]).toEqual([409, 'prompt-open']);
    expect(second.text).not.toContain(first.body['id']);
    await gateway.sim.answer(PHONE, { action: 'pay' });
  });

  it('is not told of by receipt either', async () => {
    const { body } = await owner.http.get(`/v1/payments/${owned['/v1/payments']}`);
    for (const which of [{ receipt: body['receipt'] }, { paymentId: owned['/v1/payments'] }]) {
      const asked = await stranger.http.post('/v1/transaction-status', which, {
        'idempotency-key': randomUUID(),
      });
      expect([asked.status, asked.body['code']]).toEqual([404, 'payment-not-found']);
    }
  });

  it('is out of reach of admin routes without the admin key', async () => {
    const admin = routes.filter(({ path }) => path.startsWith('/admin/'));
    expect(admin.length).toBeGreaterThan(9);
    for (const route of admin)
      expect([route.path, (await call(route, stranger)).status]).toEqual([route.path, 401]);
  });

  it('stays so when the stranger knows the prefix: it cannot listen to another’s', async () => {
    await gateway.admin.post(`/admin/clients/${owner.id}/prefixes`, { prefix: 'OWN' });
    const answer = await stranger.http.post(
      '/v1/callback-endpoints',
      { url: merchant.url, prefix: 'OWN' },
      { 'idempotency-key': randomUUID() },
    );
    expect(answer.body).toMatchObject({ status: 400, field: 'prefix' });
  });
});
