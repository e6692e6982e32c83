import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../../test/support/eventually.js';
import { SCOPES } from '../../../src/clients/scopes.js';
import type { Answer } from '../../support/http.js';
import { startMerchant, type Merchant } from '../../support/merchant.js';
import { PAYBILL, type TestClient, type TestGateway } from '../../support/test-gateway.js';

export const PUSH = '/payments/mpesa/payment/push/request';
/** Every shop has an order of this name. */
export const ORDER = 'shared-1';

const OPEN = ['created', 'pending', 'unknown'];

interface Told {
  readonly id: string;
  readonly receipt: string | null;
  readonly status: string;
}

/** A client that uses all dialects at once, with its one customer. */
export class Shop {
  brijId = '';
  /** Of what its customer has paid. */
  readonly receipts: string[] = [];
  /** What nobody else may be told: ids, the prefix, receipts. */
  readonly marks: string[] = [];

  constructor(
    private readonly gateway: TestGateway,
    readonly client: TestClient,
    readonly merchant: Merchant,
    readonly prefix: string,
    readonly phone: string,
  ) {
    this.marks.push(client.id, prefix);
  }

  get phpUrls() {
    return {
      confirmation_url: `${this.merchant.url}/confirm`,
      validation_url: `${this.merchant.url}/validate`,
    };
  }

  async register(): Promise<void> {
    const { http } = this.client;
    const brij = await http.post('/api/mpesaoffline/register-url', {
      routingPrefix: this.prefix,
      url: `${this.merchant.url}/brij`,
    });
    this.brijId = String(brij.body['id']);
    await this.#keyed('/v1/callback-endpoints', { url: `${this.merchant.url}/vitumob`, format: 'vitumob' });
    await http.post('/api/c2b_register.php', this.phpUrls);
    this.marks.push(...(await this.endpoints()).map(({ id }) => id));
  }

  /** One payment in each dialect, paid. */
  async sell(): Promise<void> {
    const { phone, client } = this;
    const pushes = [
      () => client.http.post(PUSH, { order: { order_id: ORDER, user_phone_number: phone, amount: 5 } }),
      () => client.http.post('/api/stk_push.php', { phone, amount: 6, reference: 'account1' }),
    ];
    for (const push of pushes) {
      const { status, text } = await push();
      if (status !== 200) throw new Error(text);
      await this.customer('pay');
      this.marks.push(/ws_CO_\w+/.exec(text)?.[0] ?? '');
    }
    await this.gateway.sim.pay(phone, { shortcode: PAYBILL, account: `${this.prefix}1`, amount: 1500 });
    const paid = await eventually(async () => {
      const items = await this.#payments();
      return items.length === 3 && items.every(({ receipt }) => receipt !== null) ? items : null;
    });
    this.receipts.push(...paid.map(({ receipt }) => String(receipt)));
    this.marks.push(...this.receipts, ...paid.map(({ id }) => id));
  }

  /** What its customer does at the prompt; the phone is free again afterwards. */
  async customer(action: 'pay' | 'cancel'): Promise<void> {
    await this.gateway.sim.answer(this.phone, { action });
    await eventually(async () => (await this.#payments()).every(({ status }) => !OPEN.includes(status)));
  }

  async endpoints(): Promise<{ readonly id: string }[]> {
    const { body } = await this.client.http.get('/v1/callback-endpoints');
    return body as unknown as { id: string }[];
  }

  /** True when its customer's payments were told in every dialect. */
  heardAll(): boolean {
    const paths = this.merchant.messages
      .filter(({ body }) => body['type'] !== 'endpoint.ping')
      .map(({ path }) => path);
    return ['/brij', '/vitumob', '/confirm', '/validate'].every((end) =>
      paths.some((path) => path.endsWith(end)),
    );
  }

  /** True when something about this receipt was sent to a path with this in it. */
  heard(path: string, receipt: string | undefined): boolean {
    return this.merchant.messages.some(
      (message) => message.path.includes(path) && message.raw.includes(receipt ?? 'no receipt'),
    );
  }

  async #payments(): Promise<Told[]> {
    const { body } = await this.client.http.get('/v1/payments');
    return body['items'] as Told[];
  }

  #keyed(path: string, body: object): Promise<Answer> {
    return this.client.http.post(path, body, { 'idempotency-key': randomUUID() });
  }
}

export async function openShop(
  gateway: TestGateway,
  { prefix, phone }: { readonly prefix: string; readonly phone: string },
): Promise<Shop> {
  const client = await gateway.client({ scopes: SCOPES });
  const shop = new Shop(gateway, client, await startMerchant(), prefix, phone);
  await shop.register();
  return shop;
}
