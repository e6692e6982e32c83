/** The Postman collections are run as they are served, by Newman, against the compiled gateway and the simulator. */
import { describe, expect, it } from '@jest/globals';
import type { Http } from '../../apps/gateway/test/support/http.js';
import { startMerchant, type Merchant } from '../../apps/gateway/test/support/merchant.js';
import { eventually } from '../support/eventually.js';
import { closeAfterTest } from '../support/test-resources.js';
import { builtGateway, type BuiltGateway } from './support/built-gateway.js';
import { runCollection, type Execution } from './support/newman.js';

const SCOPES = [
  'payments:read',
  'payments:collect',
  'payments:payout',
  'payments:refund',
  'payments:status',
  'callbacks:manage',
].flatMap((scope) => ['--scope', scope]);

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Record<string, unknown> }>>>>;
}

/** `GET /v1/payments/{id}`, with the status of its success. */
interface Operation {
  readonly route: string;
  readonly status: number;
}

describe('the Postman collection', () => {
  it('of /v1 runs from top to bottom, and every request gets the status its description promises', async () => {
    const gateway = await builtGateway({}, { settings: { autopay: 'pay', autopayMs: 100 } });
    const merchant = await startMerchant();
    closeAfterTest(() => merchant.close());
    const client = await gateway.createClient('--name', 'Postman', '--callback', merchant.url, ...SCOPES);
    await payOnce(await gateway.http(client), merchant);

    const { executions, failures } = await runCollection(`${gateway.url}/docs/postman/v1.json`, {
      clientId: client.get('client id') ?? '',
      clientSecret: client.get('client secret') ?? '',
      callbackUrl: merchant.url,
    });

    expect(failures).toEqual([]);
    await expectEveryOperation(gateway, /^\/v1\//, executions);
  }, 120_000);

  it('of Brij M-Pesa Offline does so too', async () => {
    const gateway = await builtGateway({ GATEWAY_BRIJ: 'on' });
    const merchant = await startMerchant();
    closeAfterTest(() => merchant.close());
    const client = await gateway.createClient('--name', 'Postman');

    const { executions, failures } = await runCollection(`${gateway.url}/docs/postman/brij.json`, {
      clientId: client.get('client id') ?? '',
      clientSecret: client.get('client secret') ?? '',
      callbackUrl: merchant.url,
    });

    expect(failures).toEqual([]);
    await expectEveryOperation(gateway, /^\/api\/(v1\/connect|mpesaoffline)\//, executions);
  }, 60_000);

  it('is served for each API that is mounted and has one, and for nothing else', async () => {
    const { url } = await builtGateway();
    const served = await fetch(`${url}/docs/postman/v1.json`);
    expect(served.headers.get('content-type')).toContain('application/json');
    const variable = expect.arrayContaining([{ key: 'baseUrl', value: url }]) as unknown;
    expect(await served.json()).toMatchObject({ info: { name: 'M-Pesa gateway' }, variable });
    for (const name of ['v2.json', 'brij.json', 'admin.json', 'v1', '__proto__.json']) {
      expect([name, (await fetch(`${url}/docs/postman/${name}`)).status]).toEqual([name, 404]);
    }
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
