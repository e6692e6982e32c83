/** What one client may have of what all of them share. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testDatabases } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { CLOCK, type Clock } from '../src/setup/clock.js';
import { EventStream } from './support/event-stream.js';
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
      settings: { limits: { endpoints: 3, promptsPerMinute: 60, unfinishedPrompts: 2, streams: 1_000 } },
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

  const newest = async ({ http }: TestClient): Promise<Record<string, unknown>> => {
    const { items } = (await http.get('/v1/payments?limit=1')).body as { items: Record<string, unknown>[] };
    return items[0] ?? {};
  };

  it('uses up only its own share of a phone by prompts that nobody finishes, and others have theirs', async () => {
    gateway = await startTestGateway({
      database,
      settings: { limits: { endpoints: 20, promptsPerMinute: 60, unfinishedPrompts: 2, streams: 1_000 } },
    });
    const clock = gateway.app.get<Clock>(CLOCK, { strict: false });
    const [nuisance, shop] = [await gateway.client(), await gateway.client()];
    const others = [await gateway.client(), await gateway.client()];
    const collect = (client: TestClient) =>
      post(client, '/v1/payments/collect', { phone: '0708 374 149', amount: 1 });
    const ends = (client: TestClient, status: string) =>
      eventually(async () => (await newest(client))['status'] === status);
    const leaves = async (client: TestClient) => {
      expect((await collect(client)).status).toBe(201);
      await gateway.sim.answer(PHONE, { action: 'cancel' });
      await ends(client, 'failed');
    };
    const refused = async (client: TestClient, unfinished: number) => {
      const { status, body } = await collect(client);
      expect([status, body['code'], body['unfinished']]).toEqual([
        409,
        'too-many-unfinished-pushes',
        unfinished,
      ]);
    };
    expect((await collect(shop)).status).toBe(201);
    await gateway.sim.answer(PHONE, { action: 'pay' });
    await ends(shop, 'succeeded');
    // Two of one that is alone, and one of each that comes after it, who waits.
    for (const client of [nuisance, nuisance]) await leaves(client);
    for (const [index, client] of others.entries()) {
      const { status, body } = await collect(client);
      expect([status, body['code'], body['unfinished']]).toEqual([
        409,
        'too-many-unfinished-pushes',
        2 + index,
      ]);
      const clearsAt = Number(body['clearsAt']);
      expect(clearsAt - clock.now()).toBeLessThanOrEqual((index === 0 ? 2 : 30) * 60_000);
      clock.now = () => clearsAt - 1;
      await refused(client, 2 + index);
      clock.now = () => clearsAt;
      await leaves(client);
    }
    for (const [client, unfinished] of [[nuisance, 2], ...others.map((other) => [other, 1])] as const) {
      await refused(client as TestClient, unfinished as number);
    }
    // The fifth is for whom the phone has answered.
    await refused(await gateway.client(), 4);
    expect((await collect(shop)).status).toBe(201);
  });

  it('has no more phones asked in a minute than its share, and the next minute again', async () => {
    gateway = await startTestGateway({
      database,
      settings: { limits: { endpoints: 20, promptsPerMinute: 2, unfinishedPrompts: 2, streams: 1_000 } },
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

  it('has no more event streams open at once than its share, and as many again as it closes', async () => {
    gateway = await startTestGateway({
      database,
      settings: { limits: { endpoints: 20, promptsPerMinute: 60, unfinishedPrompts: 2, streams: 2 } },
    });
    const [greedy, other] = [await gateway.client(), await gateway.client()];
    const watching = async (client: TestClient, id: unknown): Promise<EventStream> =>
      EventStream.open(`${gateway.url}/v1/payments/${id}/events`, client.http.token);
    const mine = await post(greedy, '/v1/payments/collect', { phone: PHONE, amount: 1 });
    const theirs = await post(other, '/v1/payments/collect', { phone: '254712345678', amount: 1 });
    const id = mine.body['id'];
    const streams = [await watching(greedy, id), await watching(greedy, id)];
    const refused = await greedy.http.get(`/v1/payments/${id}/events`);
    expect([refused.status, refused.body['code']]).toEqual([429, 'too-many-streams']);
    const others = await watching(other, theirs.body['id']);
    expect([...streams, others].map(({ status }) => status)).toEqual([200, 200, 200]);
    streams[0]?.close();
    const another = await eventually(async () => {
      const stream = await watching(greedy, id);
      return stream.status === 200 ? stream : null;
    });
    expect((await greedy.http.get(`/v1/payments/${id}/events`)).status).toBe(429);
    // One that ends by itself makes room as well.
    await gateway.sim.answer(PHONE, { action: 'pay' });
    await another.until(({ status }) => status === 'succeeded');
    expect(await another.ended()).toBe(true);
    const next = await eventually(async () => {
      const stream = await watching(greedy, id);
      return stream.status === 200 ? stream : null;
    });
    for (const stream of [...streams, others, next]) stream.close();
  });
});
