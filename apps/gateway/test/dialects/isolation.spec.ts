/** Every route of the three dialects, called by clients for what is another's. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testDatabases } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Prefixes } from '../../src/routing/prefixes.js';
import { addressList } from '../../src/setup/dialect-settings.js';
import type { Answer, Http } from '../support/http.js';
import type { Received } from '../support/merchant.js';
import { PAYBILL, startTestGateway, type TestGateway } from '../support/test-gateway.js';
import { openShop, ORDER, PUSH, type Shop } from './support/shop.js';

const BRIJ = '/api/mpesaoffline';
const OPERATOR = { name: 'testapi', password: 'Safaricom999!*!' };

/** All that the dialects have. What is added to them has to be added here, and asked for by strangers below. */
const ROUTES = [
  'GET /api/result_codes.php',
  'GET /payments/mpesa/token',
  'POST /api/c2b_register.php',
  'POST /api/generate_token.php',
  `POST ${BRIJ}/register-url`,
  `POST ${BRIJ}/transaction-status`,
  `POST ${BRIJ}/update-url`,
  'POST /api/stk_push.php',
  'POST /api/v1/connect/token',
  `POST ${PUSH}`,
];
const TOKEN_ROUTES = [
  'GET /payments/mpesa/token',
  'POST /api/generate_token.php',
  'POST /api/v1/connect/token',
];
const OPEN_TO_ALL = ['GET /api/result_codes.php', ...TOKEN_ROUTES];

describe.each(testDatabases())('what is one client’s in the dialects, on %s', (database) => {
  const bound = { clientId: '', addresses: addressList('-', '') };
  let gateway: TestGateway;
  let shops: [Shop, Shop, Shop];

  beforeAll(async () => {
    const dialects = { brij: true, vitumob: Object.assign(bound, { roundUp: false }), php: bound };
    gateway = await startTestGateway({
      database,
      settings: { dialects },
      mpesa: (sim) => ({ initiator: { ...OPERATOR, certificate: sim.certificate } }),
    });
    await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
    gateway.sim.setShortcode(PAYBILL, { externalValidation: 'on' });
    shops = [
      await openShop(gateway, { prefix: 'KAHAWA', phone: '254708374149' }),
      await openShop(gateway, { prefix: 'MCHELE', phone: '254712345678' }),
      await openShop(gateway, { prefix: 'SUKARI', phone: '254733123456' }),
    ];
    bound.clientId = shops[0].client.id;
    for (const shop of shops) await shop.sell();
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all((shops ?? []).map(({ merchant }) => merchant.close()));
  });

  /** Each client, and what is not its own. */
  const pairs = (): { owner: Shop; stranger: Shop }[] =>
    shops.flatMap((owner) => shops.filter((shop) => shop !== owner).map((stranger) => ({ owner, stranger })));
  const payTo = (account: string) =>
    gateway.sim.pay(shops[0].phone, { shortcode: PAYBILL, account, amount: 7 });
  const registerUrl = ({ client, merchant }: Shop, routingPrefix: string): Promise<Answer> =>
    client.http.post(`${BRIJ}/register-url`, { routingPrefix, url: `${merchant.url}/brij` });

  it('is guarded here on every route that the dialects have', async () => {
    const { body } = await gateway.http.get('/openapi.json');
    const routes = Object.entries(body['paths'] as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const ours = routes.filter((route) => !/ \/(v1|admin)\/| \/health/.test(route));
    expect(ours.sort()).toEqual([...ROUTES].sort());
  });

  it('wants a token with the scope of the route, on every route', async () => {
    const scopeless = (await gateway.client({ scopes: ['payments:refund'] })).http;
    for (const route of ROUTES.filter((each) => !OPEN_TO_ALL.includes(each))) {
      const [, path = ''] = route.split(' ');
      // The PHP platform knows no 403, Vitumob no 401.
      const refused = [(await gateway.http.post(path)).status, (await scopeless.post(path)).status];
      const statuses = path === PUSH ? [400, 403] : path.endsWith('.php') ? [401, 401] : [401, 403];
      expect([route, refused]).toEqual([route, statuses]);
    }
  });

  it('is told to its own client alone', async () => {
    await eventually(() => shops.every((shop) => shop.heardAll()));
    for (const shop of shops) {
      const text = shop.merchant.messages.map(({ path, raw }) => path + raw).join('\n');
      expect(shop.marks.filter((mark) => text.includes(mark)).length).toBeGreaterThan(3);
      const others = shops.filter((other) => other !== shop).flatMap(({ marks }) => marks);
      expect(others.filter((mark) => text.includes(mark))).toEqual([]);
    }
  });

  describe('at the token routes', () => {
    const refusals = async (
      { id, secret }: { id: string; secret: string },
      path: string,
    ): Promise<Answer> => {
      const basic = Buffer.from(`${id}:${secret}`).toString('base64');
      const http = gateway.http.with({ authorization: `Basic ${basic}` });
      return path.startsWith('GET')
        ? http.get(path.split(' ')[1]!)
        : http.form(path.split(' ')[1]!, { grant_type: 'client_credentials' });
    };

    it('is not handed out: another client is answered as nobody is', async () => {
      const [owner, ...strangers] = shops.map(({ client }) => client);
      for (const route of TOKEN_ROUTES) {
        const nobody = await refusals({ id: randomUUID(), secret: 'wrong' }, route);
        expect([route, nobody.status]).toEqual([route, 401]);
        for (const stranger of strangers) {
          const mixed = await refusals({ id: owner!.id, secret: stranger.secret }, route);
          expect([mixed.status, mixed.body]).toEqual([401, nobody.body]);
          const own = await refusals(stranger, route);
          // Brij’s page has every client ask for its own token; the other two routes are one client's.
          if (route.includes('connect')) expect(await clientOf(own.body['access_token'])).toBe(stranger.id);
          else expect([own.status, own.body]).toEqual([401, nobody.body]);
        }
      }
    });

    const clientOf = async (token: unknown): Promise<unknown> =>
      (await gateway.http.as(String(token)).get('/v1/me')).body['clientId'];
  });

  describe('Brij M-Pesa Offline', () => {
    it('register-url does not say whose a prefix is, and leaves it where it was', async () => {
      for (const { owner, stranger } of pairs()) {
        for (const prefix of [owner.prefix, `${owner.prefix}2`, owner.prefix.slice(0, 3)]) {
          const answer = await registerUrl(stranger, prefix);
          expect([prefix, answer.status]).toEqual([prefix, 409]);
          expect(owner.marks.filter((mark) => mark !== owner.prefix && answer.text.includes(mark))).toEqual(
            [],
          );
        }
        const { receipt } = await payTo(`${owner.prefix}9`);
        await eventually(() => owner.heard('/brij', receipt));
        expect(stranger.heard('/', receipt)).toBe(false);
      }
    });

    it('update-url has no endpoint of another’s, of any dialect, and changes none', async () => {
      for (const { owner, stranger } of pairs()) {
        const move = async (id: string, body: object): Promise<unknown[]> => {
          const { status, text } = await stranger.client.http.post(`${BRIJ}/update-url?id=${id}`, body);
          return [status, text.replaceAll(id, '…')];
        };
        const before = await owner.endpoints();
        for (const body of [{ url: `${stranger.merchant.url}/taken` }, { routingPrefix: 'ZZ9' }, {}]) {
          const nothing = await move(randomUUID(), body);
          expect(nothing[0]).toBe(404);
          for (const { id } of before) expect(await move(id, body)).toEqual(nothing);
        }
        expect(await owner.endpoints()).toEqual(before);
        const own = await stranger.client.http.post(`${BRIJ}/update-url?id=${stranger.brijId}`, {
          routingPrefix: owner.prefix,
        });
        expect([own.status, own.body['code'], own.text.includes(owner.brijId)]).toEqual([
          409,
          'prefix-taken',
          false,
        ]);
      }
      const prefixes = await gateway.app.get(Prefixes).all();
      expect(prefixes.map(({ prefix }) => prefix)).toEqual(shops.map(({ prefix }) => prefix));
    });

    it('transaction-status tells of another’s transaction what it tells of none', async () => {
      const none = `UK${randomUUID().replaceAll('-', '').slice(0, 8).toUpperCase()}`;
      const result = async (stranger: Shop, transId: string, billRefNumber: string): Promise<Received> => {
        const path = `/result/${randomUUID()}`;
        const resultUrl = stranger.merchant.url + path;
        const { status } = await stranger.client.http.post(`${BRIJ}/transaction-status`, {
          billRefNumber,
          transId,
          resultUrl,
        });
        expect(status).toBe(202);
        return eventually(() => stranger.merchant.messages.find((message) => message.path.endsWith(path)));
      };
      for (const { owner, stranger } of pairs()) {
        const accounts = [`${owner.prefix}1`, '1', `${stranger.prefix}1`, ORDER];
        for (const receipt of owner.receipts) {
          for (const account of accounts) {
            expect((await result(stranger, receipt, account)).body).toEqual({
              resultCode: 1,
              message: `there is no payment ${receipt} to your account ${account}`,
            });
          }
        }
      }
      const [first] = shops;
      expect((await result(first, none, 'X1')).body).toEqual({
        resultCode: 1,
        message: `there is no payment ${none} to your account X1`,
      });
    });
  });

  describe('Vitumob', () => {
    const push = (shop: Shop, order: object = {}): Promise<Answer> =>
      shop.client.http.post(PUSH, {
        order: { order_id: 'shared-2', user_phone_number: shop.phone, amount: 3, ...order },
      });

    it('has an order of the same id for each client, open or paid', async () => {
      const [owner, ...strangers] = shops;
      const mine = await push(owner);
      for (const stranger of strangers) {
        const theirs = await push(stranger);
        expect([theirs.status, theirs.body['user_id']]).toEqual([200, stranger.client.id]);
        expect(theirs.text).not.toContain(mine.body['payment_id']);
        await stranger.customer('cancel');
      }
      await owner.customer('pay');
      expect((await push(owner)).status).toBe(409);
      const [, stranger] = shops;
      expect((await push(stranger)).status).toBe(200);
      await stranger.customer('pay');
      const outcome = (text: string) => text.includes(String(mine.body['payment_id']));
      await eventually(() => owner.merchant.messages.find(({ raw }) => outcome(raw)));
      for (const { merchant } of strangers) {
        expect(merchant.messages.filter(({ raw }) => outcome(raw))).toEqual([]);
      }
    });

    it('does not say whose prompt is in the way', async () => {
      const [owner, stranger] = shops;
      const order_id = randomUUID();
      const mine = await push(owner, { order_id });
      const theirs = await push(stranger, { order_id, user_phone_number: owner.phone });
      expect([theirs.status, theirs.body['daraja_error']]).toEqual([
        500,
        expect.objectContaining({ errorCode: '500.001.1001' }),
      ]);
      await expectNothingOf(owner, theirs, mine);
      await owner.customer('pay');
    });
  });

  describe('the PHP platform', () => {
    it('stk_push.php does not say whose prompt is in the way', async () => {
      const [owner, stranger] = shops;
      const asked = { phone: owner.phone, amount: 4, reference: 'account1' };
      const mine = await owner.client.http.post('/api/stk_push.php', asked);
      const theirs = await stranger.client.http.post('/api/stk_push.php', asked);
      expect([theirs.status, theirs.body]).toEqual([
        400,
        { status: 400, error: 'an M-Pesa request is open on this phone; it shows one at a time' },
      ]);
      await expectNothingOf(owner, theirs, mine);
      await owner.customer('pay');
    });

    it('c2b_register.php changes no URL of another’s, nor what is asked and told there', async () => {
      for (const { owner, stranger } of pairs()) {
        const before = await owner.endpoints();
        const same = {
          confirmation_url: `${owner.merchant.url}/confirm`,
          validation_url: owner.merchant.url,
        };
        for (const urls of [same, stranger.phpUrls]) {
          const { status, text } = await stranger.client.http.post('/api/c2b_register.php', urls);
          expect([status, before.filter(({ id }) => text.includes(id))]).toEqual([200, []]);
        }
        expect(await owner.endpoints()).toEqual(before);
        const { receipt } = await payTo(`${owner.prefix}3`);
        await eventually(() => owner.heard('/validate', receipt) && owner.heard('/confirm', receipt));
        expect(stranger.heard('/', receipt)).toBe(false);
      }
    });

    it('result_codes.php tells everybody the same', async () => {
      const answers = await Promise.all(
        [gateway.http, ...shops.map(({ client }) => client.http)].map((http: Http) =>
          http.get('/api/result_codes.php'),
        ),
      );
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    });
  });

  /** Also of the payment that is in the way, which is newer than what the shop is known by. */
  async function expectNothingOf(owner: Shop, answer: Answer, inTheWay: Answer): Promise<void> {
    const { body } = await owner.client.http.get('/v1/payments?limit=1');
    const [{ id } = { id: '' }] = body['items'] as { id: string }[];
    const checkout = /ws_CO_\w+/.exec(inTheWay.text)?.[0] ?? '';
    expect([inTheWay.status, id, checkout]).toEqual([
      200,
      expect.stringMatching(/./),
      expect.stringMatching(/./),
    ]);
    expect([...owner.marks, id, checkout].filter((mark) => answer.text.includes(mark))).toEqual([]);
  }
});
