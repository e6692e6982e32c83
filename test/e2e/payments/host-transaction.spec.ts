import { Injectable } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { describe, expect, it } from '@jest/globals';
import { OnMpesa, type HandlerContext, type PaymentSucceeded } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { DataSource } from 'typeorm';
import { testDatabases } from '../../support/database.js';
import { atRest, expectPaidOnce, JOHN, journal, ORDER } from '../../support/story.js';
import { testApp, testDatabase } from '../../support/test-app.js';

/** Writes a parcel with the payment's delivery, and breaks down after the first try's writing. */
@Injectable()
class Packing {
  attempts = 0;

  @OnMpesa('payment.succeeded', { id: 'packing' })
  async pack(event: PaymentSucceeded, { manager, attempt }: HandlerContext): Promise<void> {
    this.attempts = attempt;
    await manager?.query('INSERT INTO parcel (reference) VALUES (?)', [event.reference]);
    if (attempt === 1) throw new Error('the tape ran out');
  }
}

// SQLite cannot take part in a host's transaction: the module's connection is another one there.
const onMariaDb = testDatabases().includes('mariadb') ? describe : describe.skip;

onMariaDb('a host that shares its DataSource', () => {
  it('sends nothing for a request whose transaction is rolled back', async () => {
    const { shop, dataSource } = await hostOfParcels();
    const failing = dataSource.transaction(async (manager) => {
      await shop.stk.request(ORDER, { manager });
      throw new Error('out of stock');
    });
    await expect(failing).rejects.toThrow('out of stock');
    await shop.work.dispatch();
    expect(journal(shop.sim, 'stkpush')).toEqual([]);
    expect((await shop.payments.find()).items).toEqual([]);
    expect((await shop.stk.request(ORDER)).status).toBe('pending');
  });

  it('has a request sent once after its transaction is committed, whoever dispatches', async () => {
    const { shop, dataSource } = await hostOfParcels();
    const { id } = await dataSource.transaction(async (manager) => {
      await manager.query("INSERT INTO parcel (reference) VALUES ('kept')");
      const payment = await shop.stk.request(ORDER, { manager });
      expect(payment).toMatchObject({ status: 'created', sendingAt: null });
      await shop.work.dispatch();
      expect(journal(shop.sim, 'stkpush')).toEqual([]);
      return payment;
    });
    await Promise.all([shop.work.dispatch(), shop.work.dispatch(), shop.work.dispatch()]);
    expect(journal(shop.sim, 'stkpush')).toHaveLength(1);
    await shop.sim.answer(JOHN, { action: 'pay' });
    await shop.work.inbox();
    await expectPaidOnce(id, shop);
    expect(await parcels(dataSource)).toEqual(['kept']);
  });

  it('gets what a handler writes through ctx.manager exactly once, although the first try fails', async () => {
    const { shop, dataSource, clock } = await hostOfParcels([Packing]);
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    await shop.work.inbox();
    await expectPaidOnce(id, shop);
    expect(shop.app.get(Packing).attempts).toBe(1);
    expect(await parcels(dataSource)).toEqual([]);
    clock.advance(1_000);
    await atRest(shop);
    expect(shop.app.get(Packing).attempts).toBe(2);
    expect(await parcels(dataSource)).toEqual(['ORDER-17']);
  });
});

async function hostOfParcels(providers: (typeof Packing)[] = []) {
  const clock = new ManualClock();
  const database = await testDatabase('mariadb');
  await database.query('CREATE TABLE parcel (id int AUTO_INCREMENT PRIMARY KEY, reference varchar(40))');
  const shop = await testApp()
    .on(database)
    .imports([TypeOrmModule.forRoot({ ...database.storage, autoLoadEntities: true })])
    .structure({ dataSource: 'default' })
    .providers(providers)
    .clock(clock)
    .jobs(false)
    .start();
  return { shop, clock, dataSource: shop.app.get(DataSource) };
}

async function parcels(dataSource: DataSource): Promise<string[]> {
  const rows: { reference: string }[] = await dataSource.query('SELECT reference FROM parcel ORDER BY id');
  return rows.map(({ reference }) => reference);
}
