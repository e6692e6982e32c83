import { describe, expect, it } from '@jest/globals';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { atRest, expectPaidOnce, expectQuietLogs, JOHN, journal, ORDER } from '../../support/story.js';
import { testApp, type TestApp } from '../../support/test-app.js';

describe.each(testDatabases())('50 copies of a callback at once over two instances, on %s', (kind) => {
  it('change the payment once and yield one event, byte for byte the same', async () => {
    const { one, two, id, told } = await paidPushNobodyToldOf(kind);
    const answers = await Promise.all(copies(50, (copy) => post(copy % 2 === 0 ? one : two, id, told)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await expectPaidOnce(id, one, two);
    expectQuietLogs(one, two);
    const rows = await one.database.query('SELECT copies FROM mpesa_callback');
    expect(rows).toEqual([{ copies: 50 }]);
  });

  it('change the payment once and yield one event, when each copy is written a little differently', async () => {
    const { one, two, id, told } = await paidPushNobodyToldOf(kind);
    await Promise.all(copies(50, (copy) => post(copy % 2 === 0 ? one : two, id, told + ' '.repeat(copy))));
    const payment = await expectPaidOnce(id, one, two);
    expect(
      await one.database.query('SELECT status, count(*) AS n FROM mpesa_callback GROUP BY status'),
    ).toEqual([{ status: 'done', n: 50 }]);
    await atRest(one, two);
    expectQuietLogs(one, two);
    expect((await one.payments.get(id)).version).toBe(payment.version);
  });

  it('and Safaricom itself sending 50 in parallel change it once as well', async () => {
    const { sim, ...one } = await testApp().on(kind).start();
    sim.addFault({ op: 'stk-callback', fault: 'callback-duplicated', copies: 50, parallel: true });
    const { id } = await one.stk.request(ORDER);
    await sim.answer(JOHN, { action: 'pay' });
    await expectPaidOnce(id, { sim, ...one });
    expect(journal(sim, 'stk-callback').filter(({ status }) => status === 200)).toHaveLength(50);
  });
});

/** Two instances of one shop, and a push whose callback both are still to hear. */
async function paidPushNobodyToldOf(kind: TestDatabaseKind) {
  const one = await testApp().on(kind).start();
  const two = await testApp().beside(one).start();
  one.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
  const { id } = await one.stk.request(ORDER);
  await one.sim.answer(JOHN, { action: 'pay' });
  const told = JSON.stringify(journal(one.sim, 'stk-callback')[0]?.requestBody);
  return { one, two, id, told };
}

function post(instance: TestApp, id: string, body: string) {
  return instance.post(instance.callbackUrl('stk', id), body);
}

function copies<T>(count: number, make: (copy: number) => T): T[] {
  return Array.from({ length: count }, (_, copy) => make(copy));
}
