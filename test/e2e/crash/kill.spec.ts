import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { startHostProcess, type HostProcess } from '../../support/story-host-process.js';
import { JOHN, journal, ORDER, receiptsOf } from '../../support/story.js';
import { testDatabase, testSimulator } from '../../support/test-app.js';

/** Longer than any lease that a dead process may have held. */
const LATER_MS = 10 * 60_000;

describe.each(testDatabases())('a host process that is killed, on %s', (kind) => {
  it('after the callback was acknowledged and before anything came of it, handles it after the restart', async () => {
    const [sim, database] = [await testSimulator(), await testDatabase(kind)];
    const first = await startHostProcess({ sim, database, options: { jobs: { enabled: false } } });
    const { id } = await first.call('stk', 'request', ORDER);
    await sim.answer(JOHN, { action: 'pay' });
    expect(journal(sim, 'stk-callback')).toMatchObject([{ status: 200 }]);
    expect(await first.call('payments', 'get', id)).toMatchObject({ status: 'pending' });
    await first.kill();
    const second = await startHostProcess({ sim, database });
    await expectPaid(id, second, { receipt: receiptsOf(sim)[0] });
    expect(first.diary('begun')).toEqual([]);
  });

  it('while its handler ran, has the handler called again after the restart', async () => {
    const [sim, database] = [await testSimulator(), await testDatabase(kind)];
    const first = await startHostProcess({ sim, database, handlerMs: null });
    const { id } = await first.call('stk', 'request', ORDER);
    await sim.answer(JOHN, { action: 'pay' });
    await eventually(() => first.diary('begun').length === 1);
    await first.kill();
    const second = await startHostProcess({ sim, database, clockAheadMs: LATER_MS });
    await expectPaid(id, second, { receipt: receiptsOf(sim)[0] });
    expect(first.diary('done')).toEqual([]);
  });

  it('before the callback was sent, hears it after the restart', async () => {
    const [sim, database] = [await testSimulator(), await testDatabase(kind)];
    sim.addFault({ op: 'stk-callback', fault: 'callback-held' });
    const first = await startHostProcess({ sim, database });
    const { id } = await first.call('stk', 'request', ORDER);
    await first.kill();
    await sim.answer(JOHN, { action: 'pay' });
    const second = await startHostProcess({ sim, database, port: first.port });
    expect(await sim.releaseCallbacks()).toBe(1);
    await expectPaid(id, second, { receipt: receiptsOf(sim)[0] });
  });

  it('between sending a push and hearing the answer, never sends it again and takes its callback', async () => {
    const [sim, database] = [await testSimulator(), await testDatabase(kind)];
    sim.addFault({ op: 'stkpush', fault: 'callback-before-ack' });
    sim.addFault({ op: 'stk-callback', fault: 'callback-held' });
    const first = await startHostProcess({ sim, database });
    const request = first.call('stk', 'request', { ...ORDER, idempotencyKey: 'once' });
    const lost = expect(request).rejects.toThrow('the host process is gone');
    await sim.waitFor(() => sim.phone(JOHN).prompt);
    await first.kill();
    await lost;
    await sim.answer(JOHN, { action: 'pay' });
    const second = await startHostProcess({ sim, database, port: first.port, clockAheadMs: LATER_MS });
    const { id } = await second.call('stk', 'request', { ...ORDER, idempotencyKey: 'once' });
    await eventually(async () => (await second.call('payments', 'get', id)).status === 'unknown');
    await sim.releaseCallbacks();
    await expectPaid(id, second, { receipt: receiptsOf(sim)[0] });
    expect(journal(sim, 'stkpush')).toHaveLength(1);
  });
});

async function expectPaid(id: string, host: HostProcess, expected: object): Promise<void> {
  await eventually(() => host.diary('done').length > 0);
  expect(host.diary('done')).toMatchObject([{ paymentId: id, amountCents: 1_000 }]);
  expect(await host.call('payments', 'get', id)).toMatchObject({ status: 'succeeded', ...expected });
}
