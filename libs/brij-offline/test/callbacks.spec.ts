/** What the module's own routes believe, and what they do not. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { BrijOptionsError, BrijUnavailableError, type BrijOfflineOptions } from 'nestjs-brij-offline';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { openShop, type Shop, type ShopOptions } from './support/shop.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const NEXT_SECRET = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const NOW = Date.UTC(2026, 10, 22, 9);

const PAYMENT = { transId: 'UKL632NMUA', transAmount: '1500.50', transTime: '2026-11-22T06:30:00.000Z' };

describe('a callback', () => {
  let shop: Shop;
  afterEach(() => shop.close());

  async function open(over: Partial<BrijOfflineOptions> = {}, rest: Omit<ShopOptions, 'options'> = {}) {
    const options: BrijOfflineOptions = {
      authUrl: 'http://127.0.0.1:1',
      apiUrl: 'http://127.0.0.1:1',
      clientId: 'id',
      clientSecret: 'secret',
      signingSecrets: [SECRET],
      clock: () => NOW,
      ...over,
    };
    shop = await openShop({ options, ...rest });
    return shop;
  }

  function signed(body: string, { secret = SECRET, at = NOW, id = 'evt_1' } = {}): Record<string, string> {
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, new Date(at), body),
    };
  }

  async function post(path: string, body: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${shop.url}/${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  const text = JSON.stringify(PAYMENT);

  it('that is signed is handed to the host, in cents and epoch milliseconds', async () => {
    await open();
    expect(await post('brij-offline/payments', text, signed(text))).toEqual({ status: 200, body: {} });
    expect(shop.till.payments).toEqual([
      {
        transId: 'UKL632NMUA',
        amountCents: 150_050,
        paidAt: Date.UTC(2026, 10, 22, 6, 30),
        billRefNumber: null,
        routingPrefix: null,
        accountNumber: null,
        msisdn: null,
        payerName: null,
        businessShortCode: null,
        transactionType: null,
        raw: PAYMENT,
      },
    ]);
  });

  it.each([-300_000, -300_000 + 999, 0, 300_000, 300_000 + 999])(
    'is taken while the clocks differ by 300 seconds at most, either way: %i ms',
    async (ms) => {
      await open();
      const headers = signed(text, { at: NOW + ms });
      expect((await post('brij-offline/payments', text, headers)).status).toBe(200);
    },
  );

  it('may be signed with any of the secrets, and carry several signatures', async () => {
    await open({ signingSecrets: async () => [NEXT_SECRET, SECRET] });
    const [one, other] = [signed(text), signed(text, { secret: NEXT_SECRET })];
    const both = `v1a,x ${other['webhook-signature']} ${one['webhook-signature']}`;
    expect((await post('brij-offline/payments', text, one)).status).toBe(200);
    expect((await post('brij-offline/payments', text, { ...one, 'webhook-signature': both })).status).toBe(
      200,
    );
  });

  it.each<[string, () => Record<string, string>]>([
    ['without a signature', () => ({})],
    ['signed by somebody else', () => signed(text, { secret: NEXT_SECRET })],
    ['signed for another body', () => signed(`${text} `)],
    ['signed for another id', () => ({ ...signed(text), 'webhook-id': 'evt_2' })],
    ['of 301 seconds ago', () => signed(text, { at: NOW - 301_000 })],
    ['of 301 seconds ahead', () => signed(text, { at: NOW + 301_000 })],
    ['of no second at all', () => ({ ...signed(text), 'webhook-timestamp': `${NOW / 1_000}.5` })],
    ['of a time in milliseconds', () => ({ ...signed(text), 'webhook-timestamp': String(NOW) })],
    ['with an empty signature', () => ({ ...signed(text), 'webhook-signature': 'v1,' })],
  ])('%s is refused, and the host sees nothing of it', async (_, headers) => {
    await open();
    expect((await post('brij-offline/payments', text, headers())).status).toBe(401);
    expect(shop.till.payments).toEqual([]);
  });

  it('is refused when the app keeps no raw bytes, rather than believed', async () => {
    await open({}, { rawBody: false });
    expect((await post('brij-offline/payments', text, signed(text))).status).toBe(500);
    expect(shop.till.payments).toEqual([]);
  });

  it('is believed unsigned only where signatures are off', async () => {
    await open({ signingSecrets: 'off' }, { rawBody: false });
    expect((await post('brij-offline/payments', text)).status).toBe(200);
    expect(shop.till.payments).toHaveLength(1);
  });

  it('of the ownership ping is answered with its challenge, and with nothing else', async () => {
    await open();
    const ping = (challenge: string) =>
      post('brij-offline/payments', JSON.stringify({ type: 'endpoint.ping', data: { challenge } }));
    const challenge = '0123456789abcdef0123456789abcdef';
    expect(await ping(challenge)).toEqual({ status: 200, body: { challenge } });
    expect(await ping('<script>')).toEqual({ status: 200, body: { challenge: null } });
    expect(shop.till.payments).toEqual([]);
  });

  it.each([
    ['no object', '[]'],
    ['without a result code', '{"message":"x"}'],
    ['with code 0 and no payment', '{"resultCode":0,"message":"x"}'],
  ])('that is a result %s is refused', async (_, body) => {
    await open();
    expect((await post('brij-offline/results', body, signed(body))).status).toBe(400);
    expect(shop.till.results).toEqual([]);
  });

  it('is not taken, so that it comes again, when the host fails or has no handler', async () => {
    await open();
    shop.till.failures = 1;
    expect((await post('brij-offline/payments', text, signed(text))).status).toBe(500);
    await shop.close();
    await open({}, { handlers: false });
    expect((await post('brij-offline/payments', text, signed(text))).status).toBe(503);
  });

  it('comes in at the path of the host’s choice, or nowhere', async () => {
    await open({}, { path: 'hooks/brij' });
    expect((await post('hooks/brij/payments', text, signed(text))).status).toBe(200);
    await shop.close();
    await open({}, { path: false });
    expect((await post('brij-offline/payments', text, signed(text))).status).toBe(404);
  });
});

describe('the module', () => {
  const good = { clientId: 'id', clientSecret: 'secret', signingSecrets: 'off' } as const;

  it('does not start with wrong options, and names all of them', async () => {
    const options = {
      ...good,
      clientId: '',
      apiUrl: 'saf.brij.africa',
      signingSecrets: ['secret'],
      timeoutMs: 0,
    };
    const error: unknown = await openShop({ options }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BrijOptionsError);
    expect((error as BrijOptionsError).problems).toEqual([
      expect.stringContaining('clientId'),
      expect.stringContaining('apiUrl saf.brij.africa'),
      expect.stringContaining('signingSecrets'),
      expect.stringContaining('timeoutMs'),
    ]);
    expect(String(error)).not.toContain('secret]');
  });

  it('says that the service is not there, and that the call may be made again', async () => {
    const server = createServer((_, response) => response.writeHead(503).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    for (const [authUrl, status] of [
      ['http://127.0.0.1:1', null],
      [`http://127.0.0.1:${port}`, 503],
    ] as const) {
      const shop = await openShop({ options: { ...good, authUrl, apiUrl: authUrl } });
      const error: unknown = await shop.tokens.get().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(BrijUnavailableError);
      expect(error).toMatchObject({ status, retryable: true });
      await shop.close();
    }
    server.close();
  });

  it('reads an id that stands alone, as the hosted service may answer', async () => {
    const answers: Record<string, string> = {
      '/api/v1/connect/token': '{"access_token":"t","expires_in":3600}',
      '/api/mpesaoffline/register-url': '"8d3f"',
      '/api/mpesaoffline/transaction-status': '',
    };
    const server = createServer((request, response) => response.end(answers[request.url ?? ''])).listen(
      0,
      '127.0.0.1',
    );
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    const shop = await openShop({ options: { ...good, authUrl: url, apiUrl: url } });
    expect(await shop.brij.registerUrl({ routingPrefix: 'FT', url })).toEqual({
      id: '8d3f',
      secret: null,
      resultSecret: null,
    });
    const question = { billRefNumber: 'FT1', transId: 'UKL632NMUA', resultUrl: url };
    expect(await shop.brij.requestStatus(question)).toEqual({ id: null });
    await shop.close();
    server.closeAllConnections();
    server.close();
  });
});
