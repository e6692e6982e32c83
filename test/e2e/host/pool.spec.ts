/** The module shares the host's pool: whatever its size, nobody waits there for ever, and nobody is left without a connection. */
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { describe, expect, it } from '@jest/globals';
import { OnMpesa, StkPushService, type HandlerContext, type PaymentSucceeded } from 'nestjs-mpesa';
import type { DataSource, EntityManager } from 'typeorm';
import { testDatabases, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { lostCallback } from '../../support/lost-callback.js';
import { storedCallbacks } from '../../support/stored-callbacks.js';
import { closePatiently, pauseTimers, untilTrue } from '../../support/paused-timers.js';
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

/** Holds its transaction, and never returns. */
@Injectable()
class Hanging {
  begun = 0;

  @OnMpesa('payment.succeeded', { id: 'hanging', timeoutMs: 600_000 })
  async hang(event: PaymentSucceeded, { manager }: HandlerContext): Promise<void> {
    this.begun += 1;
    await manager?.query('INSERT INTO parcel (reference) VALUES (?)', [`never ${event.reference}`]);
    await new Promise(() => undefined);
  }
}

/** The same, and is given up after a second. */
@Injectable()
class BrieflyHanging {
  begun = 0;

  @OnMpesa('payment.succeeded', { id: 'hanging', timeoutMs: 1_000 })
  async hang(): Promise<void> {
    this.begun += 1;
    await new Promise(() => undefined);
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

  it.each([5, 10])(
    'of %i beside a handler that never returns: other handlers, the door and checkouts go on, and it shuts down in its time',
    async (size) => {
      const { shop, dataSource, pay } = await hostWithPool(size, [Hanging, Packing]);
      await pay(CUSTOMERS.slice(0, 10));
      void shop.work.outbox();
      const packed = () => shop.app.get(Packing).attempts.length;
      await eventually(() => packed() === 10);
      await pay(CUSTOMERS.slice(10));
      void shop.work.outbox();
      await eventually(() => packed() === 20 && shop.handled.length === 20);
      const door = shop.sim.requests().filter(({ op }) => op === 'stk-callback');
      expect(door.map(({ status }) => status)).toEqual(CUSTOMERS.map(() => 200));
      const checkout = (phone: string) =>
        dataSource.transaction((manager) => shop.stk.request({ phone, amount: 20 }, { manager }));
      expect(await Promise.all(CUSTOMERS.map(checkout))).toHaveLength(20);
      expect(shop.app.get(Hanging).begun).toBeGreaterThan(0);
      await closePatiently(shop);
      expect(shop.log.of('warn')).toEqual([]);
      // What it had begun is undone, and given back for the next process.
      expect(await left(shop.database)).toEqual({ parcels: 20, hanging: 20, claimed: 0 });
    },
  );

  it('of two beside a handler that hangs: the door answers 200 with a row, checkouts go on, and others have their turn when its time is up', async () => {
    const { shop, dataSource, pay } = await hostWithPool(2, [BrieflyHanging, Packing]);
    const told = [];
    for (const phone of CUSTOMERS.slice(2, 8)) {
      const payment = await shop.stk.request({ phone, amount: 10 });
      const body = await lostCallback(shop.sim, payment);
      told.push({ url: shop.callbackUrl('stk', payment.id), body });
    }
    await pay(CUSTOMERS.slice(0, 2));
    const hanging = shop.app.get(BrieflyHanging);
    const packing = shop.app.get(Packing);
    const timers = pauseTimers();
    try {
      void shop.work.outbox();
      await untilTrue(() => hanging.begun === 1);
      const door = await Promise.all(told.map(({ url, body }) => shop.post(url, body)));
      expect(door.map(({ status }) => status)).toEqual(told.map(() => 200));
      expect(await storedCallbacks(shop)).toHaveLength(8);
      await shop.work.inbox();
      const checkout = (phone: string) =>
        dataSource.transaction((manager) => shop.stk.request({ phone, amount: 20 }, { manager }));
      expect(await Promise.all(CUSTOMERS.slice(0, 10).map(checkout))).toHaveLength(10);
      const before = packing.attempts.length;
      expect(hanging.begun).toBe(1);
      await timers.pass(1_000);
      await untilTrue(() => packing.attempts.length > before);
    } finally {
      timers.resume();
    }
    await closePatiently(shop);
  });

  it('of ten that ten checkouts hold: a callback waits at the door for one of them, and is answered 200', async () => {
    const { shop, dataSource, waits } = await hostWithPool(10);
    const [paying = ''] = CUSTOMERS;
    const payment = await shop.stk.request({ phone: paying, amount: 10 });
    const body = await lostCallback(shop.sim, payment);
    const holding = CUSTOMERS.slice(1, 11).map((phone) =>
      held(dataSource, (manager) => shop.stk.request({ phone, amount: 10 }, { manager })),
    );
    await Promise.all(holding.map(({ ready }) => ready));
    const before = waits();
    const answered = shop.post(shop.callbackUrl('stk', payment.id), body);
    await eventually(() => waits() > before);
    holding[0]?.end();
    expect((await answered).status).toBe(200);
    for (const { end } of holding) end();
    await Promise.all(holding.map(({ over }) => over));
    expect((await shop.payments.find({ status: 'created' })).items).toHaveLength(10);
  });

  it('of ten that is held for ten seconds: the door says 503 after five, and one warning names who of the module holds it', async () => {
    const { shop, dataSource, pay, waits } = await hostWithPool(10, [Hanging], {
      connectionWaitMs: 10_000,
    });
    await pay(CUSTOMERS.slice(0, 1));
    void shop.work.outbox();
    await eventually(() => shop.app.get(Hanging).begun === 1 && shop.handled.length === 1);
    const holding = CUSTOMERS.slice(1, 10).map(() =>
      held(dataSource, (manager) => manager.query('SELECT 1')),
    );
    await Promise.all(holding.map(({ ready }) => ready));
    const url = shop.callbackUrl('stk', 'nobody');
    const timers = pauseTimers();
    try {
      const before = waits();
      let status = 0;
      const call = shop.post(url, { told: 1 }).then((answer) => (status = answer.status));
      await untilTrue(() => waits() > before);
      await timers.pass(4_999);
      expect(status).toBe(0);
      await timers.pass(1);
      expect(await call).toBe(503);
      await timers.pass(4_999);
      expect(shop.log.of('warn')).toEqual([]);
      await timers.pass(1);
    } finally {
      timers.resume();
    }
    expect(shop.log.lines.filter(({ context }) => context === 'MpesaStorage')).toEqual([
      {
        level: 'warn',
        context: 'MpesaStorage',
        message: expect.stringMatching(
          /^cannot store callbacks: no connection came free within 10000 ms; of the 10 of the pool the module holds hand an event to hanging for \d+ ms$/,
        ),
      },
    ]);
    for (const { end } of holding) end();
    await Promise.all(holding.map(({ over }) => over));
    expect((await shop.post(url, { told: 1 })).status).toBe(200);
    await closePatiently(shop);
  });

  it.each([1, 2, 5])(
    'of %i that the host holds for ever: all ends in 22 seconds, the log tells that the module holds none, and nothing is sent',
    async (size) => {
      const { shop, dataSource, pay, waits } = await hostWithPool(size, [], { connectionWaitMs: 10_000 });
      await pay(CUSTOMERS.slice(0, 1));
      const holding = Array.from({ length: size }, () =>
        held(dataSource, (manager) => manager.query('SELECT 1')),
      );
      await Promise.all(holding.map(({ ready }) => ready));
      for (const { over } of holding) over.catch(() => undefined);
      const timers = pauseTimers();
      try {
        const before = waits();
        for (const work of [shop.work.outbox(), shop.work.reconciliation()]) work.catch(() => undefined);
        const asked = shop.stk
          .request({ phone: CUSTOMERS[1] ?? '', amount: 10 })
          .catch((error: unknown) => error);
        await untilTrue(() => waits() > before);
        let closed = false;
        const closing = shop.close().then(() => (closed = true));
        await timers.pass(22_000);
        await untilTrue(() => closed);
        await closing;
        expect(await asked).toMatchObject({ name: 'ConnectionWaitError', moneyMayHaveMoved: false });
        expect(shop.sim.requests().filter(({ op }) => op === 'stkpush')).toHaveLength(1);
      } finally {
        timers.resume();
      }
      expect(shop.log.of('warn')).toContainEqual(
        expect.stringMatching(
          `^cannot .*no connection came free .* of the ${size} of the pool the module holds none$`,
        ),
      );
    },
  );

  it('of one says at once what is wrong with a handler that needs a second connection', async () => {
    const { shop, pay } = await hostWithPool(1, [Packing], { options: { events: { maxAttempts: 1 } } });
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

/** A transaction of the host that has done its work and does not end. */
function held(dataSource: DataSource, work: (manager: EntityManager) => Promise<unknown>) {
  let end = (): void => undefined;
  let begin = (): void => undefined;
  const ready = new Promise<void>((resolve) => (begin = resolve));
  const over = dataSource.transaction(async (manager) => {
    await work(manager);
    await new Promise<void>((resolve) => ((end = resolve), begin()));
  });
  return { ready, over, end: () => end() };
}

async function left({ query }: TestDatabase) {
  const count = async (sql: string): Promise<number> => {
    const [row] = (await query(`SELECT count(*) AS n FROM ${sql}`)) as { n: number }[];
    return Number(row?.n);
  };
  const waiting = "mpesa_delivery WHERE handler = 'hanging' AND status = 'due'";
  return {
    parcels: await count('parcel'),
    hanging: await count(waiting),
    claimed: await count(`${waiting} AND owner IS NOT NULL`),
  };
}
