import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { startHostProcess } from '../../support/story-host-process.js';
import { JANE, JOHN, journal, ORDER } from '../../support/story.js';
import { testDatabase, testSimulator } from '../../support/test-app.js';

const NAIROBI_MS = 3 * 3_600_000;

describe.each(testDatabases())('a server in Los Angeles, on %s', (kind) => {
  it('signs its requests in Nairobi time and reads Safaricom’s times as Nairobi’s', async () => {
    const [sim, database] = [await testSimulator(), await testDatabase(kind)];
    const host = await startHostProcess({ sim, database, env: { TZ: 'America/Los_Angeles' } });
    await host.call('c2b', 'registerUrls');
    const before = sim.now();
    const { id } = await host.call('stk', 'request', ORDER);
    const [asked] = journal(sim, 'stkpush').map(({ requestBody }) => requestBody as { Timestamp: string });
    const signedAt = instantOf(asked?.Timestamp ?? '');
    expect(signedAt).toBeGreaterThan(before - 1_000);
    expect(signedAt).toBeLessThanOrEqual(sim.now());
    await sim.answer(JOHN, { action: 'pay' });
    await sim.pay(JANE, { shortcode: '174379', account: 'BY-HAND', amount: 20 });
    await eventually(() => host.diary('done').length === 2);
    const pushed = await host.call('payments', 'get', id);
    const { items } = await host.call('payments', 'find', { reference: 'BY-HAND' });
    const moved = sim.ledger().entries.filter(({ receipt }) => receipt !== null);
    expect([pushed.completedAt, items[0]?.completedAt]).toEqual(moved.map(({ at }) => at - (at % 1_000)));
    expect(pushed.createdAt).toBeGreaterThanOrEqual(before);
    expect(pushed.createdAt).toBeLessThanOrEqual(sim.now());
  });
});

/** Epoch ms of `yyyyMMddHHmmss` in Nairobi, worked out without the library. */
function instantOf(stamp: string): number {
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z');
  return Date.parse(iso) - NAIROBI_MS;
}
