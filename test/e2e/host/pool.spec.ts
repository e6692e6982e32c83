/** The module shares the host's pool: whatever its size, nobody waits there for ever, and nobody is left without a connection. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { describe, expect, it } from '@jest/globals';
import { OnMpesa, StkPushService, type HandlerContext, type PaymentSucceeded } from 'nestjs-mpesa';
import type { DataSource } from 'typeorm';
import { testDatabases } from '../../support/database.js';
import { CUSTOMERS, hostWithPool, parcels } from './host-with-pool.js';

/** Reads through the host's own repository while the delivery's transaction holds a connection. */
@Injectable()
class Packing {
  readonly attempts: number[] = [];

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  @OnMpesa('payment.succeeded', { id: 'packing' })
  async pack(event: PaymentSucceeded, { attempt, manager }: HandlerContext): Promise<void> {
    this.attempts.push(attempt);
    await this.dataSource.query('SELECT reference FROM parcel');
    await manager?.query('INSERT INTO parcel (reference) VALUES (?)', [event.reference]);
  }
}

/** Keeps to the connection it was given. */
@Injectable()
class Frugal {
  @OnMpesa('payment.succeeded', { id: 'frugal' })
  async pack(event: PaymentSucceeded, { manager }: HandlerContext): Promise<void> {
    await manager?.query('INSERT INTO parcel (reference) VALUES (?)', [event.reference]);
  }
}

/** Asks for a payment of its own instead of one in the transaction it was given. */
@Injectable()
class Upselling {
  readonly asked: string[] = [];

  constructor(private readonly stk: StkPushService) {}

  @OnMpesa('payment.succeeded', { id: 'upselling' })
  async ask({ reference }: PaymentSucceeded): Promise<void> {
    const upsell = this.stk.request({ phone: CUSTOMERS[1] ?? '', amount: 20, reference: reference ?? '' });
    await upsell.then(
      ({ status }) => this.asked.push(status),
      ({ name, moneyMayHaveMoved }) => this.asked.push(`${name}, moved: ${moneyMayHaveMoved}`),
    );
  }
}

// SQLite is never shared.
const onMariaDb = testDatabases().includes('mariadb') ? describe : describe.skip;

onMariaDb('a pool that the module shares with its host', () => {
  it.each([1, 2, 5, 10])(
    'of %i lets ten checkouts at once finish, each in a transaction of the host and with a key',
    async (size) => {
      const { shop, dataSource } = await hostWithPool(size);
      const checkout = (phone: string, n: number) =>
        dataSource.transaction(async (manager) => {
          await manager.query('INSERT INTO parcel (reference) VALUES (?)', [`ORDER-${n}`]);
          const order = { phone, amount: 10, reference: `ORDER-${n}`, idempotencyKey: `order ${n}` };
          const first = await shop.stk.request(order, { manager });
          const again = await shop.stk.request(order, { manager });
          return first.id === again.id;
        });
      expect(await Promise.all(CUSTOMERS.slice(0, 10).map(checkout))).not.toContain(false);
      expect((await parcels(dataSource)).length).toBe(10);
      await shop.work.dispatch();
      expect(shop.sim.requests().filter(({ op }) => op === 'stkpush')).toHaveLength(10);
    },
  );

  it.each([2, 5, 10])(
    'of %i hands twenty events to a handler that reads through the host, each at its first attempt',
    async (size) => {
      const { shop, dataSource, pay } = await hostWithPool(size, [Packing]);
      await pay(CUSTOMERS);
      await shop.work.outbox();
      expect(shop.app.get(Packing).attempts).toEqual(CUSTOMERS.map(() => 1));
      expect((await parcels(dataSource)).length).toBe(CUSTOMERS.length);
    },
  );

  it('of one says at once what is wrong with a handler that needs a second connection', async () => {
    const { shop, pay } = await hostWithPool(1, [Packing], { events: { maxAttempts: 1 } });
    await pay(CUSTOMERS.slice(0, 1));
    await shop.work.outbox();
    const { items } = await shop.events.deadLetters();
    expect(items).toMatchObject([{ handler: 'packing', attempts: 1 }]);
    expect(items[0]?.lastError).toMatch(
      /hand an event to packing: it asked for a second connection.*only one of the pool.*ctx\.manager/,
    );
  });

  it('of one sends nothing for a handler that asks for a payment outside of its transaction', async () => {
    const { shop, pay } = await hostWithPool(1, [Upselling]);
    await pay(CUSTOMERS.slice(0, 1));
    await shop.work.outbox();
    expect(shop.app.get(Upselling).asked).toEqual(['ConnectionWaitError, moved: false']);
    expect((await shop.payments.find()).items).toHaveLength(1);
    expect(shop.sim.requests().filter(({ op }) => op === 'stkpush')).toHaveLength(1);
    expect((await shop.events.deadLetters()).items).toEqual([]);
  });

  it('of one serves a handler that keeps to ctx.manager', async () => {
    const { shop, dataSource, pay } = await hostWithPool(1, [Frugal]);
    await pay(CUSTOMERS.slice(0, 3));
    await shop.work.outbox();
    expect((await parcels(dataSource)).length).toBe(3);
  });
});
