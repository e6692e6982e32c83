/** A clock that was an hour ahead and is set right again must not make anything wait for that hour. */
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import { atRest, expectBooksAgree, expectQuietLogs, JANE, JOHN, ORDER } from '../../support/story.js';
import { testApp } from '../../support/test-app.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe.each(testDatabases())('a clock that was an hour ahead and is set right, on %s', (kind) => {
  it('leaves no callback waiting, whether it had been stored, claimed or postponed', async () => {
    const { app, clock, setRight } = await anHourAhead();
    const { id } = await app.stk.request(ORDER);
    await app.sim.answer(JOHN, { action: 'pay' });
    await app.sim.settled();
    setRight();
    await app.work.inbox();
    // Paid long before it was asked for, by the clock of then: that proves nothing, so Daraja is asked.
    await app.work.reconciliation();
    expect(await app.payments.get(id)).toMatchObject({ status: 'succeeded' });
    expect(clock.now()).toBeLessThan((await app.payments.get(id)).createdAt);
    await atRest(app);
    await expectBooksAgree(app);
  });

  it('leaves no payment unasked, nor the questions out of turn', async () => {
    const { app, clock, setRight } = await anHourAhead();
    app.sim.addFault({ op: 'stk-callback', fault: 'callback-lost', count: 2 });
    const ids = [(await app.stk.request(ORDER)).id, (await app.stk.request({ ...ORDER, phone: JANE })).id];
    // The first is asked about, which uses up the turn of the second.
    clock.advance(20 * SECOND);
    await app.work.reconciliation();
    await Promise.all([JOHN, JANE].map((phone) => app.sim.answer(phone, { action: 'pay' })));
    await app.sim.settled();
    setRight();
    for (let tick = 0; tick < 12; tick++) {
      await app.work.reconciliation();
      clock.advance(5 * SECOND);
    }
    for (const id of ids) expect(await app.payments.get(id)).toMatchObject({ status: 'succeeded' });
    await atRest(app);
    await expectBooksAgree(app);
    expectQuietLogs(app);
  });

  it('leaves no phone busy for longer than a prompt', async () => {
    const { app, setRight } = await anHourAhead();
    await app.stk.request(ORDER);
    await app.sim.answer(JOHN, { action: 'cancel' });
    await app.sim.settled();
    setRight();
    await expect(app.stk.request({ ...ORDER, reference: 'ORDER-18' })).resolves.toMatchObject({
      status: 'pending',
    });
  });

  async function anHourAhead() {
    const right = Date.UTC(2026, 10, 21, 9);
    const clock = new ManualClock(right + HOUR);
    const app = await testApp().on(kind).jobs(false).clock(clock).start();
    return { app, clock, setRight: () => clock.set(right + 60 * SECOND) };
  }
});
