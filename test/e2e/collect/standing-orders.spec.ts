import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import type { PromptAction, SimulatorOptions } from 'daraja-simulator';
import {
  OnMpesa,
  StandingOrderService,
  type StandingOrderActive,
  type StandingOrderEvent,
  type StandingOrderFailed,
  type StandingOrderRequest,
} from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { moneyMoved } from '../../support/money.js';
import { storedCallbacks } from '../../support/stored-callbacks.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const JANE = '254712345678';
const PETER = '254722000000';
const DAY = 86_400_000;
const TILL = { type: 'till', shortcode: '300583', till: '300584' } as const;
type Told = StandingOrderActive | StandingOrderFailed | StandingOrderEvent;

describe.each(testDatabases())('a standing order, on %s', (kind) => {
  it('is asked for, agreed to, and executed as payments that are known as its own', async () => {
    const { shop, orders, told } = await start();
    await shop.c2b.registerUrls();
    const order = await orders.create(rent(shop));
    expect(order).toMatchObject({ status: 'pending', responseRefId: expect.any(String) });
    await janeAnswers(shop, 'pay');
    await shop.work.all();
    expect(told).toMatchObject([
      { standingOrderId: order.id, status: 'active', name: 'Rent A1', amountCents: 450_000, phone: JANE },
    ]);
    expect(told[0]).toMatchObject({ transactionId: expect.any(String), recoveredFrom: null });
    await shop.sim.advance(4 * DAY);
    await eventually(async () => (await storedCallbacks(shop)).length === 4);
    await shop.sim.pay(JANE, { shortcode: '174379', account: 'SOMETHING', amount: 4_500 });
    await shop.sim.pay(PETER, { shortcode: '174379', account: order.reference, amount: 4_500 });
    await eventually(async () => (await storedCallbacks(shop)).length === 6);
    await shop.work.all();
    expect(moneyMoved(shop)).toHaveLength(5);
    const { items } = await orders.executions(order.id);
    expect(items.map(({ amountCents, reference }) => [amountCents, reference])).toEqual([
      [450_000, order.reference],
      [450_000, order.reference],
      [450_000, order.reference],
    ]);
    expect(await orders.executedBy(items[0]?.id ?? '')).toMatchObject({ id: order.id });
    const stranger = shop.handled.find(({ reference }) => reference === 'SOMETHING');
    expect(await orders.executedBy(stranger?.paymentId ?? '')).toBeNull();
  });

  it.each([
    ['cancel', '1032', 'cancelled'],
    ['ignore', '1037', 'unreachable'],
    ['wrong-pin', '2001', 'wrong-pin'],
  ] as const)('that the customer answers by %s has failed, and its name is free again', async (...row) => {
    const [action, resultCode, failure] = row;
    const { shop, orders, told } = await start();
    const order = await orders.create(rent(shop));
    await janeAnswers(shop, action);
    await shop.work.all();
    expect(await orders.get(order.id)).toMatchObject({ status: 'failed', resultCode, liveKey: null });
    expect(told).toMatchObject([{ standingOrderId: order.id, resultCode, failure }]);
    const again = await orders.create(rent(shop));
    expect(again.id).not.toBe(order.id);
  });

  it('is asked for once by one name, and the name is for nothing else', async () => {
    const { shop, orders } = await start();
    const [first, second] = await Promise.all([orders.create(rent(shop)), orders.create(rent(shop))]);
    expect(second.id).toBe(first.id);
    expect((await orders.create(rent(shop))).id).toBe(first.id);
    const other = orders.create({ ...rent(shop), amount: 10 });
    await expect(other).rejects.toMatchObject({ code: 'invalid-request', field: 'name' });
    expect(asked(shop)).toHaveLength(1);
  });

  it('that two instances ask for at once is asked for once', async () => {
    const { shop, orders } = await start();
    const account = { shortcode: undefined, accounts: { default: { shortcode: '174379' } } };
    const other = await testApp().beside(shop).options(account).jobs(false).start();
    const asking = [orders, other.app.get(StandingOrderService)].flatMap((service) =>
      [1, 2, 3].map(() => service.create(rent(shop))),
    );
    const ids = (await Promise.all(asking)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
    expect(asked(shop)).toHaveLength(1);
  });

  it('of a name that Safaricom knows already has failed with its code', async () => {
    const { shop, orders, told } = await start();
    const order = await orders.create(rent(shop));
    await janeAnswers(shop, 'pay');
    await shop.work.all();
    // Another instance whose database was lost knows nothing of it.
    await shop.database.query('DELETE FROM mpesa_standing_order WHERE id = ?', [order.id]);
    await orders.create(rent(shop));
    await shop.sim.settled();
    await eventually(async () => (await storedCallbacks(shop)).length === 2);
    await shop.work.all();
    expect(told.at(-1)).toMatchObject({ failure: 'duplicate', resultCode: '1050' });
  });

  it('whose acknowledgement was lost is not asked for again, and its callback settles it', async () => {
    const { shop, orders, told } = await start();
    shop.sim.addFault({ op: 'ratiba', fault: 'ack-lost' });
    const error = await orders.create(rent(shop)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'daraja-outcome-unknown', paymentId: expect.any(String) });
    const { items } = await orders.find({ phone: JANE });
    expect(items).toMatchObject([{ status: 'unknown', id: (error as { paymentId: string }).paymentId }]);
    expect((await orders.create(rent(shop))).status).toBe('unknown');
    expect(asked(shop)).toHaveLength(1);
    await janeAnswers(shop, 'pay');
    await shop.work.all();
    expect(told).toMatchObject([{ status: 'active' }]);
  });

  it('that never left this machine has failed, and may be asked for again', async () => {
    const { shop, orders } = await start();
    shop.sim.addFault({ op: 'oauth', fault: 'http-503', count: 4 });
    await expect(orders.create(rent(shop))).rejects.toMatchObject({ code: 'daraja-unavailable' });
    expect((await orders.find()).items).toMatchObject([{ status: 'failed', failure: 'not-sent' }]);
    shop.sim.clearFaults();
    expect(await orders.create(rent(shop))).toMatchObject({ status: 'pending' });
  });

  it('that Daraja refuses has failed with its code', async () => {
    const { shop, orders, told } = await start({ settings: { ratiba: 'newer' } });
    await expect(orders.create(rent(shop))).rejects.toMatchObject({
      code: 'daraja-rejected',
      errorCode: '400.002.02',
    });
    await shop.work.all();
    expect(told).toMatchObject([{ failure: 'refused', resultCode: '400.002.02' }]);
  });

  it('that nobody tells of goes to review, and a person decides; late news overrules', async () => {
    const { shop, orders, told } = await start();
    shop.sim.addFault({ op: 'ratiba-callback', fault: 'callback-late', ms: 3 * DAY });
    const order = await orders.create(rent(shop));
    await janeAnswers(shop, 'pay', false);
    await shop.sim.advance(DAY + 1_000);
    await shop.work.all();
    expect(told).toMatchObject([{ standingOrderId: order.id, status: 'review' }]);
    await expect(orders.resolve(order.id, { as: 'failed', by: '', reason: 'x' })).rejects.toMatchObject({
      field: 'by',
    });
    const decided = await orders.resolve(order.id, { as: 'failed', by: 'Ann', reason: 'she says no' });
    expect(decided).toMatchObject({ status: 'failed', resultText: 'Ann: she says no' });
    await expect(orders.resolve(order.id, { as: 'active', by: 'Ann', reason: 'no' })).rejects.toMatchObject({
      field: 'id',
    });
    await shop.sim.advance(2 * DAY);
    await eventually(async () => (await storedCallbacks(shop)).some(({ kind: of }) => of === 'ratiba'));
    await shop.work.all();
    expect(told.at(-1)).toMatchObject({ status: 'active', recoveredFrom: 'failed' });
  });

  it('over which a process died is unknown first, then in review', async () => {
    const { shop, orders } = await start();
    const { id } = await orders.create(rent(shop));
    await shop.database.query("UPDATE mpesa_standing_order SET status = 'created', next_check_at = ?", [
      shop.sim.now() + 60_000,
    ]);
    await shop.work.reconciliation();
    expect(await orders.get(id)).toMatchObject({ status: 'created' });
    await shop.sim.advance(60_000);
    await shop.work.reconciliation();
    expect(await orders.get(id)).toMatchObject({ status: 'unknown' });
    await shop.sim.advance(DAY);
    await shop.work.reconciliation();
    expect(await orders.get(id)).toMatchObject({ status: 'review', nextCheckAt: null });
    expect(asked(shop)).toHaveLength(1);
  });

  it('is not guessed where a payment fits two', async () => {
    const { shop, orders } = await start();
    await shop.c2b.registerUrls();
    const once = { ...rent(shop), frequency: 'once', reference: 'A1' } as const;
    const one = await orders.create(once);
    await janeAnswers(shop, 'pay');
    const other = await orders.create({ ...once, name: 'Rent A2' });
    await janeAnswers(shop, 'pay');
    await shop.sim.advance(2 * DAY);
    await eventually(async () => (await storedCallbacks(shop)).length === 4);
    await shop.work.all();
    for (const { id } of [one, other]) {
      const { items } = await orders.executions(id);
      expect(items).toHaveLength(2);
      for (const payment of items) expect(await orders.executedBy(payment.id)).toBeNull();
    }
  });

  it('is told of once, however often and in whatever casing its callback comes', async () => {
    const { shop, orders, told } = await start({ settings: { ratibaCasing: 'pascal' } });
    shop.sim.addFault({ op: 'ratiba-callback', fault: 'callback-duplicated', copies: 5 });
    const order = await orders.create(rent(shop));
    await janeAnswers(shop, 'pay');
    await shop.work.all();
    const url = shop.callbackUrl('ratiba', order.id);
    const failure = { ResponseHeader: { responseCode: '1032', responseDescription: 'Error' } };
    expect(await shop.post(url, failure)).toMatchObject({ status: 200, body: { ResultCode: 0 } });
    await shop.post(url, { hello: 'there' });
    await shop.work.all();
    expect(told).toMatchObject([{ status: 'active' }]);
    const kept = (await storedCallbacks(shop)).map(({ status, reason }) => [status, reason]);
    expect(kept).toContainEqual(['rejected', 'agreement-stands']);
    expect(kept).toContainEqual(['rejected', 'unreadable']);
    expect((await orders.get(order.id))?.status).toBe('active');
  });

  it('is neither agreed to nor declined by whoever knows no more than its URL', async () => {
    const { shop, orders, told } = await start();
    const order = await orders.create(rent(shop));
    const url = shop.callbackUrl('ratiba', order.id);
    for (const responseCode of ['0', '1032'])
      for (const refs of [{}, { responseRefID: order.id, requestRefID: order.id }])
        await shop.post(url, { ResponseHeader: { responseCode, ...refs } });
    await shop.work.all();
    expect(await orders.get(order.id)).toMatchObject({ status: 'pending', liveKey: order.liveKey });
    expect(told).toEqual([]);
    await janeAnswers(shop, 'pay');
    await shop.work.all();
    expect(told).toMatchObject([{ status: 'active', recoveredFrom: null }]);
  });

  it('is paid to a till, and known by amount, payer and time', async () => {
    const { shop, orders } = await start({}, TILL);
    await shop.c2b.registerUrls();
    const order = await orders.create({ ...rent(shop), frequency: 'once' });
    await janeAnswers(shop, 'pay');
    await shop.sim.advance(2 * DAY);
    await eventually(async () => (await storedCallbacks(shop)).length === 2);
    await shop.work.all();
    expect((await orders.executions(order.id)).items).toMatchObject([{ till: '300584', reference: null }]);
  });

  async function start(world: SimulatorOptions = {}, account: object = { shortcode: '174379' }) {
    const told: Told[] = [];
    @Injectable()
    class Orders {
      @OnMpesa(['standing-order.active', 'standing-order.failed', 'standing-order.review'], { id: 'orders' })
      heard(event: Told): void {
        told.push(event);
      }
    }
    const sim = await testSimulator(world);
    const options = { shortcode: undefined, passkey: undefined, accounts: { default: account } };
    const host = testApp().on(kind).withSimulator(sim).options(options).jobs(false).providers([Orders]);
    const shop = await host.clock({ now: () => sim.now() }).start();
    return { shop, told, orders: shop.app.get(StandingOrderService) };
  }
});

describe('each version of the wire', () => {
  it.each([
    ['portal-2025', 'portal', 'monthly'],
    ['postman-2026', 'postman', 'monthly'],
    ['portal-2026', 'newer', 'biweekly'],
  ] as const)('%s makes a standing order', async (variant, ratiba, frequency) => {
    const sim = await testSimulator({ settings: { ratiba } });
    const host = testApp().withSimulator(sim).options({ ratiba: { variant } });
    const shop = await host.clock({ now: () => sim.now() }).start();
    const orders = shop.app.get(StandingOrderService);
    const order = await orders.create({ ...rent(shop), frequency });
    await janeAnswers(shop, 'pay');
    await eventually(async () => (await orders.get(order.id))?.status === 'active');
  });

  it('refuses a frequency that it does not have', async () => {
    const shop = await testApp().jobs(false).start();
    const asking = shop.app.get(StandingOrderService).create({ ...rent(shop), frequency: 'biweekly' });
    await expect(asking).rejects.toMatchObject({ code: 'invalid-request', field: 'frequency' });
    expect(shop.sim.requests()).toEqual([]);
  });
});

/** Three days, from tomorrow on. */
function rent({ sim }: TestApp): StandingOrderRequest {
  const day = (days: number): string =>
    new Date(sim.now() + 3 * 3_600_000 + days * DAY).toISOString().slice(0, 10);
  const days = { startsOn: day(1), endsOn: day(3) };
  return { name: 'Rent A1', phone: '0712 345 678', amount: 4_500, frequency: 'daily', ...days };
}

async function janeAnswers(shop: TestApp, action: PromptAction, told = true): Promise<void> {
  await eventually(() => shop.sim.phone(JANE).prompt);
  await shop.sim.answer(JANE, { action });
  if (told) await eventually(async () => (await storedCallbacks(shop)).some(({ kind }) => kind === 'ratiba'));
}

function asked({ sim }: TestApp) {
  return sim.requests().filter(({ op }) => op === 'ratiba');
}
