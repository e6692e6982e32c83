/** What one client may have of what all of them share. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testDatabases } from '../../../test/support/database.js';
import { CLOCK, type Clock } from '../src/setup/clock.js';
import { startMerchant, type Merchant } from './support/merchant.js';
import { PHONE, startTestGateway, type TestClient, type TestGateway } from './support/test-gateway.js';

describe.each(testDatabases())('one client of many, on %s', (database) => {
  let gateway: TestGateway;
  let merchant: Merchant | undefined;
  afterEach(async () => {
    await gateway?.close();
    await merchant?.close();
    merchant = undefined;
  });

  const post = (client: TestClient, path: string, body: object) =>
    client.http.post(path, body, { 'idempotency-key': randomUUID() });

  it('has no more endpoints than its share, also when it asks for all of them at once', async () => {
    gateway = await startTestGateway({
      database,
      settings: { limits: { endpoints: 3, promptsPerMinute: 60 } },
    });
    merchant = await startMerchant();
    const { url } = merchant;
    const [greedy, other] = [await gateway.client(), await gateway.client()];
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(greedy, '/v1/callback-endpoints', { url })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'too-many-endpoints',
      most: 3,
    });
    expect((await greedy.http.get('/v1/callback-endpoints')).body).toHaveLength(3);
    expect((await post(other, '/v1/callback-endpoints', { url })).status).toBe(201);
  });

  it('has no more phones asked in a minute than its share, and the next minute again', async () => {
    gateway = await startTestGateway({
      database,
      settings: { limits: { endpoints: 20, promptsPerMinute: 2 } },
    });
    const clock = gateway.app.get<Clock>(CLOCK, { strict: false });
    const { now } = clock;
    const [greedy, other] = [await gateway.client(), await gateway.client()];
    const phones = [PHONE, '254712345678', 'nobody’s', '254733123456', '254722000000'];
    const collect = (client: TestClient) =>
      post(client, '/v1/payments/collect', { phone: phones.shift(), amount: 1 });
    expect([(await collect(greedy)).status, (await collect(greedy)).status]).toEqual([201, 201]);
    const refused = await collect(greedy);
    expect([refused.status, refused.body['code']]).toEqual([429, 'too-many-prompts']);
    expect(refused.headers.get('retry-after')).toBeTruthy();
    expect((await collect(other)).status).toBe(201);
    expect(gateway.sim.requests().filter(({ op }) => op === 'stkpush')).toHaveLength(3);
    try {
      clock.now = () => now() + 60_000;
      expect((await collect(greedy)).status).toBe(201);
    } finally {
      clock.now = now;
    }
  });
});
