/** Days after she bought something, neither the shop's tables nor the library's say that it was her. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_SEED } from 'daraja-simulator';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testApp } from '../../../test/support/test-app.js';
import { testDatabases } from '../../../test/support/database.js';
import { LOCAL, NAME, tracesIn, tracesOnDisk, ZAWADI } from '../../../test/e2e/privacy/zawadi.js';
import { PAYBILL, SECRET, startTestShop, type TestShop, UNASSIGNED } from './support.js';

const DAY = 86_400_000;

let shop: TestShop;
afterEach(() => shop?.close());

async function everyTrace({ database, orders }: TestShop): Promise<string[]> {
  const books = orders === database ? [database] : [database, orders];
  const traces = await Promise.all(books.map((book) => tracesIn(book)));
  return [...traces.flat(), ...books.flatMap((book) => tracesOnDisk(book))];
}

/** Another instance on the same books, whose night comes a hundred days from now. */
async function retention({ database, sim }: TestShop): Promise<void> {
  const night = testApp()
    .on(database)
    .withSimulator(sim)
    .clock(new ManualClock(Date.now() + 100 * DAY));
  const { work, close } = await night
    .options({ callbacks: { secret: SECRET } })
    .jobs(false)
    .start();
  await work.retention();
  await close();
}

describe.each(testDatabases())('a customer of the shop, on %s', (kind) => {
  it('is in its tables while it needs her, and in none when the days have passed', async () => {
    const zawadi = { msisdn: ZAWADI, name: NAME, balanceCents: 10_000_00 };
    shop = await startTestShop(kind, {}, { seed: { phones: [...DEFAULT_SEED.phones, zawadi] } });
    const { body } = await shop.post('/api/orders', { productId: 'chai' });
    expect(
      (await shop.post(`/api/orders/${String(body['link'])}/pay`, { phone: LOCAL })).status,
    ).toBeLessThan(300);
    await shop.sim.waitFor(() => shop.sim.phone(ZAWADI).prompt);
    await shop.sim.answer(ZAWADI, { action: 'pay' });
    const screen = await shop.events(`/api/orders/${String(body['link'])}/events`);
    await screen.until(({ status }) => status === 'paid');
    screen.close();
    await shop.sim.pay(ZAWADI, { shortcode: PAYBILL, account: 'Rent', amount: 77 });
    await shop.sim.waitFor(async () => ((await shop.get(UNASSIGNED)).body as unknown as unknown[])[0]);
    expect((await everyTrace(shop)).length).toBeGreaterThan(0);
    await retention(shop);
    expect(await everyTrace(shop)).toEqual([]);
  });
  it('is never in the shop’s own tables by what she typed as account number: her payment alone keeps that', async () => {
    const zawadi = { msisdn: ZAWADI, name: NAME, balanceCents: 10_000_00 };
    shop = await startTestShop(kind, {}, { seed: { phones: [...DEFAULT_SEED.phones, zawadi] } });
    const account = LOCAL.replaceAll(' ', '');
    await shop.sim.pay(ZAWADI, { shortcode: PAYBILL, account, amount: 77 });
    const listed = async () => (await shop.get(UNASSIGNED)).body as unknown as object[];
    const [money] = await shop.sim.waitFor(async () => ((await listed()).length > 0 ? listed() : null));
    expect(money).toMatchObject({ reference: account, reason: 'no such order', amountCents: 7_700 });
    expect((await tracesIn(shop.orders)).filter((trace) => trace.startsWith('shop_'))).toEqual([]);
  });
});
