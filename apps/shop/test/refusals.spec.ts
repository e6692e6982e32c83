import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FALSE_GZIP, postAsGzip } from '../../../test/support/false-gzip.js';
import { startTestShop, type TestShop } from './support.js';

let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()));
afterAll(() => shop?.close());

describe('bad input', () => {
  it.each([
    ['a phone that is none', { phone: '12345', amount: 10 }, 'phone', '12345'],
    ['no phone', { amount: 10 }, 'phone', undefined],
    ['a phone that is no text', { phone: { $ne: 1 }, amount: 10 }, 'phone', { $ne: 1 }],
    ['half a shilling', { phone: '0708374149', amount: 10.5 }, 'amount', 10.5],
    ['an amount in words', { phone: '0708374149', amount: '10' }, 'amount', '10'],
    ['an amount beyond the limit', { phone: '0708374149', amount: 250_001 }, 'amount', 250_001],
    ['an empty reference', { phone: '0708374149', amount: 10, reference: '' }, 'reference', ''],
    ['a reference that is no text', { phone: '0708374149', amount: 10, reference: [1] }, 'reference', [1]],
    [
      'a long reference',
      { phone: '0708374149', amount: 10, reference: 'x'.repeat(13) },
      'reference',
      'x'.repeat(13),
    ],
    ['nothing at all', null, 'phone', undefined],
  ])('%s is refused by name, value and rule', async (_, body, field, value) => {
    const answer = await shop.post('/api/checkout', JSON.stringify(body));
    expect(answer).toMatchObject({
      status: 400,
      body: { error: 'invalid-request', field, rule: expect.any(String) },
    });
    expect(answer.body['value']).toEqual(value);
    expect(shop.sim.requests().filter(({ op }) => op === 'stkpush')).toEqual([]);
  });

  it.each([
    ['productId', { productId: 'yacht' }],
    ['quantity', { productId: 'chai', quantity: 0 }],
    ['quantity', { productId: 'chai', quantity: 1.5 }],
    ['quantity', { productId: 'chai', quantity: '2' }],
  ])('a wrong %s makes no order: %j', async (field, body) => {
    expect(await shop.post('/api/orders', body)).toMatchObject({ status: 400, body: { field } });
  });

  it('fields that only the shop may set are read from no body', async () => {
    const wanted = { productId: 'chai', quantity: 1 };
    const plain = (await shop.post('/api/orders', wanted)).body;
    const set = {
      status: 'paid',
      paidCents: 1,
      totalCents: 1,
      amount: 1,
      number: 'SHOP-1',
      link: 'mine',
      createdAt: 1,
    };
    const order = (await shop.post('/api/orders', { ...wanted, ...set })).body;
    for (const name of Object.keys(set))
      expect([name, order[name]]).not.toEqual([name, set[name as keyof typeof set]]);
    expect(Object.keys(order).toSorted()).toEqual(Object.keys(plain).toSorted());
    expect((await shop.post('/api/orders', { ...wanted, ['__proto__']: set })).status).toBe(400);
  });

  it.each(FALSE_GZIP)('a body that says it is gzip is refused where it is %s', async (_, bytes) => {
    const asked = () => shop.sim.requests().filter(({ op }) => op === 'stkpush').length;
    const before = asked();
    expect([400, 413, 415]).toContain(await postAsGzip(`${shop.url}/api/checkout`, bytes));
    expect(asked()).toBe(before);
  });

  it('a body that is no JSON is refused', async () => {
    expect((await shop.post('/api/checkout', '{"phone":')).status).toBe(400);
  });
});

describe('what does not exist', () => {
  it.each(['/api/orders/SHOP-9999', '/api/orders/nonsense', '/api/orders/SHOP-9999/events'])(
    '%s is not found',
    async (path) =>
      expect(await shop.get(path)).toMatchObject({ status: 404, body: { error: 'order-not-found' } }),
  );

  it.each(['/api/payments/none', '/api/payments/none/events'])('%s is not found', async (path) =>
    expect(await shop.get(path)).toMatchObject({ status: 404, body: { error: 'payment-not-found' } }),
  );
});

describe('what cannot be asked now', () => {
  it('a second prompt for the same phone is refused, with the time at which it may be tried again', async () => {
    const ask = (amount: number) => shop.post('/api/checkout', { phone: '0712345678', amount });
    const first = await ask(10);
    const second = await ask(20);
    expect(second).toMatchObject({
      status: 409,
      body: { error: 'prompt-open', retryAt: expect.any(Number) },
    });
    expect(first.status).toBe(201);
    expect(JSON.stringify(second.body)).not.toContain('254712345678');
  });

  it('Daraja turning requests away is 503: nothing was sent, the same may be asked again', async () => {
    shop.sim.addFault({ op: 'stkpush', fault: 'html-403', count: 1 });
    const ask = () => shop.post('/api/checkout', { phone: '0722000000', amount: 10 });
    expect((await ask()).status).toBe(503);
    expect((await ask()).status).toBe(201);
  });

  it('a refusal by Daraja is 502 with the payment that it ended', async () => {
    shop.sim.setPhone('254790000001', { state: 'unregistered' });
    const answer = await shop.post('/api/checkout', { phone: '0790000001', amount: 10 });
    expect(answer).toMatchObject({
      status: 502,
      body: { error: 'daraja-rejected', advice: expect.any(String), paymentId: expect.any(String) },
    });
    const read = await shop.get(`/api/payments/${String(answer.body['paymentId'])}`);
    expect(read.body).toMatchObject({ status: 'failed', reason: expect.any(String) });
  });

  it('a prompt that may be on the phone is accepted, with the payment to watch', async () => {
    shop.sim.addFault({ op: 'stkpush', fault: 'ack-lost', count: 1 });
    const answer = await shop.post('/api/checkout', { phone: '0733123456', amount: 10 });
    expect(answer).toMatchObject({ status: 202, body: { id: expect.any(String), status: 'unknown' } });
    await shop.sim.answer('254733123456', { action: 'pay' });
    const screen = await shop.events(`/api/payments/${String(answer.body['id'])}/events`);
    await screen.until(({ status }) => status === 'succeeded');
  });
});

describe('the page', () => {
  it('comes with a policy that lets nothing run but its own files', async () => {
    const page = await fetch(shop.url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:\/\//i);
    for (const [, file] of html.matchAll(/(?:src|href)="(\/[^"#]+)/g)) {
      expect((await fetch(shop.url + String(file))).status).toBe(200);
    }
  });

  it('learns how to pay by hand, and where the simulator is', async () => {
    expect((await shop.get('/api/config')).body).toEqual({
      environment: 'simulator',
      type: 'paybill',
      number: '174379',
      simulatorUrl: shop.sim.url,
    });
    expect((await shop.get('/health')).body).toEqual({ ok: true });
  });
});
