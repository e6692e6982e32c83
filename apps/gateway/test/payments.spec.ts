/** What clients do over /v1: ask to be paid, look, watch, and be told. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { testDatabases } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { EventStream } from './support/event-stream.js';
import { startMerchant, type Merchant } from './support/merchant.js';
import { PHONE, startTestGateway, type TestClient, type TestGateway } from './support/test-gateway.js';

describe.each(testDatabases())('payments over /v1 on %s', (database) => {
  let gateway: TestGateway;
  let client: TestClient;
  let merchant: Merchant;

  beforeAll(async () => {
    gateway = await startTestGateway({ database });
    merchant = await startMerchant();
  });
  afterAll(async () => {
    await gateway.close();
    await merchant.close();
  });
  afterEach(() => merchant.forget());

  const collect = (body: object, key: string = randomUUID()) =>
    client.http.post('/v1/payments/collect', body, { 'idempotency-key': key });
  /** The phone pays, and the gateway knows: only then is the phone free for the next prompt. */
  const pay = async (id: unknown): Promise<void> => {
    await gateway.sim.answer(PHONE, { action: 'pay' });
    await eventually(
      async () => (await client.http.get(`/v1/payments/${id}`)).body['status'] === 'succeeded',
    );
  };
  const asked = { phone: '0708 374 149', amount: 250, reference: 'ORDER-17', metadata: { order: 17 } };

  it('ask a phone to pay, and the client hears at its endpoint that it did, signed', async () => {
    client = await gateway.client();
    const endpoint = await client.http.post(
      '/v1/callback-endpoints',
      { url: merchant.url },
      { 'idempotency-key': randomUUID() },
    );
    expect(endpoint.status).toBe(201);
    const created = await collect(asked);
    expect([created.status, created.body]).toEqual([
      201,
      expect.objectContaining({
        kind: 'stk-push',
        status: 'pending',
        amountCents: 25_000,
        phone: PHONE,
        reference: 'ORDER-17',
        metadata: { order: 17 },
      }),
    ]);
    await gateway.sim.answer(PHONE, { action: 'pay' });
    const message = await eventually(() =>
      merchant.messages.find(({ body }) => body['type'] !== 'endpoint.ping'),
    );
    expect(message.body).toMatchObject({
      type: 'payment.succeeded',
      data: { id: created.body['id'], status: 'succeeded', amountCents: 25_000, metadata: { order: 17 } },
    });
    const webhook = new Webhook(String(endpoint.body['secret']));
    expect(webhook.verify(message.raw, message.headers)).toEqual(message.body);
    const seen = await client.http.get(`/v1/payments/${created.body['id']}/`);
    expect(seen.body).toMatchObject({
      status: 'succeeded',
      receipt: expect.stringMatching(/^[A-Z0-9]{10}$/),
    });
    const { body } = await client.http.get('/v1/deliveries');
    expect(body).toMatchObject({ items: [{ type: 'payment.succeeded', status: 'delivered', attempts: 1 }] });
  });

  it('happen once however often they are asked for under one key', async () => {
    client = await gateway.client();
    const key = randomUUID();
    const first = await collect(asked, key);
    const again = await collect(asked, key);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = await collect({ ...asked, amount: 251 }, key);
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency-key-reused']);
    await pay(first.body['id']);
  });

  it('happen once when they are asked for twenty times at once', async () => {
    client = await gateway.client();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => collect(asked, key)));
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ body }) => body['id'])).size).toBe(1);
    const waiting = answers.filter(({ status }) => status !== 201).map(({ body }) => body['code']);
    expect(new Set([...waiting, 'request-in-progress'])).toEqual(new Set(['request-in-progress']));
    await pay(made[0]?.body['id']);
  });

  it('may be asked for under the same key by two clients, each its own', async () => {
    const [one, other] = [await gateway.client(), await gateway.client()];
    const key = 'order-1';
    client = one;
    const first = await collect(asked, key);
    await pay(first.body['id']);
    client = other;
    const second = await collect(asked, key);
    expect(second.status).toBe(201);
    expect(second.body['id']).not.toBe(first.body['id']);
    await pay(second.body['id']);
  });

  it('need an Idempotency-Key', async () => {
    client = await gateway.client();
    const answer = await client.http.post('/v1/payments/collect', asked);
    expect([answer.status, answer.body['code']]).toEqual([400, 'idempotency-key-missing']);
  });

  it.each([
    [{ ...asked, phone: '12' }, 'phone', 'must be a Kenyan mobile number'],
    [{ ...asked, amount: 1.5 }, 'amount', 'must be a whole number of shillings'],
    [{ ...asked, amount: 0 }, 'amount', 'from 1 to'],
    [{ ...asked, reference: 'far too long for M-Pesa' }, 'reference', '1 to 12 characters'],
    [{ ...asked, status: 'succeeded' }, 'status', 'is not known here'],
    [{ phone: PHONE }, 'amount', 'must be'],
  ])('are refused with field, value and rule: %j', async (body, field, rule) => {
    client = await gateway.client();
    const answer = await collect(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      code: 'invalid-request',
      field,
      rule: expect.stringContaining(rule),
    });
    expect((await client.http.get('/v1/payments')).body).toEqual({ items: [], nextCursor: null });
  });

  it('can be watched until they are settled', async () => {
    client = await gateway.client();
    const { body } = await collect(asked);
    const stream = await EventStream.open(
      `${gateway.url}/v1/payments/${body['id']}/events`,
      client.http.token,
    );
    await stream.until(({ status }) => status === 'pending');
    await gateway.sim.answer(PHONE, { action: 'cancel' });
    const last = await stream.until(({ status }) => status !== 'pending');
    expect(last).toMatchObject({ status: 'failed', failure: { word: 'cancelled', code: '1032' } });
    expect(await stream.ended()).toBe(true);
  });

  it('are listed page by page, newest first', async () => {
    client = await gateway.client();
    const ids: unknown[] = [];
    for (const amount of [11, 12, 13]) {
      ids.unshift((await collect({ ...asked, amount })).body['id']);
      await pay(ids[0]);
    }
    const seen: unknown[] = [];
    let cursor: unknown = '';
    while (cursor !== null) {
      const page = (await client.http.get(`/v1/payments?limit=2${cursor ? `&cursor=${cursor}` : ''}`))
        .body as {
        items: { id: string }[];
        nextCursor: string | null;
      };
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids);
  });

  it('come back as unknown, not as an error, when M-Pesa gave no answer', async () => {
    client = await gateway.client();
    await gateway.sim.addFault({ op: 'stkpush', fault: 'ack-lost', count: 1 });
    const answer = await collect(asked);
    expect([answer.status, answer.body['status']]).toEqual([201, 'unknown']);
    await pay(answer.body['id']);
  });

  it('need an endpoint that answers the ping with its challenge', async () => {
    client = await gateway.client();
    merchant.deaf = true;
    const answer = await client.http.post(
      '/v1/callback-endpoints',
      { url: merchant.url },
      { 'idempotency-key': randomUUID() },
    );
    merchant.deaf = false;
    expect([answer.status, answer.body['code']]).toEqual([422, 'endpoint-unproven']);
  });
});
