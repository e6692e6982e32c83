import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Simulator } from 'daraja-simulator';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { startHostProcess, type HostProcess } from '../../support/story-host-process.js';
import { JANE, JOHN, journal, ORDER, receiptsOf } from '../../support/story.js';
import { testDatabase, testSimulator } from '../../support/test-app.js';
import { closeAfterTest } from '../../support/test-resources.js';
import { TlsFront } from '../../support/tls-front.js';

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

  it('between sending a push and hearing the answer, never sends it again and asks whether its callback tells the truth', async () => {
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
    // Nobody has heard under which names Daraja took it: the callback only says what to ask for, and the answer has no receipt.
    await expectPaid(id, second, { settledBy: 'query', receipt: null });
    expect(journal(sim, 'stkpush')).toHaveLength(1);
  });

  it('while it connects to Safaricom, has marked nothing as leaving, and its key sends it once after the restart', async () => {
    const [sim, database] = [await testSimulator(), await testDatabase(kind)];
    const { front, ...encrypted } = await behindTls(sim);
    const first = await startHostProcess({ sim, database, ...encrypted });
    // This one fetches the token.
    await first.call('stk', 'request', { ...ORDER, phone: JANE });
    await front.stall();
    const request = first.call('stk', 'request', { ...ORDER, idempotencyKey: 'once' });
    const lost = expect(request).rejects.toThrow('the host process is gone');
    await eventually(() => front.waiting === 1);
    await first.kill();
    await lost;
    front.mend();

    const second = await startHostProcess({ sim, database, ...encrypted, clockAheadMs: LATER_MS });
    await eventually(async () => (await statusesOf(second))[JOHN] !== 'created');
    const { items } = await second.call('payments', 'find', { phone: JOHN });
    expect(items).toMatchObject([{ status: 'failed', failure: 'not-sent', sendingAt: null }]);
    const { id } = await second.call('stk', 'request', { ...ORDER, idempotencyKey: 'once' });
    expect(id).toBe(items[0]?.id);
    await sim.answer(JOHN, { action: 'pay' });
    expect(receiptsOf(sim)).toHaveLength(1);
  });
});

/** What Safaricom is reached by, and what makes a host trust it. */
async function behindTls(sim: Simulator) {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-tls-'));
  const file = join(folder, 'own.pem');
  const front = await TlsFront.before(sim.url, file);
  closeAfterTest(async () => {
    await front.close();
    rmSync(folder, { recursive: true });
  });
  const options = { environment: { baseUrl: front.url } };
  return { front, options, env: { NODE_EXTRA_CA_CERTS: file } };
}

const onMariaDb = testDatabases().includes('mariadb') ? describe : describe.skip;

onMariaDb('one of two host processes on a database, killed while it waits for its token', () => {
  it('keeps the other from sending for no longer than its lease, and has sent nothing itself', async () => {
    const [sim, database] = [await testSimulator(), await testDatabase('mariadb')];
    const [first, second] = [
      await startHostProcess({ sim, database }),
      await startHostProcess({ sim, database }),
    ];
    sim.addFault({ op: 'oauth', fault: 'slow', ms: 600_000, count: 1 });
    const interrupted = { ...ORDER, idempotencyKey: 'interrupted' };
    const lost = expect(first.call('stk', 'request', interrupted)).rejects.toThrow(
      'the host process is gone',
    );
    await eventually(() => sim.faults()[0]?.fired === 1);
    // It holds the lease as it dies, and would throw after 20 seconds if that did not end.
    await first.kill();
    await lost;
    const other = await second.call('stk', 'request', { ...ORDER, phone: JANE });
    expect(other).toMatchObject({ status: 'pending' });
    expect(await statusesOf(second)).toEqual({ [JANE]: 'pending', [JOHN]: 'created' });

    const third = await startHostProcess({ sim, database, clockAheadMs: LATER_MS });
    await eventually(async () => (await statusesOf(third))[JOHN] === 'failed');
    const { items } = await third.call('payments', 'find', { status: 'failed' });
    expect(items).toMatchObject([{ phone: JOHN, failure: 'not-sent', sendingAt: null, reviewReason: null }]);
    expect(journal(sim, 'stkpush').map(({ requestBody }) => requestBody)).toMatchObject([
      { PhoneNumber: Number(JANE) },
    ]);

    // Its key sends it now, for the first time.
    const { id } = await third.call('stk', 'request', interrupted);
    expect(id).toBe(items[0]?.id);
    await sim.answer(JOHN, { action: 'pay' });
    expect(receiptsOf(sim)).toHaveLength(1);
  });
});

async function statusesOf(host: HostProcess): Promise<Record<string, string>> {
  const { items } = await host.call('payments', 'find', {});
  return Object.fromEntries(items.map(({ phone, status }) => [phone ?? '', status]));
}

async function expectPaid(id: string, host: HostProcess, expected: object): Promise<void> {
  await eventually(() => host.diary('done').length > 0);
  expect(host.diary('done')).toMatchObject([{ paymentId: id, amountCents: 1_000 }]);
  expect(await host.call('payments', 'get', id)).toMatchObject({ status: 'succeeded', ...expected });
}
