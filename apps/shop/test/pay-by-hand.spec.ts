import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PAYBILL, PHONE, startTestShop, type TestShop, UNASSIGNED } from './support.js';

let shop: TestShop;
let number: string;
let link: string;
beforeEach(async () => {
  shop = await startTestShop();
  const { body } = await shop.post('/api/orders', { productId: 'chai' });
  number = String(body['number']);
  link = String(body['link']);
});
afterEach(() => shop?.close());

const payByHand = (account: string, amount: number) =>
  shop.sim.pay(PHONE, { shortcode: PAYBILL, account, amount });

async function paid(): Promise<Record<string, unknown>> {
  const screen = await shop.events(`/api/orders/${link}/events`);
  return screen.until(({ status }) => status === 'paid');
}

async function setAside(): Promise<Record<string, unknown>> {
  return shop.sim.waitFor(async () => {
    const list = (await shop.get(UNASSIGNED)).body as unknown as Record<string, unknown>[];
    return list[0];
  });
}

describe('an order paid at the pay bill', () => {
  it('turns paid when account and amount are right, however the account is typed', async () => {
    const { receipt } = await payByHand(` ${number.toLowerCase().replace('-', ' ')}`, 350);
    expect(await paid()).toMatchObject({ number, receipt });
    expect((await shop.get(UNASSIGNED)).body).toEqual([]);
  });

  it('leaves a second payment for the shopkeeper to send back', async () => {
    await payByHand(number, 350);
    const { receipt } = await paid();
    await payByHand(number, 350);
    expect(await setAside()).toMatchObject({ amountCents: 35_000, reason: 'the order was already paid' });
    expect((await shop.get(`/api/orders/${link}`)).body).toMatchObject({ receipt });
  });

  it('is not paid by another amount, which is kept all the same', async () => {
    await payByHand(number, 349);
    expect(await setAside()).toMatchObject({ reference: number, reason: "not the order's total" });
    expect((await shop.get(`/api/orders/${link}`)).body).toMatchObject({ status: 'open' });
  });
});

describe('where M-Pesa asks the shop first', () => {
  beforeEach(() => void shop.sim.setShortcode(PAYBILL, { externalValidation: 'on' }));

  it.each([
    ['an unknown order', 'SHOP-9999', 350, 'C2B00012'],
    ['an account that is no order number', 'Rent', 350, 'C2B00012'],
    ['a wrong amount', 'SHOP-1001', 349, 'C2B00013'],
  ])('%s is refused before money moves', async (_, account, amount, resultCode) => {
    expect(await payByHand(account, amount)).toMatchObject({ accepted: false, resultCode });
    expect(shop.sim.phone(PHONE).balanceCents).toBe(50_000 * 100);
  });

  it('an order is paid once', async () => {
    expect(await payByHand(number, 350)).toMatchObject({ accepted: true });
    await paid();
    expect(await payByHand(number, 350)).toMatchObject({ accepted: false, resultCode: 'C2B00012' });
  });

  it('a prompt on one phone lets no money of another pass', async () => {
    await shop.post('/api/checkout', { phone: PHONE, amount: 21, reference: 'RENT' });
    const money = { shortcode: PAYBILL, account: 'RENT', amount: 21 };
    expect(await shop.sim.pay('254722000000', money)).toMatchObject({ accepted: false });
    await shop.sim.answer(PHONE, { action: 'cancel' });
  });

  it('the shop lets its own prompts pass, for an order or for none', async () => {
    await shop.post('/api/checkout', { phone: PHONE, amount: 20, reference: 'TIP' });
    await shop.sim.answer(PHONE, { action: 'pay' });
    await shop.post(`/api/orders/${link}/pay`, { phone: PHONE });
    await shop.sim.answer(PHONE, { action: 'pay' });
    await paid();
    expect(shop.sim.phone(PHONE).balanceCents).toBe((50_000 - 20 - 350) * 100);
  });
});
