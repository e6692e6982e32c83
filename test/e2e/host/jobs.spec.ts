import { Injectable } from '@nestjs/common';
import { Cron, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { lostCallback } from '../../support/lost-callback.js';
import { expectOneSuccess } from '../../support/money.js';
import { testApp, type TestApp } from '../../support/test-app.js';

const PUSH = { phone: '0708 374 149', amount: 150, reference: 'ORDER-1' };
const EVERY_SECOND = '* * * * * *';
const OURS = [
  'mpesa:dispatch',
  'mpesa:gap-fill',
  'mpesa:inbox',
  'mpesa:outbox',
  'mpesa:reconciliation',
  'mpesa:retention',
  'mpesa:token-refresh',
];

/** The host's own work by the clock. */
@Injectable()
class Newsletter {
  sent = 0;

  @Cron(EVERY_SECOND, { name: 'newsletter' })
  send(): void {
    this.sent += 1;
  }
}

const registryOf = ({ app }: TestApp): SchedulerRegistry => app.get(SchedulerRegistry);
const jobsOf = (shop: TestApp): string[] => [...registryOf(shop).getCronJobs().keys()].sort();
const scheduled = (): ReturnType<typeof testApp> =>
  testApp().imports([ScheduleModule.forRoot()]).providers([Newsletter]);

describe('in a host with a ScheduleModule of its own', () => {
  it('our jobs stand in its registry beside its own', async () => {
    expect(jobsOf(await scheduled().start())).toEqual([...OURS, 'newsletter'].sort());
  });

  it("the host's own crons run once a time, not twice", async () => {
    const second = (): number => Math.floor(Date.now() / 1_000);
    const begun = second();
    const newsletter = (await scheduled().start()).app.get(Newsletter);
    await eventually(() => newsletter.sent >= 2);
    // Read before the clock: one that is late is not one too many.
    const { sent } = newsletter;
    expect(sent).toBeLessThanOrEqual(second() - begun);
  });

  it('a job that is turned off is not there, and another cron is the one that counts', async () => {
    const jobs = { retention: { enabled: false }, inbox: { cron: '15 * * * * *' } };
    const shop = await scheduled().options({ jobs }).start();
    expect(jobsOf(shop)).not.toContain('mpesa:retention');
    expect(registryOf(shop).getCronJob('mpesa:inbox').cronTime.source).toBe('15 * * * * *');
  });

  it('none of ours is there with jobs: { enabled: false }', async () => {
    expect(jobsOf(await scheduled().jobs(false).start())).toEqual(['newsletter']);
  });

  it('ours are gone from its registry after the shutdown', async () => {
    const shop = await scheduled().start();
    const registry = registryOf(shop);
    await shop.close();
    expect([...registry.getCronJobs().keys()].filter((name) => name.startsWith('mpesa:'))).toEqual([]);
  });
});

describe.each(testDatabases())('without a ScheduleModule, on %s', (kind) => {
  it('the jobs run all the same: a payment whose callback is lost is settled by a query', async () => {
    const clock = new ManualClock();
    const jobs = { reconciliation: { cron: EVERY_SECOND } };
    const shop = await testApp().on(kind).clock(clock).options({ jobs }).start();
    const payment = await shop.stk.request(PUSH);
    await lostCallback(shop.sim, payment);
    clock.advance(60_000);
    expect(await shop.payments.settled(payment.id)).toMatchObject({
      settledBy: 'query',
    });
    await expectOneSuccess(shop);
    expect(() => registryOf(shop)).toThrow();
  });

  it('an instance with jobs: { enabled: false } leaves callbacks to the others', async () => {
    const web = await testApp().on(kind).jobs(false).start();
    const payment = await web.stk.request(PUSH);
    await web.sim.answer('254708374149', { action: 'pay' });
    expect((await web.payments.get(payment.id)).status).toBe('pending');
    const worker = await testApp()
      .beside(web)
      .options({ jobs: { inbox: { cron: EVERY_SECOND } } })
      .start();
    await eventually(async () => (await web.payments.get(payment.id)).status === 'succeeded');
    await expectOneSuccess(worker);
  });
});
