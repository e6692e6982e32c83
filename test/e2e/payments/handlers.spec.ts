import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { OnMpesa, type HandlerContext, type PaymentSucceeded } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import { expectPaidOnce, JOHN, ORDER } from '../../support/story.js';
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

function attempts({ attempts: made }: Shipping): string[] {
  return made.map((text) => text.split(' ')[1] ?? '');
}
