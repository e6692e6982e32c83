/** Event streams outlast the request that opened them; what ends a token ends them too. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testDatabases } from '../../../test/support/database.js';
import { TOKEN_LIFETIME_S } from '../src/auth/access-tokens.js';
import { CLOCK, type Clock } from '../src/setup/clock.js';
import { EventStream } from './support/event-stream.js';
import { PHONE, startTestGateway, type TestClient, type TestGateway } from './support/test-gateway.js';

describe.each(testDatabases())('an open stream of a client, on %s', (database) => {
  let gateway: TestGateway;
  beforeAll(async () => void (gateway = await startTestGateway({ database })));
  afterAll(() => gateway?.close());

  const onClient = ({ id }: TestClient, what: string): string => `/admin/clients/${id}/${what}`;

  async function watched(): Promise<{ client: TestClient; stream: EventStream }> {
    const client = await gateway.client();
    const asked = { phone: PHONE, amount: 10 };
    const { body } = await client.http.post('/v1/payments/collect', asked, {
      'idempotency-key': randomUUID(),
    });
    const stream = await EventStream.open(
      `${gateway.url}/v1/payments/${String(body['id'])}/events`,
      client.http.token,
    );
    await stream.until(({ status }) => status === 'pending');
    return { client, stream };
  }

  it.each([
    ['is revoked', (client: TestClient) => gateway.admin.post(onClient(client, 'revoke'))],
    ['is given a new secret', (client: TestClient) => gateway.admin.post(onClient(client, 'rotate-secret'))],
    [
      'may no longer read payments',
      (client: TestClient) => gateway.admin.put(onClient(client, 'scopes'), { scopes: ['payments:collect'] }),
    ],
  ])('ends when the client %s, and tells nothing of what comes then', async (_, end) => {
    const { client, stream } = await watched();
    expect((await end(client)).status).toBe(200);
    await gateway.sim.answer(PHONE, { action: 'pay' });
    expect(await stream.ended()).toBe(true);
    expect(stream.seen.map(({ status }) => status)).toEqual(['pending']);
  });

  it('ends with its token, and not before', async () => {
    const { stream } = await watched();
    const clock = gateway.app.get<Clock>(CLOCK, { strict: false });
    const { now } = clock;
    try {
      clock.now = () => now() + TOKEN_LIFETIME_S * 1_000;
      expect(await stream.ended()).toBe(true);
    } finally {
      clock.now = now;
      await gateway.sim.answer(PHONE, { action: 'pay' });
    }
  });
});
