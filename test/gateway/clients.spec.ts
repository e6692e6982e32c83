/** A client of each API as people write them: shell and curl, in a process of its own, against the compiled gateway. */
import { describe, expect, it } from '@jest/globals';
import type { ClientOptions } from '../../apps/gateway/src/cli/client-commands.js';
import { startMerchant, type Merchant } from '../../apps/gateway/test/support/merchant.js';
import { eventually } from '../support/eventually.js';
import { closeAfterTest } from '../support/test-resources.js';
import { preparedGateway, type BuiltGateway } from './support/built-gateway.js';
import { runShellClient } from './support/shell-client.js';

const PHONE = '254708374149';
const PAYBILL = '174379';

interface Shop {
  readonly gateway: BuiltGateway;
  /** The client's own server. */
  readonly merchant: Merchant;
  /** What its program is told. */
  readonly env: Record<string, string>;
}

/** A gateway that is ready for payments by hand, and a client with a server. */
async function shopWith(
  settings: (clientId: string) => Record<string, string>,
  options: Partial<ClientOptions> = {},
): Promise<Shop> {
  const gateway = await preparedGateway();
  const merchant = await startMerchant();
  closeAfterTest(() => merchant.close());
  const told = options['callback-format'] === undefined ? {} : { callback: merchant.url };
  const { id, secret } = await gateway.createClient({ name: 'Shell', ...options, ...told });
  await gateway.start(settings(id));
  await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
  const env = {
    GATEWAY: gateway.url,
    SIMULATOR: gateway.sim.url,
    CLIENT_ID: id,
    CLIENT_SECRET: secret,
    CALLBACK_URL: merchant.url,
    PHONE,
  };
  return { gateway, merchant, env };
}

describe('a client written in shell', () => {
  it('of /v1 collects a payment, sees it paid, and is told of it and of one made by hand', async () => {
    const { gateway, merchant, env } = await shopWith(() => ({}), { prefix: ['FT'] });

    const told = await runShellClient('v1', env);

    const [[payment, receipt] = [], [byHand] = []] = [told.get('payment'), told.get('by-hand')];
    const news = await eventually(() => {
      const found = merchant.messages.filter(({ body }) => body['type'] === 'payment.succeeded');
      return found.length >= 2 && found.map(({ body }) => body['data']);
    });
    expect(news).toEqual([
      expect.objectContaining({ id: payment, receipt, reference: 'ORDER-17', amountCents: 15_000 }),
      expect.objectContaining({ receipt: byHand, prefix: 'FT', kind: 'c2b', amountCents: 7_000 }),
    ]);
    expect(gateway.sim.requests().filter(({ op }) => op === 'stkpush')).toHaveLength(1);
  });

  it('of Brij M-Pesa Offline is told of payments to its prefix at its new URL, and answered about its own only', async () => {
    const { merchant, env } = await shopWith(() => ({ GATEWAY_BRIJ: 'on' }));

    const told = await runShellClient('brij', env);

    const transId = told.get('paid')?.[0];
    const at = (path: string): Promise<Record<string, unknown>> =>
      eventually(() => merchant.messages.find((message) => message.path === path)?.body);
    const payment = { transId, transAmount: 1500, billRefNumber: 'FT12862637', routingPrefix: 'FT' };
    expect(await at('/mpesa/mine')).toMatchObject({ resultCode: 0, paymentInfo: payment });
    expect(Object.keys(await at('/mpesa/not-mine'))).toEqual(['resultCode', 'message']);
    expect(await at('/mpesa/not-mine')).toMatchObject({ resultCode: 1 });
    const paths = merchant.messages.filter(({ body }) => body['transId'] === transId).map(({ path }) => path);
    expect(paths).toEqual(['/mpesa/second']);
  });

  it('of Vitumob is told how its orders ended', async () => {
    const { gateway, merchant, env } = await shopWith((id) => ({ GATEWAY_VITUMOB_CLIENT: id }), {
      'callback-format': 'vitumob',
    });

    const told = await runShellClient('vitumob', env);

    const [[paid] = [], [cancelled] = []] = [told.get('paid'), told.get('cancelled')];
    const outcomeOf = (id: string | undefined): Promise<Record<string, unknown>> =>
      eventually(() => merchant.messages.find(({ body }) => body['payment_id'] === id)?.body);
    expect(await outcomeOf(paid)).toMatchObject({
      order_id: '1234567891',
      status: 'completed',
      amount: 12_341,
      phone_no: PHONE,
      receipt: expect.stringMatching(/^[A-Z0-9]{10}$/),
      ResultCode: '0',
    });
    expect(await outcomeOf(cancelled)).toMatchObject({
      order_id: 'order-2',
      status: 'cancelled',
      ResultCode: '1032',
    });
    expect(gateway.sim.requests().filter(({ op }) => op === 'stkpush')).toHaveLength(2);
  });

  it('of the PHP platform is asked about payments by hand and told of them in seven fields', async () => {
    const { gateway, merchant, env } = await shopWith((id) => ({ GATEWAY_PHP_CLIENT: id }), {
      prefix: ['FT'],
    });
    gateway.sim.setShortcode(PAYBILL, { externalValidation: 'on' });
    merchant.answer = ({ path }) => ({
      status: 200,
      body: path === '/mpesa/validate' ? { ResultCode: '0', ResultDesc: 'Accepted' } : {},
    });

    const told = await runShellClient('php', env);

    const seven = {
      TransactionType: 'Pay Bill',
      TransID: told.get('by-hand')?.[0],
      TransAmount: '100.00',
      BusinessShortCode: PAYBILL,
      BillRefNumber: 'FTaccount123',
      MSISDN: expect.any(String) as unknown,
      FirstName: 'JOHN',
    };
    for (const path of ['/mpesa/validate', '/mpesa/confirm']) {
      const { body } = await eventually(() =>
        merchant.messages.find((message) => message.path === path && message.body['TransID'] !== undefined),
      );
      expect(body).toEqual(seven);
    }
  });
});
