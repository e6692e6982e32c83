/** Money that customers pay by hand, and whose it is. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PaymentsService, type PaymentSucceeded } from 'nestjs-mpesa';
import { randomUUID } from 'node:crypto';
import { MPESA_CLOCK, mpesaWork, type Clock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { PaymentNewsHandler } from '../src/payments/payment-news.handler.js';
import { PaymentOwners } from '../src/payments/payment-owners.js';
import { SuspenseService, type ShownSuspended } from '../src/payments/suspense.service.js';
import { OwnedShortcodes } from '../src/routing/owned-shortcodes.js';
import { PaymentRouter } from '../src/routing/payment-router.js';
import { Prefixes } from '../src/routing/prefixes.js';
import { Suspense } from '../src/routing/suspense.js';
import { GatewayDatabase } from '../src/storage/gateway-database.js';
import { startMerchant, type Merchant, type Received } from './support/merchant.js';
import {
  PAYBILL,
  PHONE,
  startTestGateway,
  type TestClient,
  type TestGateway,
} from './support/test-gateway.js';

/** A client with a server of its own. */
type Shop = TestClient & { readonly merchant: Merchant };

describe.each(testDatabases())('money paid by hand on %s', (database) => {
  let gateway: TestGateway;
  let shops: Shop[] = [];

  beforeAll(async () => {
    gateway = await startTestGateway({ database });
    await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
  });
  afterAll(() => gateway.close());
  beforeEach(() => void (shops = []));
  afterEach(async () => {
    for (const { id } of shops) {
      for (const { prefix } of await gateway.app.get(Prefixes).of(id)) {
        await gateway.admin.delete(`/admin/clients/${id}/prefixes/${prefix}`);
      }
    }
    await Promise.all(shops.map(({ merchant }) => merchant.close()));
  });

  async function shop(...prefixes: string[]): Promise<Shop> {
    const client = await gateway.client();
    const merchant = await startMerchant();
    for (const prefix of prefixes) {
      const given = await gateway.admin.post(`/admin/clients/${client.id}/prefixes`, {
        prefix,
        allowOverlap: true,
      });
      expect(given.status).toBe(201);
    }
    await endpointOf(client, { url: merchant.url });
    const made = { ...client, merchant };
    shops.push(made);
    return made;
  }

  const endpointOf = (client: TestClient, body: object) =>
    client.http.post('/v1/callback-endpoints', body, { 'idempotency-key': randomUUID() });
  const pay = (account: string, amount = 100) =>
    gateway.sim.pay(PHONE, { shortcode: PAYBILL, account, amount });
  const news = ({ merchant }: Shop): Received[] =>
    merchant.messages.filter(({ body }) => body['type'] === 'payment.succeeded');
  const dataOf = ({ body }: Received) => body['data'] as Record<string, unknown>;

  it('goes to the client whose prefix the account number begins with, however it is typed', async () => {
    const [ft, other] = [await shop('FT'), await shop('AC')];
    await pay('ft-128 62637');
    const message = await eventually(() => news(ft)[0]);
    expect(dataOf(message)).toMatchObject({
      kind: 'c2b',
      status: 'succeeded',
      amountCents: 10_000,
      reference: 'ft-128 62637',
      prefix: 'FT',
      receipt: expect.stringMatching(/^[A-Z0-9]{10}$/),
    });
    const { body } = await ft.http.get('/v1/payments');
    expect(body['items']).toEqual([expect.objectContaining({ reference: 'ft-128 62637' })]);
    expect(news(other)).toEqual([]);
    expect((await other.http.get('/v1/payments')).body['items']).toEqual([]);
  });

  it('goes to the longest of several prefixes', async () => {
    const [short, long] = [await shop('AC'), await shop('ACME')];
    await pay('ACME1');
    await pay('ACM1');
    expect(dataOf(await eventually(() => news(long)[0]))).toMatchObject({
      reference: 'ACME1',
      prefix: 'ACME',
    });
    expect(dataOf(await eventually(() => news(short)[0]))).toMatchObject({ reference: 'ACM1', prefix: 'AC' });
    expect([news(short).length, news(long).length]).toEqual([1, 1]);
  });

  it('goes to an endpoint for one prefix only when it is paid to that one', async () => {
    const client = await shop('AA', 'BB');
    const onlyB = await startMerchant();
    await endpointOf(client, { url: onlyB.url, prefix: 'b b' });
    const stranger = await endpointOf(client, { url: onlyB.url, prefix: 'CC' });
    expect(stranger.body).toMatchObject({ status: 400, field: 'prefix', rule: 'must be a prefix of yours' });
    await pay('AA1');
    await pay('BB1');
    await eventually(() => news(client).length === 2);
    const seen = await eventually(() =>
      onlyB.messages.filter(({ body }) => body['type'] === 'payment.succeeded'),
    );
    await eventually(() => seen.length === 1 || onlyB.messages.length === 2);
    expect(onlyB.messages.slice(1).map((message) => dataOf(message)['reference'])).toEqual(['BB1']);
    await onlyB.close();
  });

  it('reaches its client even when M-Pesa’s report of it was lost', async () => {
    const client = await shop('FT');
    gateway.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-lost', count: 1 });
    await pay('FT9', 77);
    const clock = gateway.app.get<Clock>(MPESA_CLOCK, { strict: false });
    const { now } = clock;
    clock.now = () => now() + 3 * 60_000;
    try {
      await mpesaWork(gateway.app).gapFill();
    } finally {
      clock.now = now;
    }
    expect(dataOf(await eventually(() => news(client)[0]))).toMatchObject({
      reference: 'FT9',
      amountCents: 7_700,
    });
  });

  it('waits in suspense when it is nobody’s, until the admin says whose it is', async () => {
    const client = await shop('FT');
    await pay('nobody knows', 321);
    const suspended = await eventually(async () => {
      const { body } = await gateway.admin.get('/admin/suspense');
      return (body as unknown as Record<string, unknown>[]).find(({ amountCents }) => amountCents === 32_100);
    });
    expect(suspended).toMatchObject({ reason: 'no-client', reference: 'nobody knows', state: 'open' });
    const path = `/admin/suspense/${suspended['paymentId']}/assign`;
    expect((await client.http.get(`/v1/payments/${suspended['paymentId']}`)).status).toBe(404);
    const assigned = await gateway.admin.post(path, { clientId: client.id, by: 'Wanjiru' });
    expect([assigned.status, assigned.body]).toEqual([
      200,
      expect.objectContaining({ state: 'assigned', clientId: client.id, settledBy: 'Wanjiru' }),
    ]);
    const told = await eventually(() => news(client)[0]);
    expect(dataOf(told)).toMatchObject({
      id: suspended['paymentId'],
      reference: 'nobody knows',
      prefix: null,
    });
    expect((await client.http.get(`/v1/payments/${suspended['paymentId']}`)).status).toBe(200);
    const again = await gateway.admin.post(path, { clientId: client.id, by: 'Otieno' });
    expect([again.status, again.body['code']]).toEqual([409, 'not-in-suspense']);
  });

  describe('and is given away by the admin while there is more news of it', () => {
    const assign = (paymentId: string, { id }: Shop) =>
      gateway.admin.post(`/admin/suspense/${paymentId}/assign`, { clientId: id, by: 'Wanjiru' });
    const suspend = async (account: string, amount: number): Promise<ShownSuspended> => {
      await pay(account, amount);
      const open = () => gateway.app.get(SuspenseService).list('open');
      return eventually(async () => (await open()).find(({ amountCents }) => amountCents === amount * 100));
    };
    const tell = (
      { paymentId, ...money }: ShownSuspended,
      type: 'payment.succeeded' | 'payment.reversed',
    ) => {
      const event = { ...money, paymentId, type, kind: 'c2b', till: null, metadata: null, occurredAt: 1 };
      return gateway.app.get(PaymentNewsHandler).tell(event as unknown as PaymentSucceeded, {
        type,
        eventId: `later:${paymentId}`,
        attempt: 1,
        signal: new AbortController().signal,
      });
    };
    const types = ({ merchant }: Shop) =>
      merchant.messages.map(({ body }) => body['type']).filter((type) => type !== 'endpoint.ping');

    it.each(['before', 'after'])('hears it when it is given %s the list is looked at', async (when) => {
      const client = await shop();
      const suspended = await suspend(`given ${when}`, when === 'before' ? 411 : 412);
      const suspense = gateway.app.get(Suspense);
      const { find } = suspense;
      suspense.find = async (id) => {
        suspense.find = find;
        const seen = when === 'after' ? await suspense.find(id) : null;
        expect((await assign(id, client)).status).toBe(200);
        return seen ?? suspense.find(id);
      };
      await tell(suspended, 'payment.reversed');
      await eventually(() => types(client).length === 2);
      expect(types(client)).toEqual(['payment.succeeded', 'payment.reversed']);
    });

    it('hears how it stands, not how it stood when the admin began', async () => {
      const client = await shop();
      const suspended = await suspend('was in review', 413);
      const payments = gateway.app.get(PaymentsService, { strict: false });
      const { get } = payments;
      payments.get = async (id) => {
        payments.get = get;
        const now = await payments.get(id);
        await tell(suspended, 'payment.succeeded');
        return { ...now, status: 'review', version: now.version - 1 };
      };
      expect((await assign(suspended.paymentId, client)).status).toBe(200);
      await eventually(() => types(client).length === 1);
      expect(types(client)).toEqual(['payment.succeeded']);
    });

    it('is not given away once it counts as another payment, though that is not told yet', async () => {
      const client = await shop();
      const suspended = await suspend('a prompt’s', 415);
      const payments = gateway.app.get(PaymentsService, { strict: false });
      const { get } = payments;
      payments.get = async (id) => ({ ...(await get.call(payments, id)), supersededBy: randomUUID() });
      try {
        const refused = await assign(suspended.paymentId, client);
        expect([refused.status, refused.body['code']]).toEqual([409, 'not-in-suspense']);
      } finally {
        payments.get = get;
      }
      expect(await gateway.app.get(PaymentOwners).find(suspended.paymentId)).toBeNull();
      expect(await gateway.app.get(Suspense).find(suspended.paymentId)).toMatchObject({ state: 'open' });
    });

    it('locks nobody out while its payment is read', async () => {
      const client = await shop();
      const { paymentId } = await suspend('held up', 414);
      const database = gateway.app.get(GatewayDatabase);
      const payments = gateway.app.get(PaymentsService, { strict: false });
      const [{ change }, { get }] = [database, payments];
      let open = 0;
      const openAtReads: number[] = [];
      database.change = (work) =>
        change.call(database, (manager) => {
          open += 1;
          return work(manager).finally(() => (open -= 1));
        }) as ReturnType<typeof work>;
      payments.get = (id) => {
        openAtReads.push(open);
        return get.call(payments, id);
      };
      try {
        expect((await assign(paymentId, client)).status).toBe(200);
      } finally {
        Object.assign(database, { change });
        Object.assign(payments, { get });
      }
      expect(openAtReads.length).toBeGreaterThan(0);
      expect(openAtReads.filter((count) => count > 0)).toEqual([]);
    });
  });

  it('stays its first owner’s, whoever claims it afterwards', async () => {
    const [first, second] = [await shop('ONE'), await shop('TWO')];
    const owners = gateway.app.get(PaymentOwners);
    const claim = { paymentId: 'payment-of-the-first', how: 'prefix', prefix: null } as const;
    await owners.claim({ ...claim, clientId: first.id });
    await owners.claim({ ...claim, clientId: second.id });
    expect(await owners.find(claim.paymentId)).toMatchObject({ clientId: first.id });
  });

  it('stays in suspense when somebody registers its prefix afterwards', async () => {
    gateway.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-duplicated', count: 1 });
    await pay('LATE1', 654);
    const find = async (): Promise<Record<string, unknown> | undefined> => {
      const { body } = await gateway.admin.get('/admin/suspense');
      return (body as unknown as Record<string, unknown>[]).find(({ amountCents }) => amountCents === 65_400);
    };
    const suspended = await eventually(find);
    const late = await shop('LATE');
    const handler = gateway.app.get(PaymentNewsHandler);
    const event = {
      ...suspended,
      kind: 'c2b',
      till: null,
      metadata: null,
      occurredAt: 1,
    } as unknown as PaymentSucceeded;
    // The library hands an event over again after a crash.
    await handler.tell(event, {
      type: event.type,
      eventId: 'again',
      attempt: 2,
      signal: new AbortController().signal,
    });
    expect(await find()).toMatchObject({ state: 'open' });
    expect((await late.http.get('/v1/payments')).body['items']).toEqual([]);
  });

  it('is refused when its client says so, and accepted when its client is silent', async () => {
    const client = await shop('FT');
    const merchant = await startMerchant();
    await endpointOf(client, { url: merchant.url, purpose: 'validation' });
    merchant.answer = ({ body }) => {
      const { reference } = body['data'] as { reference: string };
      return { status: 200, body: { accept: reference !== 'FT0', reason: 'no such order' } };
    };
    gateway.sim.setShortcode(PAYBILL, { externalValidation: 'on' });
    expect(await pay('FT0')).toMatchObject({ accepted: false });
    expect(await pay('FT1')).toMatchObject({ accepted: true });
    merchant.answer = () => ({ status: 500, body: {} });
    expect(await pay('FT2')).toMatchObject({ accepted: true });
    await eventually(() => news(client).length === 2);
    expect(news(client).map((message) => dataOf(message)['reference'])).toEqual(['FT1', 'FT2']);
    expect(merchant.messages.map(({ body }) => body['type'])).toContain('payment.validation');
    await merchant.close();
  });

  it('is asked about whatever is prompted beside it, and only the client’s own prompt is not', async () => {
    const [client, other] = [await shop('FT'), await gateway.client()];
    const merchant = await startMerchant();
    await endpointOf(client, { url: merchant.url, purpose: 'validation' });
    merchant.answer = () => ({ status: 200, body: { accept: false, reason: 'no such order' } });
    gateway.sim.setShortcode(PAYBILL, { externalValidation: 'on' });
    const prompt = (by: TestClient, phone: string, amount: number) =>
      by.http.post(
        '/v1/payments/collect',
        { phone, amount, reference: 'FT7' },
        { 'idempotency-key': randomUUID() },
      );
    const byHand = (phone: string, amount: number) =>
      gateway.sim.pay(phone, { shortcode: PAYBILL, account: 'FT7', amount });

    expect((await prompt(other, PHONE, 71)).status).toBe(201);
    expect(await byHand(PHONE, 71)).toMatchObject({ accepted: false });
    const neighbour = '254722000000';
    expect((await prompt(client, neighbour, 72)).status).toBe(201);
    expect(await byHand(PHONE, 72)).toMatchObject({ accepted: false });
    expect(merchant.messages.filter(({ body }) => body['type'] === 'payment.validation')).toHaveLength(2);
    await gateway.sim.answer(neighbour, { action: 'pay' });
    expect(dataOf(await eventually(() => news(client)[0]))).toMatchObject({ amountCents: 7_200 });
    await gateway.sim.answer(PHONE, { action: 'cancel' });
    await merchant.close();
  });

  it('belongs to the client who owns the whole shortcode, whatever prefix is typed', async () => {
    const own = await startTestGateway({ database });
    await eventually(() => own.sim.shortcode(PAYBILL).registration);
    const [owner, other] = [await own.client(), await own.client()];
    await own.admin.post(`/admin/clients/${owner.id}/shortcodes`, { shortcode: PAYBILL });
    await own.admin.post(`/admin/clients/${other.id}/prefixes`, { prefix: 'FT' });
    await own.sim.pay(PHONE, { shortcode: PAYBILL, account: 'FT1', amount: 50 });
    await eventually(
      async () => ((await owner.http.get('/v1/payments')).body['items'] as unknown[]).length === 1,
    );
    expect((await other.http.get('/v1/payments')).body['items']).toEqual([]);
    const taken = await own.admin.post(`/admin/clients/${other.id}/shortcodes`, { shortcode: PAYBILL });
    expect([taken.status, taken.body['code']]).toEqual([409, 'shortcode-taken']);
    await own.close();
  });

  it('at a till is the till’s owner’s before it is the store’s, and tells no prefix of another client', async () => {
    const [store, till, prefixed] = [await gateway.client(), await gateway.client(), await shop('FT')];
    const owned = gateway.app.get(OwnedShortcodes);
    await owned.give(store.id, '300583');
    await owned.give(till.id, '300584');
    const router = gateway.app.get(PaymentRouter);
    const routeOf = (paidTo: string | null, reference: string | null = null) =>
      router.routeOf({ shortcode: '300583', till: paidTo, reference });
    expect(await routeOf('300584')).toEqual({ clientId: till.id, how: 'shortcode', prefix: null });
    expect(await routeOf('300585')).toEqual({ clientId: store.id, how: 'shortcode', prefix: null });
    expect(await routeOf(null, 'FT1')).toEqual({ clientId: store.id, how: 'shortcode', prefix: null });
    await owned.give(prefixed.id, '300586');
    expect(await routeOf('300586', 'ft 1')).toEqual({
      clientId: prefixed.id,
      how: 'shortcode',
      prefix: 'FT',
    });
  });

  it('is refused before it moves when nobody’s account numbers are to be refused', async () => {
    const strict = await startTestGateway({ database, settings: { unknownAccount: 'refuse' } });
    await eventually(() => strict.sim.shortcode(PAYBILL).registration);
    strict.sim.setShortcode(PAYBILL, { externalValidation: 'on' });
    expect(await strict.sim.pay(PHONE, { shortcode: PAYBILL, account: 'XX1', amount: 50 })).toMatchObject({
      accepted: false,
    });
    await strict.close();
  });
});

describe.each(testDatabases())('prefixes on %s', (database) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({ database });
  });
  afterAll(() => gateway.close());

  const give = ({ id }: TestClient, prefix: string, allowOverlap = false) =>
    gateway.admin.post(`/admin/clients/${id}/prefixes`, { prefix, allowOverlap });

  it('are unique however they are written, and overlap another client’s only by the admin’s leave', async () => {
    const [one, other] = [await gateway.client(), await gateway.client()];
    expect((await give(one, 'acme')).status).toBe(201);
    expect((await give(one, 'AC-ME')).status).toBe(201);
    expect((await give(other, 'a c m e', true)).body).toMatchObject({ status: 409, code: 'prefix-taken' });
    for (const close of ['AC', 'ACME1']) {
      expect((await give(other, close)).body).toMatchObject({ status: 409, code: 'prefix-overlaps' });
    }
    expect((await give(one, 'ACME2')).status).toBe(201);
    expect((await give(other, 'ACME1', true)).status).toBe(201);
    expect((await give(other, 'A%')).body).toMatchObject({ status: 400, field: 'prefix' });
  });

  it('that overlap are given to one of two who ask at the same time', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [one, other] = [await gateway.client(), await gateway.client()];
      const answers = await Promise.all([give(one, `R${round}X`), give(other, `R${round}XY`)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    }
  });

  it('are found as by looking through all of them, 2,000 times', async () => {
    const prefixes = gateway.app.get(Prefixes);
    const { id: clientId } = await gateway.client();
    const letters = 'XYZ7';
    const word = (length: number): string =>
      Array.from({ length }, () => letters[Math.floor(Math.random() * letters.length)]).join('');
    const registered = new Set<string>();
    for (let count = 0; count < 120; count += 1) {
      const { prefix } = await prefixes.register({
        clientId,
        prefix: word(2 + (count % 5)),
        allowOverlap: true,
      });
      registered.add(prefix);
    }
    for (let count = 0; count < 2_000; count += 1) {
      const account = word(1 + (count % 9));
      const expected = [...registered]
        .filter((prefix) => account.startsWith(prefix))
        .sort((a, b) => b.length - a.length);
      expect((await prefixes.longestOf(account))?.prefix ?? null).toBe(expected[0] ?? null);
    }
  });
});
