/** Prefixes that clients take by themselves, over the API of Brij M-Pesa Offline: what they may take, and from when on it counts. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testDatabases } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import type { PrefixRules } from '../src/setup/prefix-settings.js';
import { GatewayDatabase } from '../src/storage/gateway-database.js';
import { Prefixes } from '../src/routing/prefixes.js';
import { CLOCK, type Clock } from '../src/setup/clock.js';
import type { Answer } from './support/http.js';
import { startMerchant, type Merchant } from './support/merchant.js';
import { startTestGateway, tokenFor, type TestClient, type TestGateway } from './support/test-gateway.js';

const HOUR_MS = 3_600_000;
const STRICT: PrefixRules = {
  leastLength: 3,
  perClient: 4,
  reserved: ['MPESA', 'DUKA'],
  delayMs: 72 * HOUR_MS,
};

describe.each(testDatabases())('a prefix that a client takes by itself, on %s', (database) => {
  let gateway: TestGateway;
  let merchant: Merchant;
  const servers: Merchant[] = [];
  let ahead = 0;

  beforeEach(async () => {
    ahead = 0;
    gateway = await startTestGateway({ database, settings: { dialects: { brij: true }, prefixes: STRICT } });
    merchant = await startMerchant();
    const clock = gateway.app.get<Clock>(CLOCK, { strict: false });
    const { now } = clock;
    clock.now = () => now() + ahead;
    restore = () => void (clock.now = now);
  });
  let restore: () => void;
  afterEach(async () => {
    restore();
    await gateway.close();
    await Promise.all([merchant, ...servers.splice(0)].map((server) => server.close()));
  });

  /** With a new token: days may have passed. */
  const take = async ({ id, secret }: TestClient, routingPrefix: string): Promise<Answer> =>
    gateway.http
      .as(await tokenFor(gateway.http, id, secret))
      .post('/api/mpesaoffline/register-url', { routingPrefix, url: `${merchant.url}/${routingPrefix}` });
  /** By then its token has run out. */
  const leave = async (client: TestClient, id: unknown, to: string): Promise<void> => {
    const http = gateway.http.as(await tokenFor(gateway.http, client.id, client.secret));
    expect(
      (await http.post(`/api/mpesaoffline/update-url?id=${String(id)}`, { routingPrefix: to })).status,
    ).toBe(200);
  };
  const give = ({ id }: TestClient, prefix: string, allowOverlap = false) =>
    gateway.admin.post(`/admin/clients/${id}/prefixes`, { prefix, allowOverlap });
  const ownerOf = async (account: string): Promise<string | null> =>
    (await gateway.app.get(Prefixes).longestOf(account))?.clientId ?? null;
  const hearsNews = async (client: TestClient): Promise<Merchant> => {
    const server = await startMerchant();
    servers.push(server);
    const key = { 'idempotency-key': randomUUID() };
    expect((await client.http.post('/v1/callback-endpoints', { url: server.url }, key)).status).toBe(201);
    return server;
  };
  const told = ({ messages }: Merchant) => messages.filter(({ body }) => body['type'] === 'prefix.affected');

  it('is one of a few: no client can take all of them, and the admin may give more', async () => {
    const greedy = await gateway.client();
    const wanted = Array.from({ length: 8 }, (_, number) => `P${number}X`);
    const answers = await Promise.all(wanted.map((prefix) => take(greedy, prefix)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 409, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'too-many-prefixes',
      most: 4,
    });
    expect(await gateway.app.get(Prefixes).of(greedy.id)).toHaveLength(4);
    expect((await give(greedy, 'MORE')).status).toBe(201);
    expect((await take(await gateway.client(), 'QQQ')).status).toBe(200);
  });

  it('is neither very short nor digits only, neither a reserved word nor its beginning, nor like one, unless the admin gives it', async () => {
    const client = await gateway.client();
    for (const prefix of [
      'FT',
      'mpesa',
      'MPESA1',
      'M-PE SA',
      'ＭＰＥＳＡ',
      'DUKA',
      'DUKA7',
      'MPE',
      '072',
      '254',
    ]) {
      expect([prefix, (await take(client, prefix)).body['code']]).toEqual([prefix, 'prefix-reserved']);
    }
    for (const prefix of ['FT', 'MPE', '072']) expect((await give(client, prefix)).status).toBe(201);
    // What the admin gave is the client's to use.
    expect((await take(client, 'FT')).status).toBe(200);
    expect((await take(client, 'MPX')).status).toBe(200);
  });

  it('does not look like another client’s', async () => {
    const [owner, other] = [await gateway.client(), await gateway.client()];
    expect((await take(owner, 'FOLK')).status).toBe(200);
    for (const like of ['F0LK', 'f01k', 'FOIK', 'F0L', 'foik9', 'ＦＯLK7']) {
      expect([like, (await take(other, like)).body['code']]).toEqual([like, 'prefix-overlaps']);
    }
    expect((await give(other, 'F0LK')).status).toBe(409);
    expect((await take(owner, 'F0LK')).status).toBe(200);
    expect(await ownerOf('FOLK1')).toBe(owner.id);
  });

  it('waits when somebody else had it, who is told, and then payments go by it', async () => {
    const [former, next] = [await gateway.client(), await gateway.client()];
    const server = await hearsNews(former);
    const { body } = await take(former, 'KIOSK');
    ahead += 100 * HOUR_MS;
    await leave(former, body['id'], 'OTHER');
    for (const prefix of ['KI0SK2', 'KIOSK']) expect((await take(next, prefix)).status).toBe(200);
    expect(await ownerOf('KIOSK1')).toBeNull();
    const messages = await eventually(() => (told(server).length === 2 ? told(server) : undefined));
    expect(messages.map(({ body: { data } }) => data)).toEqual(
      expect.arrayContaining([{ prefix: 'KIOSK', yours: 'KIOSK', effectiveAt: expect.stringMatching(/Z$/) }]),
    );
    expect(JSON.stringify(messages)).not.toContain(next.id);
    ahead += STRICT.delayMs - HOUR_MS;
    expect(await ownerOf('KIOSK1')).toBeNull();
    ahead += HOUR_MS;
    expect(await ownerOf('KIOSK1')).toBe(next.id);
  });

  it('is news to who had it before once its URL has answered, and to nobody before', async () => {
    const [former, next] = [await gateway.client(), await gateway.client()];
    const server = await hearsNews(former);
    const { body } = await take(former, 'KIOSK');
    ahead += 100 * HOUR_MS;
    await leave(former, body['id'], 'OTHER');
    const news = () =>
      gateway.app
        .get(GatewayDatabase)
        .run((manager) => manager.query("SELECT id FROM gateway_delivery WHERE type = 'prefix.affected'"));
    await merchant.close();
    expect((await take(next, 'KIOSK')).body['code']).toBe('endpoint-unproven');
    expect(await news()).toEqual([]);
    merchant = await startMerchant();
    const mine = await take(next, 'CHAI');
    expect([mine.status, await news()]).toEqual([200, []]);
    await leave(next, mine.body['id'], 'KIOSK');
    expect(await news()).toHaveLength(1);
    await eventually(() => told(server).length === 1);
    // A second URL for what is the client's already is no news.
    expect((await take(next, 'KIOSK')).status).toBe(409);
    expect(await news()).toHaveLength(1);
  });

  it('counts at once when the admin approves it, and each change is written down', async () => {
    const [former, next] = [await gateway.client(), await gateway.client()];
    const { body } = await take(former, 'KIOSK');
    ahead += 100 * HOUR_MS;
    await leave(former, body['id'], 'OTHER');
    await take(next, 'KIOSK');
    expect(await ownerOf('KIOSK1')).toBeNull();
    const approved = await gateway.admin.post('/admin/prefixes/kiosk/approve');
    expect(approved).toMatchObject({ status: 200, body: { prefix: 'KIOSK', clientId: next.id } });
    expect(await ownerOf('KIOSK1')).toBe(next.id);
    expect((await gateway.admin.post('/admin/prefixes/NONE/approve')).status).toBe(404);
    expect((await gateway.admin.delete(`/admin/clients/${next.id}/prefixes/KIOSK`)).status).toBe(204);
    const changes = (await gateway.admin.get('/admin/prefix-changes')).body as unknown as Record<
      string,
      string
    >[];
    expect(changes.map(({ what, by, prefix }) => `${what} ${by} ${prefix}`)).toEqual([
      'removed admin KIOSK',
      'approved admin KIOSK',
      'untold client KIOSK',
      'claimed client KIOSK',
      'released client KIOSK',
      'claimed client OTHER',
      'claimed client KIOSK',
    ]);
    expect((await next.http.get('/admin/prefix-changes')).status).toBe(401);
  });

  it('of which its former owner hears nothing, having an endpoint of Brij’s alone, is told to the admin: in the log and the list of changes', async () => {
    const [former, next] = [await gateway.client(), await gateway.client()];
    const { body } = await take(former, 'KIOSK');
    ahead += 100 * HOUR_MS;
    await leave(former, body['id'], 'OTHER');
    const lines: string[] = [];
    gateway.app.useLogger({
      log: () => undefined,
      error: () => undefined,
      warn: (text: string) => void lines.push(text),
    });
    expect((await take(next, 'KI0SK')).status).toBe(200);
    const changes = (await gateway.admin.get('/admin/prefix-changes')).body as unknown as object[];
    const of = (what: string) => changes.filter((change) => (change as { what: string }).what === what);
    expect(of('untold')).toMatchObject([{ prefix: 'KI0SK', clientId: former.id, by: 'client' }]);
    expect(of('told')).toEqual([]);
    expect(lines).toEqual([expect.stringContaining(`client ${former.id} could not be told`)]);
    // With an endpoint that hears of it there is nothing to do for the admin; with a disabled one there is.
    const http = gateway.http.as(await tokenFor(gateway.http, former.id, former.secret));
    const server = await hearsNews({ ...former, http });
    expect((await take(next, 'KIOSK1')).status).toBe(200);
    await eventually(() => told(server).length === 1);
    const listed = (await http.get('/v1/callback-endpoints')).body as unknown as {
      id: string;
      url: string;
    }[];
    const id = listed.find(({ url }) => url.startsWith(server.url))?.id;
    const key = { 'idempotency-key': randomUUID() };
    expect((await http.post(`/v1/callback-endpoints/${id}/disable`, {}, key)).status).toBe(200);
    expect((await take(next, 'KIOSK2')).status).toBe(200);
    const after = (await gateway.admin.get('/admin/prefix-changes')).body as unknown as { what: string }[];
    expect(after.filter(({ what }) => /told/.test(what))).toMatchObject([
      { what: 'untold', prefix: 'KIOSK2' },
      { what: 'told', prefix: 'KIOSK1', clientId: former.id },
      { what: 'untold', prefix: 'KI0SK' },
    ]);
  });

  it('that was held for a moment only keeps nobody waiting', async () => {
    const [passer, next] = [await gateway.client(), await gateway.client()];
    const { body } = await take(passer, 'KIOSK');
    await leave(passer, body['id'], 'OTHER');
    expect((await take(next, 'KIOSK')).status).toBe(200);
    expect(await ownerOf('KIOSK1')).toBe(next.id);
  });

  it('that waited longer than payments went by it keeps nobody waiting', async () => {
    const [first, second] = [await gateway.client(), await gateway.client()];
    for (const [client, hours] of [
      [first, 100],
      [second, 80],
    ] as const) {
      const { body } = await take(client, 'KIOSK');
      ahead += hours * HOUR_MS;
      await leave(client, body['id'], `OTHER${hours}`);
    }
    // Of the second one's eighty hours payments went by it for eight.
    expect((await take(first, 'KIOSK')).status).toBe(200);
    expect(await ownerOf('KIOSK1')).toBe(first.id);
  });

  it('given by the admin counts at once, and who is affected is told', async () => {
    const [owner, next] = [await gateway.client(), await gateway.client()];
    const server = await hearsNews(owner);
    await give(owner, 'ACME');
    expect((await give(next, 'ACME7', true)).status).toBe(201);
    expect(await ownerOf('ACME71')).toBe(next.id);
    const [message] = await eventually(() => (told(server).length === 1 ? told(server) : undefined));
    expect(message?.body['data']).toMatchObject({ prefix: 'ACME7', yours: 'ACME' });
  });
});
