/** Inside a host's transaction every service reads and writes on that transaction's connection: a pool of one is enough. */
import { TypeOrmModule } from '@nestjs/typeorm';
import { describe, expect, it } from '@jest/globals';
import {
  B2bExpressService,
  B2bService,
  B2cService,
  InvalidRequestError,
  PochiService,
  ReversalService,
  StkPushService,
  TaxService,
  type CallOptions,
  type Payment,
} from 'nestjs-mpesa';
import { DataSource } from 'typeorm';
import { testDatabases } from '../../support/database.js';
import { JANE, JOHN } from '../../support/story.js';
import { testApp, testDatabase, testSimulator, type TestApp } from '../../support/test-app.js';
import { OFFICE, OPERATOR } from './office.js';
import { LANDLORD, STORE, TILL } from './products.js';

type Call = (shop: TestApp, key: { idempotencyKey: string }, options: CallOptions) => Promise<Payment>;

/** Every call that takes a `manager`. */
const CALLS: Record<string, Call> = {
  'stk.request': ({ app }, key, options) =>
    app.get(StkPushService).request({ phone: JOHN, amount: 10, ...key }, options),
  'b2c.pay': ({ app }, key, options) =>
    app.get(B2cService).pay({ phone: JANE, amount: 100, ...key }, options),
  'b2c.pay by a chosen name': ({ app }, key, options) =>
    app
      .get(B2cService)
      .pay({ phone: JANE, amount: 100, originatorConversationId: 'WAGE-17', ...key }, options),
  'pochi.pay': ({ app }, key, options) =>
    app.get(PochiService).pay({ phone: JANE, amount: 100, ...key }, options),
  'pochi.pay by a chosen name': ({ app }, key, options) =>
    app
      .get(PochiService)
      .pay({ phone: JANE, amount: 100, originatorConversationId: 'POCHI-17', ...key }, options),
  'b2b.payBill': ({ app }, key, options) =>
    app.get(B2bService).payBill({ to: LANDLORD, amount: 100, reference: 'HOUSE-4', ...key }, options),
  'b2b.topUp': ({ app }, key, options) =>
    app.get(B2bService).topUp({ to: LANDLORD, amount: 100, ...key }, options),
  'b2b.buyGoods': ({ app }, key, options) =>
    app.get(B2bService).buyGoods({ to: STORE, amount: 100, ...key }, options),
  'tax.remit': ({ app }, key, options) =>
    app.get(TaxService).remit({ amount: 100, prn: 'PRN1234XN', ...key }, options),
  'express.request': ({ app }, key, options) =>
    app.get(B2bExpressService).request({ till: TILL, amount: 10, partnerName: 'Duka', ...key }, options),
  'reversals.request': async (shop, key, options) =>
    shop.app.get(ReversalService).request({ paymentId: await paidByJohn(shop), ...key }, options),
};

/** The push that John has paid; made outside of the transaction that is looked at. */
const paid = new WeakMap<TestApp, string>();
const paidByJohn = async (shop: TestApp): Promise<string> => paid.get(shop) ?? '';

const onMariaDb = testDatabases().includes('mariadb') ? describe : describe.skip;

onMariaDb('inside a transaction of the host, on a pool of one', () => {
  it('every call stores its payment, tells it again by its key, and asks for no second connection', async () => {
    const { shop, dataSource, waits } = await hostOfOne();
    for (const [name, call] of Object.entries(CALLS)) {
      const key = { idempotencyKey: `key of ${name}` };
      const ids = await dataSource.transaction(async (manager) => {
        const first = await call(shop, key, { manager });
        expect(first).toMatchObject({ status: 'created', sendingAt: null });
        return [first.id, (await call(shop, key, { manager })).id];
      });
      const later = await dataSource.transaction((manager) => call(shop, key, { manager }));
      expect([name, ...ids, waits()]).toEqual([name, later.id, later.id, 0]);
    }
    const { items } = await shop.payments.find({ status: 'created' });
    expect(items).toHaveLength(Object.keys(CALLS).length);
  });

  it('a name that is taken, and a payment that there is not, are refused without one', async () => {
    const { shop, dataSource, waits } = await hostOfOne();
    const named = { phone: JANE, amount: 100, originatorConversationId: 'WAGE-17' } as const;
    const pay = () => dataSource.transaction((manager) => shop.app.get(B2cService).pay(named, { manager }));
    await pay();
    await expect(pay()).rejects.toThrow(InvalidRequestError);
    const reversal = { paymentId: 'nobody' };
    const reverse = dataSource.transaction((manager) =>
      shop.app.get(ReversalService).request(reversal, { manager }),
    );
    await expect(reverse).rejects.toMatchObject({ name: 'PaymentNotFoundError' });
    expect(waits()).toBe(0);
  });
});

async function hostOfOne() {
  const sim = await testSimulator();
  const database = await testDatabase('mariadb');
  const extra = { connectionLimit: 1 };
  const shop = await testApp()
    .on(database)
    .withSimulator(sim)
    .imports([TypeOrmModule.forRoot({ ...database.storage, autoLoadEntities: true, extra })])
    .structure({ dataSource: 'default' })
    .options({ shortcode: OFFICE, initiator: { ...OPERATOR, certificate: sim.certificate } })
    .jobs(false)
    .start();
  const { id } = await shop.stk.request({ phone: JOHN, amount: 500 });
  await sim.answer(JOHN, { action: 'pay' });
  await sim.settled();
  await shop.work.inbox();
  paid.set(shop, id);
  const dataSource = shop.app.get(DataSource);
  let waits = 0;
  const { pool } = dataSource.driver as unknown as { pool: { on(event: string, heard: () => void): void } };
  pool.on('enqueue', () => void (waits += 1));
  return { shop, dataSource, waits: () => waits };
}
