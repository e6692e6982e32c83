import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { OnMpesa, type HandlerContext, type PaymentEvent, type PaymentSucceeded } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { closePatiently } from '../../support/paused-timers.js';
import { expectPaidOnce, JANE, JOHN, journal, ORDER } from '../../support/story.js';
import { testApp, type TestApp } from '../../support/test-app.js';

/** A host's handler that is down for a while. */
@Injectable()
class Shipping {
  readonly attempts: string[] = [];
  failures = 0;

  @OnMpesa('payment.succeeded', { id: 'shipping' })
  ship(event: PaymentSucceeded, { attempt, eventId }: HandlerContext): void {
    this.attempts.push(`${eventId} ${attempt}`);
    if (this.attempts.length <= this.failures) throw new Error(`no van for ${event.reference}`);
  }
}

/** Hangs in its first attempt, until it is told to stop. */
@Injectable()
class Sleeper {
  readonly told: string[] = [];

  @OnMpesa('payment.succeeded', { id: 'sleeper', timeoutMs: 20 })
  async sleep(_event: PaymentSucceeded, { attempt, signal }: HandlerContext): Promise<void> {
    this.told.push(`attempt ${attempt}`);
    if (attempt > 1) return;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    this.told.push('stopped');
  }
}

/** Does not even listen when it is told to stop. */
@Injectable()
class Hanging {
  begun = 0;

  @OnMpesa('payment.succeeded', { id: 'hanging', timeoutMs: 600_000 })
  async hang(): Promise<void> {
    this.begun += 1;
    await new Promise(() => undefined);
  }
}

/** Keeps a list of what became of a payment, and fails when it is first told. */
@Injectable()
class Chronicle {
  readonly seen: string[] = [];
  failures = 1;

  @OnMpesa(['payment.failed', 'payment.succeeded'], { id: 'chronicle' })
  write(event: PaymentEvent): void {
    if (this.failures-- > 0) throw new Error('no ink');
    this.seen.push(event.status);
  }
}

describe.each(testDatabases())('a handler, on %s', (kind) => {
  it('that fails twice is called a third time, later each time, and then no more', async () => {
    const clock = new ManualClock();
    const shop = await testApp().on(kind).clock(clock).jobs(false).providers([Shipping]).start();
    const shipping = shop.app.get(Shipping);
    shipping.failures = 2;
    await paid(shop);
    expect(attempts(shipping)).toEqual(['1']);
    clock.advance(999);
    await shop.work.outbox();
    expect(attempts(shipping)).toEqual(['1']);
    clock.advance(1);
    await shop.work.outbox();
    clock.advance(2_000);
    await shop.work.outbox();
    clock.advance(86_400_000);
    await shop.work.outbox();
    expect(attempts(shipping)).toEqual(['1', '2', '3']);
    expect(new Set(shipping.attempts.map((text) => text.split(' ')[0])).size).toBe(1);
    expect((await shop.events.deadLetters()).items).toEqual([]);
  });

  it('that always fails leaves a dead letter, which a replay hands over again', async () => {
    const clock = new ManualClock();
    const events = { maxAttempts: 3 };
    const builder = testApp().on(kind).clock(clock).jobs(false).options({ events }).providers([Shipping]);
    const shop = await builder.start();
    const shipping = shop.app.get(Shipping);
    shipping.failures = 3;
    await paid(shop);
    for (let n = 0; n < 5; n += 1) {
      clock.advance(3_600_000);
      await shop.work.outbox();
    }
    const { items } = await shop.events.deadLetters();
    expect(items).toMatchObject([
      { handler: 'shipping', lastError: 'Error: no van for ORDER-17', attempts: 3 },
    ]);
    expect(shipping.attempts).toHaveLength(3);
    expect(await shop.events.replay(items[0]!)).toBe(true);
    await shop.work.outbox();
    expect(attempts(shipping)).toEqual(['1', '2', '3', '1']);
    expect((await shop.events.deadLetters()).items).toEqual([]);
    expect(await shop.events.replay(items[0]!)).toBe(false);
  });

  it('that hangs is told to stop at its deadline, and called again', async () => {
    const clock = new ManualClock();
    const shop = await testApp().on(kind).clock(clock).jobs(false).providers([Sleeper]).start();
    await paid(shop);
    clock.advance(1_000);
    await shop.work.outbox();
    expect(shop.app.get(Sleeper).told).toEqual(['attempt 1', 'stopped', 'attempt 2']);
  });

  it('that never returns keeps nobody waiting: other handlers, the door, new pushes and the shutdown', async () => {
    const shop = await testApp().on(kind).jobs(false).providers([Hanging]).start();
    await paidBy(shop, JOHN, JANE);
    void shop.work.outbox();
    await eventually(() => shop.handled.length === 2 && shop.app.get(Hanging).begun === 2);
    await paidBy(shop, JOHN, JANE);
    void shop.work.outbox();
    await eventually(() => shop.handled.length === 4);
    expect(journal(shop.sim, 'stk-callback').map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await closePatiently(shop);
    expect(shop.log.of('warn')).toEqual([]);
    const left =
      "SELECT count(*) AS n FROM mpesa_delivery WHERE handler = 'hanging' AND status = 'due' AND owner";
    expect(await shop.database.query(`${left} IS NULL`)).toEqual([{ n: 4 }]);
  });

  it('hears the news of one payment in order, also when it could not take the first at once', async () => {
    const clock = new ManualClock();
    const shop = await testApp()
      .on(kind)
      .clock(clock)
      .jobs(false)
      .providers([Chronicle])
      .options({ confirm: 'off' })
      .start();
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-late', ms: 60_000 });
    shop.sim.addFault({ op: 'stkquery', fault: 'contradictory-query', resultCode: 1032, count: 1 });
    const { id } = await shop.stk.request(ORDER);
    await shop.sim.answer(JOHN, { action: 'pay' });
    clock.advance(20_000);
    await shop.work.all();
    await shop.sim.advance(60_000);
    await shop.work.all();
    await expectPaidOnce(id, shop);
    expect(shop.app.get(Chronicle).seen).toEqual([]);
    clock.advance(1_000);
    await shop.work.outbox();
    expect(shop.app.get(Chronicle).seen).toEqual(['failed', 'succeeded']);
  });

  it('that fails keeps no other handler waiting', async () => {
    const shop = await testApp().on(kind).jobs(false).providers([Shipping]).start();
    shop.app.get(Shipping).failures = Infinity;
    await paid(shop);
    expect(shop.handled).toHaveLength(1);
  });
});

async function paid(shop: TestApp): Promise<void> {
  const { id } = await shop.stk.request(ORDER);
  await shop.sim.answer(JOHN, { action: 'pay' });
  await shop.work.inbox();
  await expectPaidOnce(id, shop);
}

async function paidBy(shop: TestApp, ...phones: string[]): Promise<void> {
  for (const phone of phones) {
    await shop.stk.request({ ...ORDER, phone });
    await shop.sim.answer(phone, { action: 'pay' });
  }
  await shop.sim.settled();
  await shop.work.inbox();
}

function attempts({ attempts: made }: Shipping): string[] {
  return made.map((text) => text.split(' ')[1] ?? '');
}
