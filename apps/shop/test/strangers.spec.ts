/** What somebody can do who was not given an order's link. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { get } from 'node:http';
import { testDatabases } from '../../../test/support/database.js';
import { BareProxy } from './bare-proxy.js';
import { LIST_KEY, PAYBILL, PHONE, startTestShop, type TestShop, UNASSIGNED } from './support.js';

describe.each(testDatabases())('a stranger at the shop, kept on %s', (kind) => {
  let shop: TestShop;
  let number: string;
  let link: string;
  beforeEach(async () => {
    shop = await startTestShop(kind, { trustedProxies: ['127.0.0.1'] });
    const { body } = await shop.post('/api/orders', { productId: 'coffee' });
    number = String(body['number']);
    link = String(body['link']);
  });
  afterEach(() => shop?.close());

  const checkout = (body: object, key?: string) =>
    shop.post(
      '/api/checkout',
      { phone: '0712345678', amount: 1, ...body },
      key ? { 'idempotency-key': key } : {},
    );

  it('takes no order’s name for a payment of one shilling: the order is shown unpaid, and is paid by its own', async () => {
    for (const [tried, key] of [`${number}:1`, `checkout:${number}:1`, `${number}:2`].entries()) {
      expect((await checkout({ reference: 'MINE' }, key)).status).toBe(201);
      await shop.sim.answer('254712345678', { action: 'pay' });
      const settled = async () => (await shop.get(UNASSIGNED)).body as unknown as unknown[];
      await shop.sim.waitFor(async () => (await settled()).length > tried);
    }
    const { body } = await shop.get(`/api/orders/${link}`);
    expect(body).toMatchObject({ status: 'open', payment: null });
    const asked = await shop.post(`/api/orders/${link}/pay`, { phone: PHONE });
    expect(asked).toMatchObject({ status: 200, body: { payment: { amount: 650, reference: number } } });
    const screen = await shop.events(`/api/orders/${link}/events`);
    await shop.sim.answer(PHONE, { action: 'pay' });
    await screen.until(({ status }) => status === 'paid');
  });

  it('opens neither order nor events nor payment by the number that people see', async () => {
    expect(link).toMatch(/^[\w-]{22}$/);
    const swapped = link.replace(/[a-z]/i, (letter) =>
      letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
    );
    for (const tried of [number, number.toLowerCase(), '1', swapped, link.slice(0, 21), `${link}x`]) {
      const missing = { status: 404, body: { error: 'order-not-found' } };
      expect(await shop.get(`/api/orders/${tried}`)).toMatchObject(missing);
      expect(await shop.get(`/api/orders/${tried}/events`)).toMatchObject(missing);
      expect(await shop.post(`/api/orders/${tried}/pay`, { phone: PHONE })).toMatchObject(missing);
      expect(await checkout({ amount: 650, order: tried })).toMatchObject(missing);
    }
    expect((await shop.get(`/api/orders/${link}`)).status).toBe(200);
  });

  it('uses up only a stranger’s share of a phone: the buyer, who has paid from it before, is asked all the same', async () => {
    const sent = () => shop.sim.requests().filter(({ op }) => op === 'stkpush').length;
    const ask = (address: string) =>
      shop.post('/api/checkout', { phone: PHONE, amount: 1 }, { 'x-forwarded-for': address });
    const unassigned = async () => ((await shop.get(UNASSIGNED)).body as unknown as unknown[]).length;
    expect((await ask('203.0.113.1')).status).toBe(201);
    await shop.sim.answer(PHONE, { action: 'pay' });
    await shop.sim.waitFor(async () => (await unassigned()) === 1);
    for (const stranger of [2, 2, 2, 3, 3, 4, 5, 6, 7, 8]) {
      const { status, body } = await ask(`203.0.113.${stranger}`);
      if (status === 201) await cancelled(body['id']);
      else {
        expect(body).toMatchObject({ error: 'too-many-unfinished-pushes', advice: expect.any(String) });
        // However long they wait and come again.
        if (stranger > 2) itIs(Number(body['clearsAt']));
      }
      if (sent() === 1 + 4) break;
    }
    expect(sent()).toBe(1 + 4);
    expect((await ask('203.0.113.9')).body).toMatchObject({ unfinished: 4 });
    expect((await ask('203.0.113.1')).status).toBe(201);
    await shop.sim.answer(PHONE, { action: 'pay' });
    await shop.sim.waitFor(async () => (await unassigned()) === 2);
  });

  const askFor = (address: string) =>
    shop.post(`/api/orders/${link}/pay`, { phone: PHONE }, { 'x-forwarded-for': address });
  const leaves = async (address: string) => {
    const { body } = await askFor(address);
    await cancelled((body['payment'] as { id: string }).id);
  };
  const itIs = (at: number) => {
    shop.clock.now = () => at;
  };
  const refusal = { error: 'too-many-unfinished-pushes', clearsAt: expect.any(Number) };

  it('keeps no new buyer from a prompt, from however many networks strangers come: two minutes, and the buyer is asked', async () => {
    const networks = Array.from({ length: 20 }, (_, n) => `198.51.100.${n}`);
    for (const network of networks.slice(0, 2)) await leaves(network);
    for (const network of networks) expect((await askFor(network)).body).toMatchObject(refusal);
    const { body: told } = await askFor('203.0.113.9');
    expect(told).toMatchObject({ ...refusal, unfinished: 2 });
    const clearsAt = Number(told['clearsAt']);
    expect(clearsAt - shop.clock.now()).toBeLessThanOrEqual(2 * 60_000);
    itIs(clearsAt - 1);
    expect((await askFor('203.0.113.9')).body).toMatchObject(refusal);
    itIs(clearsAt);
    const screen = await shop.events(`/api/orders/${link}/events`);
    expect((await askFor('203.0.113.9')).status).toBe(200);
    await shop.sim.answer(PHONE, { action: 'pay' });
    await screen.until(({ status }) => status === 'paid');
  });

  it('is one stranger with all the smaller networks of a network', async () => {
    for (const network of ['2001:db8:7:1::1', '2001:db8:7:2::1']) await leaves(network);
    expect((await askFor('2001:db8:7:3::1')).body).toMatchObject({ ...refusal, unfinished: 2 });
    itIs(shop.clock.now() + 2 * 60_000);
    expect((await askFor('2001:db8:7:4::1')).body).toMatchObject({ ...refusal, unfinished: 2 });
    expect((await askFor('2001:db8:8::1')).status).toBe(200);
  });

  it('who comes for half an hour from four networks closes a phone for a day, and by hand is paid always', async () => {
    for (const network of [2, 3]) await leaves(`203.0.113.${network}`);
    for (const network of [4, 5]) {
      const { body } = await askFor(`203.0.113.${network}`);
      itIs(Number(body['clearsAt']));
      await leaves(`203.0.113.${network}`);
    }
    const { body } = await askFor('203.0.113.9');
    expect(body).toMatchObject({ ...refusal, unfinished: 4 });
    const screen = await shop.events(`/api/orders/${link}/events`);
    await shop.sim.pay(PHONE, { shortcode: PAYBILL, account: number, amount: 650 });
    await screen.until(({ status }) => status === 'paid');
  });

  it('learns nothing of a buyer’s payment by having the phone asked, or by trying keys', async () => {
    await shop.post(`/api/orders/${link}/pay`, { phone: PHONE });
    await checkout({ amount: 5 }, 'a key of somebody');
    const { body: order } = await shop.get(`/api/orders/${link}`);
    const payments = (await shop.database.query('SELECT id FROM mpesa_payment')) as { id: string }[];
    expect(payments).toHaveLength(2);
    const answers = [
      await checkout({ phone: PHONE }),
      await checkout({ phone: PHONE }, 'a key'),
      await checkout({ amount: 6 }, 'a key of somebody'),
    ];
    expect(answers.map(({ status, body }) => [status, body['error']])).toEqual([
      [409, 'prompt-open'],
      [409, 'prompt-open'],
      [409, 'idempotency-conflict'],
    ]);
    // A time may have the digits of a number in it.
    const told = JSON.stringify(answers, (key, value: unknown) => (key === 'retryAt' ? '' : value));
    for (const { id } of payments) expect(told).not.toContain(id);
    expect((order['payment'] as { id: string }).id).toBe(payments[0]?.id);
    expect(told).not.toMatch(/149|678|SHOP-/);
  });

  it('is not shown the money that fits no order, nor who comes through a proxy', async () => {
    const from = (headers: Record<string, string>) =>
      fetch(shop.url + UNASSIGNED, { headers }).then(({ status }) => status);
    expect(await from({})).toBe(200);
    for (const address of ['203.0.113.1', '127.0.0.1', '::1', '10.0.0.1', 'x, 127.0.0.1'])
      expect(await from({ 'x-forwarded-for': address })).toBe(403);
    expect(await from({ forwarded: 'for=127.0.0.1' })).toBe(403);
  });

  it('is not shown it through a proxy on the same machine that sends no header, which only the key tells apart', async () => {
    const proxy = await BareProxy.to(shop.url);
    try {
      const through = (path: string) => fetch(proxy.url + path).then(({ status }) => status);
      const wrong = ['', '?key=', `?key=${LIST_KEY}x`, `?key=${LIST_KEY.slice(1)}`, '?key[]=a'];
      for (const query of [...wrong, `?key=${LIST_KEY}&key=${LIST_KEY}`])
        expect([query, await through(`/api/unassigned${query}`)]).toEqual([query, 403]);
      // The shop sees nothing else of it that a shopkeeper’s own browser would not send.
      expect(await through(UNASSIGNED)).toBe(200);
    } finally {
      await proxy.close();
    }
  });

  it('is not shown it by a page under a name that was made to lead here', async () => {
    const { hostname, port } = new URL(shop.url);
    const named = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const asked = { hostname, port, path: UNASSIGNED, headers: { host } };
        get(asked, (answer) => answer.resume().on('end', () => resolve(answer.statusCode))).on(
          'error',
          reject,
        );
      });
    for (const name of ['127.0.0.1', 'localhost', 'shop.localhost', '[::1]', 'LOCALHOST.', '127.1.2.3'])
      for (const host of [name, `${name}:${port}`]) expect([host, await named(host)]).toEqual([host, 200]);
    const foreign = [
      'rebound.example',
      'localhost.rebound.example',
      '127.0.0.1.nip.io',
      '127.0.0.1x',
      '10.0.0.1',
    ];
    for (const name of [...foreign, 'notlocalhost', '127.1', '[::2]', 'localhost@rebound.example'])
      for (const host of [name, `${name}:${port}`]) expect([host, await named(host)]).toEqual([host, 403]);
  });

  async function cancelled(id: unknown): Promise<void> {
    await shop.sim.answer(PHONE, { action: 'cancel' });
    await shop.sim.waitFor(
      async () => (await shop.get(`/api/payments/${String(id)}`)).body['status'] === 'failed',
    );
  }

  it('learns nothing of a buyer’s payment by naming the order’s number at the checkout, and sends no prompt for it', async () => {
    await shop.post(`/api/orders/${link}/pay`, { phone: PHONE });
    for (const reference of [number, ` ${number.toLowerCase()} `, number.replace('-', '')]) {
      expect(await checkout({ amount: 650, reference })).toMatchObject({
        status: 400,
        body: { field: 'reference' },
      });
    }
    expect(shop.sim.requests().filter(({ op }) => op === 'stkpush')).toHaveLength(1);
  });
});
