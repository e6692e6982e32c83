import { describe, expect, it } from '@jest/globals';
import type { Simulator } from 'daraja-simulator';
import { testDatabases, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { startHostProcess } from '../../support/story-host-process.js';
import { TcpProxy } from '../../support/tcp-proxy.js';
import { closeAfterTest } from '../../support/test-resources.js';
import { journal, receiptsOf } from '../../support/story.js';
import { testDatabase, testSimulator } from '../../support/test-app.js';

const PHONES = Array.from({ length: 110 }, (_, n) => `2547000${String(10_000 + n)}`);
const CUSTOMERS = PHONES.slice(0, 100);
const LATE_CUSTOMERS = PHONES.slice(100);

/** The module's own bound is 22 s; this is for a machine that is busy with other things. */
const MOST_MS = 60_000;
const FOREVER_MS = 600_000;

describe.each(testDatabases())('SIGTERM under load, on %s', (kind) => {
  it('finishes what is under way, gives back its leases, breaks off no request and ends with 0', async () => {
    const sim = await testSimulator({
      seed: { phones: PHONES.map((msisdn) => ({ msisdn, balanceCents: 100_000 })) },
    });
    const database = await testDatabase(kind);
    const reconciliation = { queryRate: { perMinute: 60_000, burst: 1_000 } };
    const first = await startHostProcess({ sim, database, handlerMs: 700, options: { reconciliation } });
    await Promise.all(CUSTOMERS.map((phone) => first.call('stk', 'request', { phone, amount: 10 })));

    // Callbacks pour in, handlers are at work, and ten more requests are on their way when the signal comes.
    const paying = Promise.all(CUSTOMERS.map((msisdn) => sim.answer(msisdn, { action: 'pay' })));
    await eventually(() => first.diary('begun').length > 0);
    sim.addFault({ op: 'stkpush', fault: 'slow', ms: 5_000 });
    const before = journal(sim, 'stkpush').length;
    const late = LATE_CUSTOMERS.map((phone) =>
      first.call('stk', 'request', { phone, amount: 10 }).catch(() => null),
    );
    await eventually(async () => (await sendingBegun(database)) === PHONES.length);
    expect(await first.terminate()).toBe(0);
    await Promise.all([paying, ...late]);

    expect(journal(sim, 'stkpush').length - before).toBe(LATE_CUSTOMERS.length);
    expect(first.diary('done')).toHaveLength(first.diary('begun').length);
    // In the five seconds the requests took, handlers would have been through with everything.
    expect(first.diary('done').length).toBeLessThan(CUSTOMERS.length);
    expect(await claims(database)).toEqual({ callbacks: 0, deliveries: 0, checks: 0 });
    expect(await statuses(database)).not.toContain('created');
    // A connection still in the kernel's queue may be refused; what the host had taken in gets its whole answer.
    expect(first.diary('broken')).toEqual([]);
    const acknowledged = journal(sim, 'stk-callback').filter(({ status }) => status === 200);
    expect(await storedCallbacks(database)).toBe(acknowledged.length);

    // Another process takes over at once: nothing has to wait for a lease of the first.
    const second = await startHostProcess({
      sim,
      database,
      clockAheadMs: 60_000,
      options: { reconciliation },
    });
    await eventually(() => first.diary('done').length + second.diary('done').length === CUSTOMERS.length);
    const paid = [...first.diary('done'), ...second.diary('done')].map(({ paymentId }) => paymentId);
    expect(new Set(paid).size).toBe(receiptsOf(sim).length);
  });
});

const onMariaDb = testDatabases().includes('mariadb') ? describe : describe.skip;

onMariaDb('SIGTERM while everything hangs', () => {
  it('ends by itself in its time: a handler, the database, a callback at the door and a request to Safaricom', async () => {
    const [handled, atTheDoor, onItsWay] = PHONES as [string, string, string];
    const sim = await testSimulator({
      settings: { callbackTimeoutMs: FOREVER_MS },
      seed: { phones: PHONES.map((msisdn) => ({ msisdn, balanceCents: 100_000 })) },
    });
    const database = await testDatabase('mariadb');
    const { line, host } = await startBehindProxy(sim, database);
    for (const phone of [handled, atTheDoor]) await host.call('stk', 'request', { phone, amount: 10 });
    await sim.answer(handled, { action: 'pay' });
    await eventually(() => host.diary('begun').length > 0);
    sim.addFault({ op: 'stkpush', fault: 'slow', ms: FOREVER_MS });
    void host.call('stk', 'request', { phone: onItsWay, amount: 10 }).catch(() => undefined);
    await eventually(async () => (await sendingBegun(database)) === 3);
    const arrived = host.diary('arrived').length;
    line.stall();
    void sim.answer(atTheDoor, { action: 'pay' });
    await eventually(() => host.diary('arrived').length > arrived);

    const begun = performance.now();
    expect(await host.terminate()).toBe(0);
    expect(performance.now() - begun).toBeLessThan(MOST_MS);
    const said = host.diary('warned').map(({ text }) => text);
    expect(said).toContainEqual(
      expect.stringMatching(/^shutdown: cut off from the database after 20000 ms: .*store callbacks/),
    );
    expect(said).toContainEqual(
      expect.stringMatching(/^shutdown: left undone after 22000 ms: requests to Safaricom$/),
    );
    // Safaricom was told that its callback is not on disk, and never that it is.
    await eventually(() => journal(sim, 'stk-callback').length === 2);
    expect(journal(sim, 'stk-callback').map(({ status }) => status)).toEqual([200, 503]);
    expect(await storedCallbacks(database)).toBe(1);
    // What was under way is not lost: the push was sent, and another process asks about it.
    expect(await statuses(database)).toEqual(expect.arrayContaining(['created', 'pending', 'succeeded']));
  }, 90_000);
});

/** A host whose line to the database can be stalled, and whose handlers and requests have all the time they want. */
async function startBehindProxy(sim: Simulator, database: TestDatabase) {
  if (database.storage.type !== 'mariadb') throw new Error('MariaDB expected');
  const line = await TcpProxy.before(database.storage.url);
  closeAfterTest(() => line.close());
  const host = await startHostProcess({
    sim,
    database: { ...database, storage: { ...database.storage, url: line.url } },
    handlerMs: null,
    options: { http: { timeoutMs: FOREVER_MS }, events: { handlerTimeoutMs: FOREVER_MS } },
  });
  return { line, host };
}

async function sendingBegun({ query }: TestDatabase): Promise<number> {
  const [row] = await query('SELECT count(*) AS n FROM mpesa_payment WHERE sending_at IS NOT NULL');
  return Number((row as { n: number }).n);
}

async function storedCallbacks({ query }: TestDatabase): Promise<number> {
  const [row] = await query('SELECT count(*) AS n FROM mpesa_callback');
  return Number((row as { n: number }).n);
}

async function statuses({ query }: TestDatabase): Promise<string[]> {
  const rows = await query('SELECT DISTINCT status FROM mpesa_payment');
  return rows.map((row) => (row as { status: string }).status);
}

/** Rows that a process still holds. */
async function claims({ query }: TestDatabase) {
  const held = async (table: string, owner: string): Promise<number> => {
    const [row] = await query(
      `SELECT count(*) AS n FROM ${table} WHERE ${owner} IS NOT NULL AND next_at IS NOT NULL`,
    );
    return Number((row as { n: number }).n);
  };
  const [checks] = await query(
    'SELECT count(*) AS n FROM mpesa_payment WHERE check_owner IS NOT NULL AND next_check_at IS NOT NULL',
  );
  return {
    callbacks: await held('mpesa_callback', 'owner'),
    deliveries: await held('mpesa_delivery', 'owner'),
    checks: Number((checks as { n: number }).n),
  };
}
