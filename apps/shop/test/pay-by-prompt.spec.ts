import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../../test/support/database.js';
import { PHONE, startTestShop, type TestShop, UNASSIGNED } from './support.js';

let shop: TestShop;
afterEach(() => shop?.close());

interface Made {
  readonly number: string;
  /** What opens it. */
  readonly link: string;
}

async function order(productId = 'coffee', quantity = 1): Promise<Made> {
  const { status, body } = await shop.post('/api/orders', { productId, quantity });
  expect(status).toBe(201);
  return { number: String(body['number']), link: String(body['link']) };
}

async function promptOn(phone: string): Promise<void> {
  await shop.sim.waitFor(() => shop.sim.phone(phone).prompt);
}

describe.each(testDatabases())('an order paid by a prompt, kept on %s', (kind) => {
  beforeEach(async () => void (shop = await startTestShop(kind)));

  it('turns paid on every screen that shows it, without asking again', async () => {
    const { number, link } = await order('coffee', 2);
    const screen = await shop.events(`/api/orders/${link}/events`);
    await screen.until(({ status, payment }) => status === 'open' && payment === null);

    const asked = await shop.post(`/api/orders/${link}/pay`, { phone: '0708 374 149' });
    expect(asked.body).toMatchObject({ number, status: 'open', payment: { status: 'pending' } });
    expect(shop.sim.phone(PHONE).prompt).toMatchObject({ amount: 1_300, reference: number });
    await screen.until(({ payment }) => payment !== null);

    await shop.sim.answer(PHONE, { action: 'pay' });
    const paid = await screen.until(({ status }) => status === 'paid');
    expect(paid).toMatchObject({ number, total: 1_300, receipt: expect.stringMatching(/^[A-Z0-9]{10}$/) });
    expect(await screen.ended()).toBe(true);
    expect((await shop.get(UNASSIGNED)).body).toEqual([]);
  });

  it('says why it was not paid, and is paid by the next attempt', async () => {
    const { link } = await order();
    const screen = await shop.events(`/api/orders/${link}/events`);
    await shop.post(`/api/orders/${link}/pay`, { phone: PHONE });
    await shop.sim.answer(PHONE, { action: 'cancel' });
    const failed = await screen.until(({ payment }) => isFailed(payment));
    expect(failed).toMatchObject({
      status: 'open',
      payment: { failure: 'cancelled', reason: 'The payment was cancelled on the phone.' },
    });

    await shop.post(`/api/orders/${link}/pay`, { phone: PHONE });
    await shop.sim.answer(PHONE, { action: 'pay' });
    await screen.until(({ status }) => status === 'paid');
    expect(shop.sim.phone(PHONE).balanceCents).toBe((50_000 - 650) * 100);
  });

  it('prompts the phone once, however often the button is pressed', async () => {
    const { link } = await order();
    const presses = Array.from({ length: 5 }, () => shop.post(`/api/orders/${link}/pay`, { phone: PHONE }));
    const ids = (await Promise.all(presses)).map(({ body }) => (body['payment'] as { id: string }).id);
    expect(new Set(ids).size).toBe(1);
    expect(shop.sim.requests().filter(({ op }) => op === 'stkpush')).toHaveLength(1);
  });

  it('takes no further prompt', async () => {
    const { number, link } = await order();
    await shop.post(`/api/orders/${link}/pay`, { phone: PHONE });
    const screen = await shop.events(`/api/orders/${link}/events`);
    await shop.sim.answer(PHONE, { action: 'pay' });
    await screen.until(({ status }) => status === 'paid');
    const again = await shop.post(`/api/orders/${link}/pay`, { phone: PHONE });
    expect(again).toMatchObject({ status: 409, body: { error: 'order-paid', number } });
  });

  it('shows nobody the payer’s number in full', async () => {
    const { link } = await order();
    const { body } = await shop.post(`/api/orders/${link}/pay`, { phone: PHONE });
    expect(JSON.stringify(body)).not.toContain(PHONE);
    expect(body).toMatchObject({ payment: { phone: '2547****149' } });
  });
});

describe('the checkout without an order', () => {
  beforeEach(async () => void (shop = await startTestShop()));

  it('asks the phone, and tells when the payment is settled', async () => {
    const { status, body } = await shop.post('/api/checkout', {
      phone: PHONE,
      amount: 25,
      reference: 'DONATION',
    });
    expect(status).toBe(201);
    expect(body).toEqual({ id: expect.any(String), status: 'pending' });
    const screen = await shop.events(`/api/payments/${String(body['id'])}/events`);
    await screen.until((payment) => payment['status'] === 'pending');
    await promptOn(PHONE);
    await shop.sim.answer(PHONE, { action: 'pay' });
    await screen.until((payment) => payment['status'] === 'succeeded');
    expect(await screen.ended()).toBe(true);
    const read = await shop.get(`/api/payments/${String(body['id'])}`);
    expect(read.body).toMatchObject({
      status: 'succeeded',
      amount: 25,
      reference: 'DONATION',
      currency: 'KES',
    });
  });

  it('keeps money that is for no order where the shopkeeper finds it', async () => {
    const { body } = await shop.post('/api/checkout', { phone: PHONE, amount: 25 });
    await shop.sim.answer(PHONE, { action: 'pay' });
    const unassigned = await shop.sim.waitFor(async () => {
      const list = (await shop.get(UNASSIGNED)).body as unknown as object[];
      return list[0];
    });
    expect(unassigned).toMatchObject({ paymentId: body['id'], amountCents: 2_500, reason: 'no such order' });
  });

  it('pays the order whose link is given', async () => {
    const { link } = await order('postcard');
    const refused = await shop.post('/api/checkout', { phone: PHONE, amount: 9, order: link });
    expect(refused).toMatchObject({ status: 400, body: { field: 'amount', value: 9 } });
    await shop.post('/api/checkout', { phone: PHONE, amount: 10, order: link });
    const screen = await shop.events(`/api/orders/${link}/events`);
    await shop.sim.answer(PHONE, { action: 'pay' });
    await screen.until(({ status }) => status === 'paid');
  });

  it('answers a repeated idempotency key with the same payment, and keeps nothing that the visitor wrote in it', async () => {
    const key = { 'idempotency-key': 'wanjiku@example.com' };
    const ask = (amount: number) =>
      shop.post('/api/checkout', { phone: PHONE, amount, reference: 'ONCE' }, key);
    const [first, second] = [await ask(5), await ask(5)];
    expect(second.body).toEqual(first.body);
    expect(await ask(6)).toMatchObject({ status: 409, body: { error: 'idempotency-conflict' } });
    const rows = await shop.database.query('SELECT idempotency_key FROM mpesa_payment');
    expect(JSON.stringify(rows)).toContain('checkout:');
    expect(JSON.stringify(rows)).not.toContain('wanjiku');
  });
});

function isFailed(payment: unknown): boolean {
  return (payment as { status?: string } | null)?.status === 'failed';
}
