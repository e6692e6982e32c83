/** The Postman collections are run as they are served, by Newman, against the compiled gateway and the simulator. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Http } from '../../apps/gateway/test/support/http.js';
import { startMerchant, type Merchant } from '../../apps/gateway/test/support/merchant.js';
import { eventually } from '../support/eventually.js';
import { BuiltGateway, preparedGateway, type Client } from './support/built-gateway.js';
import { runCollection, type Execution } from './support/newman.js';

const SCOPES = [
  'payments:read',
  'payments:collect',
  'payments:payout',
  'payments:refund',
  'payments:status',
  'callbacks:manage',
];

/** Customers who pay as soon as they are asked. */
const PAYING = { settings: { autopay: 'pay', autopayMs: 100 } } as const;

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Record<string, unknown> }>>>>;
}

/** `GET /v1/payments/{id}`, with the status of its success. */
interface Operation {
  readonly route: string;
  readonly status: number;
}

/** A collection of another API than our own, and what mounts that API for a client. */
const DIALECTS: readonly [
  name: string,
  addresses: RegExp,
  settings: (id: string) => Record<string, string>,
][] = [
  ['brij', /^\/api\/(v1\/connect|mpesaoffline)\//, () => ({ GATEWAY_BRIJ: 'on' })],
  ['vitumob', /^\/payments\/mpesa\//, (id) => ({ GATEWAY_VITUMOB_CLIENT: id })],
  ['php', /^\/api\/\w+\.php$/, (id) => ({ GATEWAY_PHP_CLIENT: id })],
];

describe('the Postman collection', () => {
  let merchant: Merchant;
  let gateway: BuiltGateway;
  const clients = new Map<string, Client>();

  beforeAll(async () => {
    [merchant, gateway] = [await startMerchant(), await BuiltGateway.prepare(PAYING)];
    const settings = {};
    for (const [name, , mounted] of DIALECTS) {
      const client = await gateway.createClient({ name: 'Postman' });
      clients.set(name, client);
      Object.assign(settings, mounted(client.id));
    }
    const v1 = await gateway.createClient({ name: 'Postman', callback: merchant.url, scope: SCOPES });
    clients.set('v1', v1);
    await gateway.start(settings);
    await payOnce(await gateway.http(v1), merchant);
  });
  afterAll(async () => {
    await gateway?.close();
    await merchant?.close();
  });

  it.each<[string, RegExp]>([
    ['v1', /^\/v1\//],
    ...DIALECTS.map(([name, addresses]): [string, RegExp] => [name, addresses]),
  ])(
    'of %s runs from top to bottom, and every request gets the status its description promises',
    async (name, addresses) => {
      const { id: clientId, secret: clientSecret } = clients.get(name) ?? { id: '', secret: '' };
      const address = `${gateway.url}/docs/postman/${name}.json`;

      const { executions, failures } = await runCollection(address, {
        clientId,
        clientSecret,
        callbackUrl: merchant.url,
      });

      expect(failures).toEqual([]);
      await expectEveryOperation(gateway, addresses, executions);
    },
  );

  it('is served for each API that is mounted and has one, and for nothing else', async () => {
    const bare = await preparedGateway();
    await bare.start();
    const { url } = bare;
    const served = await fetch(`${url}/docs/postman/v1.json`);
    expect(served.headers.get('content-type')).toContain('application/json');
    const variable = expect.arrayContaining([{ key: 'baseUrl', value: url }]) as unknown;
    expect(await served.json()).toMatchObject({ info: { name: 'M-Pesa gateway' }, variable });
    for (const name of ['v2', 'admin', '__proto__', ...DIALECTS.map(([dialect]) => dialect)]) {
      expect([name, (await fetch(`${url}/docs/postman/${name}.json`)).status]).toEqual([name, 404]);
    }
    expect((await fetch(`${url}/docs/postman/v1`)).status).toBe(404);
  });
});

/** So that there is a message to list and to send again. */
async function payOnce(http: Http, merchant: Merchant): Promise<void> {
  await http.post(
    '/v1/payments/collect',
    { phone: '0708 374 149', amount: 10 },
    { 'idempotency-key': 'one' },
  );
  await eventually(() => merchant.messages.some(({ body }) => body['type'] === 'payment.succeeded'));
}

async function expectEveryOperation(
  { url }: BuiltGateway,
  addresses: RegExp,
  executions: readonly Execution[],
): Promise<void> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as Description;
  const promised = Object.entries(paths).flatMap(([path, methods]): Operation[] => {
    if (!addresses.test(path)) return [];
    return Object.entries(methods).map(([method, { responses }]) => ({
      route: `${method.toUpperCase()} ${path}`,
      status: Number(Object.keys(responses).find((code) => code.startsWith('2'))),
    }));
  });
  const got = executions.map(({ method, template, status, tests }) => {
    expect(tests.map(({ error }) => error)).toEqual([null]);
    return { route: `${method} ${template}`, status };
  });
  const byRoute = (one: Operation, other: Operation): number => (one.route < other.route ? -1 : 1);
  expect(got.toSorted(byRoute)).toEqual(promised.toSorted(byRoute));
}
