/** The module as a shop uses it, against the gateway and its Safaricom. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BrijAuthError,
  BrijInputError,
  BrijRejectedError,
  type BrijOfflineOptions,
} from 'nestjs-brij-offline';
import {
  PAYBILL,
  PHONE,
  startTestGateway,
  type TestClient,
  type TestGateway,
} from '../../../apps/gateway/test/support/test-gateway.js';
import { NO_DIALECTS } from '../../../apps/gateway/src/setup/dialect-settings.js';
import { eventually } from '../../../test/support/eventually.js';
import { movedAt } from '../../../test/support/story.js';
import { openShop, type Shop, type ShopOptions } from './support/shop.js';

describe('the module, against the gateway', () => {
  let gateway: TestGateway;
  let client: TestClient;
  let shop: Shop;
  let secrets: string[];

  beforeAll(async () => {
    gateway = await startTestGateway({ settings: { dialects: { ...NO_DIALECTS, brij: true } } });
    await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
  });
  afterAll(() => gateway.close());
  beforeEach(async () => {
    client = await gateway.client();
    secrets = [];
  });
  afterEach(() => shop.close());

  async function open(
    over: Partial<BrijOfflineOptions> = {},
    rest: Omit<ShopOptions, 'options'> = {},
  ): Promise<Shop> {
    const options: BrijOfflineOptions = {
      authUrl: gateway.url,
      apiUrl: `${gateway.url}/`,
      clientId: client.id,
      clientSecret: client.secret,
      signingSecrets: () => secrets,
      ...over,
    };
    shop = await openShop({ options, ...rest });
    return shop;
  }

  async function register(routingPrefix: string): Promise<string> {
    const url = `${shop.url}/brij-offline/payments`;
    const { id, secret, resultSecret } = await shop.brij.registerUrl({ routingPrefix, url });
    secrets = [secret ?? '', resultSecret ?? ''];
    return id;
  }

  const pay = (account: string, amount = 1500) =>
    gateway.sim.pay(PHONE, { shortcode: PAYBILL, account, amount });

  it.each(['fastify', 'express'] as const)('hands each payment to the host, on %s', async (adapter) => {
    await open({}, { adapter });
    const prefix = adapter === 'fastify' ? 'MA' : 'MB';
    await register(prefix);
    const { receipt } = await pay(`${prefix}-128 62637`, 1500);
    const [payment] = await eventually(() => (shop.till.payments.length > 0 ? shop.till.payments : null));
    expect(payment).toMatchObject({
      transId: receipt,
      amountCents: 150_000,
      billRefNumber: `${prefix}-128 62637`,
      routingPrefix: prefix,
      accountNumber: '12862637',
      businessShortCode: PAYBILL,
    });
    expect(payment?.paidAt).toBe(movedAt(gateway.sim, receipt));
  });

  it('is told again of a payment that the host could not take', async () => {
    await open();
    await register('MC');
    shop.till.failures = 1;
    await pay('MC1');
    await eventually(() => shop.till.failures === 0);
    expect(shop.till.payments).toEqual([]);
    await eventually(() => shop.till.payments.length === 1);
  });

  it('hands the result of a question to the host, with the payment and without', async () => {
    await open();
    await register('MD');
    const { receipt } = await pay('MD1');
    await eventually(() => shop.till.payments.length === 1);
    const resultUrl = `${shop.url}/brij-offline/results`;
    const asked = await shop.brij.requestStatus({ billRefNumber: '1', transId: receipt ?? '', resultUrl });
    const [result] = await eventually(() => (shop.till.results.length > 0 ? shop.till.results : null));
    expect(result).toMatchObject({ requestId: asked.id, resultCode: 0, payment: shop.till.payments[0] });
    await shop.brij.requestStatus({ billRefNumber: '2', transId: receipt ?? '', resultUrl });
    await eventually(() => shop.till.results.length === 2);
    expect(shop.till.results[1]).toMatchObject({
      resultCode: 1,
      message: `there is no payment ${receipt} to your account 2`,
      payment: null,
    });
  });

  it('updates the prefix or the URL', async () => {
    await open();
    const id = await register('ME');
    await shop.brij.updateUrl(id, { routingPrefix: 'MF' });
    await pay('MF1');
    await eventually(() => shop.till.payments.length === 1);
    await shop.brij.updateUrl(id, { url: `${shop.url}/brij-offline/payments?v=2` });
    await pay('MF2');
    await eventually(() => shop.till.payments.length === 2);
  });

  it('tells what the gateway refuses, and refuses what cannot be right before it is sent', async () => {
    await open();
    const id = await register('MG');
    const other = await shop.brij
      .registerUrl({ routingPrefix: 'MG', url: 'http://127.0.0.1:1/' })
      .catch(String);
    expect(other).toContain(`update-url?id=${id}`);
    await expect(shop.brij.updateUrl('nothing', { routingPrefix: 'MH' })).rejects.toMatchObject({
      name: 'BrijRejectedError',
      status: 404,
      reason: 'endpoint-not-found',
      retryable: false,
    });
    await expect(shop.brij.registerUrl({ routingPrefix: '%', url: shop.url })).rejects.toMatchObject({
      status: 400,
      field: 'routingPrefix',
    });
    await expect(shop.brij.updateUrl(id, {})).rejects.toThrow(BrijInputError);
    const question = { billRefNumber: '1', transId: 'short', resultUrl: shop.url };
    await expect(shop.brij.requestStatus(question)).rejects.toMatchObject({ field: 'transId' });
  });

  describe('its token', () => {
    it('is fetched once for all who ask, and again before it ends', async () => {
      let now = Date.now();
      await open({ clock: () => now });
      const [one, same] = await Promise.all([shop.tokens.get(), shop.tokens.get()]);
      expect(same).toBe(one);
      now += 58 * 60_000;
      expect(await shop.tokens.get()).toBe(one);
      now += 2 * 60_000;
      expect(await shop.tokens.get()).not.toBe(one);
    });

    it('is fetched anew when it is refused', async () => {
      await open();
      const token = await shop.tokens.get();
      const { body } = await gateway.admin.post(`/admin/clients/${client.id}/rotate-secret`, {});
      expect(body['secret']).toEqual(expect.any(String));
      await expect(register('MJ')).rejects.toThrow(BrijAuthError);
      await shop.close();
      await open({ clientSecret: String(body['secret']) });
      await register('MJ');
      expect(await shop.tokens.get()).not.toBe(token);
    });

    it('is not given for a wrong secret', async () => {
      await open({ clientSecret: 'wrong' });
      await expect(shop.tokens.get()).rejects.toMatchObject({
        name: 'BrijAuthError',
        oauthError: 'invalid_client',
      });
      await expect(register('MK')).rejects.not.toThrow(BrijRejectedError);
    });
  });
});
