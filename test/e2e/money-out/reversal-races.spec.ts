import { describe, expect, it } from '@jest/globals';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdempotencyConflictError, InvalidRequestError, ReversalService } from 'nestjs-mpesa';
import { DataSource } from 'typeorm';
import { testDatabases } from '../../support/database.js';
import { atRest, journal, travel } from '../../support/story.js';
import { testApp, testDatabase, testSimulator, type TestApp } from '../../support/test-app.js';
import { expectGivenBack, janePays, Refunds } from './customers-money.js';
import { office, OFFICE, OPERATOR, type Office } from './office.js';

/** Another instance of the same office. */
function beside(it: Office): Promise<TestApp> {
  return testApp()
    .beside(it)
    .clock(it.clock)
    .options({ shortcode: OFFICE, initiator: { ...OPERATOR, certificate: it.sim.certificate } })
    .start();
}

describe.each(testDatabases())('reversals at the same time, on %s', (kind) => {
  it('of all of a payment, twenty on two instances: exactly one is sent', async () => {
    const it = await office(kind, { providers: [Refunds] });
    const paid = await janePays(it, 1_500);
    const other = await beside(it);
    const services = [it.reversals, other.app.get(ReversalService)] as const;
    const calls = Array.from({ length: 20 }, (_, n) =>
      services[n % 2 === 0 ? 0 : 1].request({ paymentId: paid.id }),
    );
    const settled = await Promise.allSettled(calls);
    const refused = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toHaveLength(19);
    for (const error of refused) expect(error).toBeInstanceOf(InvalidRequestError);
    await atRest(it, other);
    await expectGivenBack(it, paid.id, [1_500_00]);
    expect(journal(it.sim, 'reversal')).toHaveLength(1);
    expect(it.app.get(Refunds).told).toHaveLength(1);
  });

  it('of parts of a payment: no more than was paid is sent', async () => {
    const it = await office(kind);
    const paid = await janePays(it, 100);
    const calls = Array.from({ length: 20 }, () => it.reversals.request({ paymentId: paid.id, amount: 30 }));
    const settled = await Promise.allSettled(calls);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await expectGivenBack(it, paid.id, [30_00, 30_00, 30_00]);
  });

  it('under one idempotency key are one, which is told again for ever', async () => {
    const it = await office(kind);
    const paid = await janePays(it, 1_500);
    const other = await beside(it);
    const services = [it.reversals, other.app.get(ReversalService)] as const;
    const request = { paymentId: paid.id, idempotencyKey: 'refund-17' };
    const calls = Array.from({ length: 20 }, (_, n) => services[n % 2 === 0 ? 0 : 1].request(request));
    const ids = new Set((await Promise.all(calls)).map(({ id }) => id));
    expect(ids.size).toBe(1);
    await atRest(it, other);
    await expectGivenBack(it, paid.id, [1_500_00]);
    expect(await it.reversals.request(request)).toMatchObject({ id: [...ids][0], status: 'succeeded' });
    await expect(it.reversals.request({ ...request, amount: 10 })).rejects.toThrow(IdempotencyConflictError);
    expect(journal(it.sim, 'reversal')).toHaveLength(1);
  });

  it('under a key of which nothing was sent are sent once, unless another has taken its place', async () => {
    const it = await office(kind);
    const paid = await janePays(it, 1_500);
    const request = { paymentId: paid.id, amount: 1_000, idempotencyKey: 'refund-17' };
    await travel(3_600_000, it.clock, it.sim);
    const down = it.sim.addFault({ op: 'oauth', fault: 'http-503' });
    for (const key of ['refund-17', 'refund-18']) {
      const unsent = it.reversals.request({ ...request, idempotencyKey: key });
      await expect(unsent).rejects.toMatchObject({ moneyMayHaveMoved: false });
    }
    it.sim.removeFault(down);
    await Promise.all(Array.from({ length: 10 }, () => it.reversals.request(request)));
    await expectGivenBack(it, paid.id, [1_000_00]);
    const other = it.reversals.request({ ...request, idempotencyKey: 'refund-18' });
    await expect(other).rejects.toMatchObject({ field: 'amount', value: '1000.00' });
    expect(journal(it.sim, 'reversal')).toHaveLength(1);
  });
});

const onMariaDb = testDatabases().includes('mariadb') ? describe : describe.skip;

onMariaDb("a reversal inside the host's own transaction", () => {
  it('is sent after the commit, once, whoever dispatches', async () => {
    const { host, reversals, dataSource } = await sharingHost();
    const paid = await janePays(host, 1_500);
    const stored = await dataSource.transaction((manager) =>
      reversals.request({ paymentId: paid.id }, { manager }),
    );
    expect(stored).toMatchObject({ status: 'created', sendingAt: null });
    await Promise.all([host.work.dispatch(), host.work.dispatch()]);
    await expectGivenBack(host, paid.id, [1_500_00]);
    expect(journal(host.sim, 'reversal')).toHaveLength(1);
  });

  it('is refused for what has been asked for since that transaction began', async () => {
    const { host, reversals, dataSource } = await sharingHost();
    const paid = await janePays(host, 1_500);
    host.sim.configure({ reversals: 'authorised' });
    const transaction = dataSource.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SELECT COUNT(*) FROM mpesa_payment');
      await reversals.request({ paymentId: paid.id });
      await reversals.request({ paymentId: paid.id }, { manager });
    });
    await expect(transaction).rejects.toMatchObject({ field: 'paymentId' });
    await host.work.dispatch();
    await atRest(host);
    expect(journal(host.sim, 'reversal')).toHaveLength(1);
  });
});

/** An office whose module works on the host's own DataSource. */
async function sharingHost() {
  const sim = await testSimulator();
  const database = await testDatabase('mariadb');
  const host = await testApp()
    .on(database)
    .withSimulator(sim)
    .imports([TypeOrmModule.forRoot({ ...database.storage, autoLoadEntities: true })])
    .structure({ dataSource: 'default' })
    .options({ shortcode: OFFICE, initiator: { ...OPERATOR, certificate: sim.certificate } })
    .start();
  return { host, reversals: host.app.get(ReversalService), dataSource: host.app.get(DataSource) };
}
