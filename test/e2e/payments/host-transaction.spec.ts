import { Injectable } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { describe, expect, it } from '@jest/globals';
import { IdempotencyConflictError, OnMpesa, type HandlerContext, type PaymentSucceeded } from 'nestjs-mpesa';
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

  it('reads in its log what a dispatched request came to, where its database could not take that', async () => {
    const { shop, dataSource, clock } = await hostOfParcels();
    const { id } = await dataSource.transaction((manager) => shop.stk.request(ORDER, { manager }));
    await dataSource.query(
      "CREATE TRIGGER full BEFORE UPDATE ON mpesa_payment FOR EACH ROW IF NEW.status = 'pending' " +
        "THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the disk is full'; END IF",
    );
    await shop.work.dispatch();
    expect(journal(shop.sim, 'stkpush')).toHaveLength(1);
    expect(shop.log.lines.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        context: 'MpesaPayments',
        message: expect.stringMatching(
          new RegExp(`^payment ${id}: Safaricom took it, and that could not be stored: .*the disk is full`),
        ),
      },
    ]);
    await dataSource.query('DROP TRIGGER full');
    await shop.sim.answer(JOHN, { action: 'pay' });
    await shop.work.inbox();
    for (let minutes = 0; minutes < 3; minutes += 1) {
      clock.advance(60_000);
      await shop.work.all();
    }
    await expectPaidOnce(id, shop);
  });

  it('is told of the payment its key names, though its own transaction is older and cannot see it', async () => {
    const { shop, dataSource } = await hostOfParcels();
    const keyed = { ...ORDER, idempotencyKey: 'order 17' };
    const again = await dataSource.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SELECT reference FROM parcel');
      await manager.query('SELECT id FROM mpesa_payment');
      const first = await shop.stk.request(keyed);
      const repeated = await shop.stk.request(keyed, { manager });
      await expect(shop.stk.request({ ...keyed, amount: 11 }, { manager })).rejects.toThrow(
        IdempotencyConflictError,
      );
      return [first.id, repeated.id];
    });
    expect(again[0]).toBe(again[1]);
    expect((await shop.payments.find()).items).toHaveLength(1);
    expect(journal(shop.sim, 'stkpush')).toHaveLength(1);
  });

  it('leaves the phone free when the key of a push turns out to be taken by one that is over', async () => {
    const { shop, dataSource } = await hostOfParcels();
    const keyed = { ...ORDER, idempotencyKey: 'order 17' };
    await dataSource.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SELECT id FROM mpesa_payment');
      const { id } = await shop.stk.request(keyed);
      await shop.sim.answer(JOHN, { action: 'pay' });
      await shop.work.inbox();
      expect(await shop.stk.request(keyed, { manager })).toMatchObject({ id });
    });
    expect(await shop.stk.request(ORDER)).toMatchObject({ status: 'pending' });
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
