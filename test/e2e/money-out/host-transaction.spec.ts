import { TypeOrmModule } from '@nestjs/typeorm';
import { describe, expect, it } from '@jest/globals';
import { B2bService, B2cService, InvalidRequestError } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { DataSource } from 'typeorm';
import { testDatabases } from '../../support/database.js';
import { atRest, expectPaidOnce, JANE, journal } from '../../support/story.js';
import { testApp, testDatabase, testSimulator } from '../../support/test-app.js';
import { office, OFFICE, OPERATOR } from './office.js';
import { LANDLORD } from './products.js';

const WAGE = { phone: JANE, amount: 1_500 } as const;

// SQLite cannot take part in a host's transaction: the module's connection is another one there.
const onMariaDb = testDatabases().includes('mariadb') ? describe : describe.skip;

onMariaDb('money that is sent from a host’s transaction', () => {
  it('never leaves when that is rolled back', async () => {
    const { host, dataSource } = await hostOfWages();
    const failing = dataSource.transaction(async (manager) => {
      await host.app.get(B2cService).pay(WAGE, { manager });
      throw new Error('not approved');
    });
    await expect(failing).rejects.toThrow('not approved');
    await host.work.dispatch();
    expect(journal(host.sim, 'b2c')).toEqual([]);
    expect((await host.payments.find()).items).toEqual([]);
  });

  it('leaves once after the commit, whoever dispatches, under its own name', async () => {
    const { host, dataSource } = await hostOfWages();
    const { id } = await dataSource.transaction(async (manager) => {
      const payment = await host.app.get(B2cService).pay(WAGE, { manager });
      expect(payment).toMatchObject({ status: 'created', sendingAt: null });
      await host.work.dispatch();
      expect(journal(host.sim, 'b2c')).toEqual([]);
      return payment;
    });
    await Promise.all([host.work.dispatch(), host.work.dispatch(), host.work.dispatch()]);
    await atRest(host);
    await expectPaidOnce(id, host);
    const { originatorConversationId: OriginatorConversationID } = await host.payments.get(id);
    expect(journal(host.sim, 'b2c')).toMatchObject([{ requestBody: { OriginatorConversationID } }]);
  });

  it('that is refused after the commit has failed: nobody is there to be thrown at', async () => {
    const { host, dataSource } = await hostOfWages();
    host.sim.addFault({ op: 'b2b', fault: 'html-403' });
    const request = { to: LANDLORD, amount: 100, reference: 'HOUSE-4' };
    const { id } = await dataSource.transaction((manager) =>
      host.app.get(B2bService).payBill(request, { manager }),
    );
    await host.work.dispatch();
    await atRest(host);
    expect(await host.payments.get(id)).toMatchObject({ status: 'failed', failure: 'refused' });
    expect(host.books.failed).toMatchObject([{ paymentId: id }]);
  });

  it('leaves after the commit when its key is repeated inside one, because nothing had been sent', async () => {
    const { host, dataSource } = await hostOfWages();
    const key = { ...WAGE, idempotencyKey: 'wage:1' };
    const b2c = host.app.get(B2cService);
    host.sim.addFault({ op: 'oauth', fault: 'http-500' });
    await expect(b2c.pay(key)).rejects.toMatchObject({ moneyMayHaveMoved: false });
    host.sim.clearFaults();
    const rolledBack = dataSource.transaction(async (manager) => {
      expect(await b2c.pay(key, { manager })).toMatchObject({ status: 'created', sendingAt: null });
      throw new Error('not approved');
    });
    await expect(rolledBack).rejects.toThrow('not approved');
    await host.work.dispatch();
    expect((await host.payments.find()).items).toMatchObject([{ status: 'failed', failure: 'not-sent' }]);
    const { id } = await dataSource.transaction((manager) => b2c.pay(key, { manager }));
    await Promise.all([host.work.dispatch(), host.work.dispatch()]);
    await atRest(host);
    await expectPaidOnce(id, host);
    expect(journal(host.sim, 'b2c')).toHaveLength(1);
  });

  it('is not sent again by a transaction that is older than its success and cannot see it', async () => {
    const { host, dataSource } = await hostOfWages();
    const key = { ...WAGE, idempotencyKey: 'wage:1' };
    const b2c = host.app.get(B2cService);
    host.sim.addFault({ op: 'oauth', fault: 'http-500' });
    await expect(b2c.pay(key)).rejects.toMatchObject({ moneyMayHaveMoved: false });
    host.sim.clearFaults();
    await dataSource.transaction('REPEATABLE READ', async (manager) => {
      expect(await manager.query('SELECT status FROM mpesa_payment')).toEqual([{ status: 'failed' }]);
      await b2c.pay(key);
      await atRest(host);
      expect(await b2c.pay(key, { manager })).toMatchObject({ status: 'succeeded' });
    });
    await host.work.dispatch();
    expect(journal(host.sim, 'b2c')).toHaveLength(1);
  });

  it('under a name that another payment has is refused inside it', async () => {
    const { host, dataSource } = await hostOfWages();
    const named = { ...WAGE, originatorConversationId: 'WAGE-17' };
    await host.app.get(B2cService).pay(named);
    const taken = dataSource.transaction((manager) => host.app.get(B2cService).pay(named, { manager }));
    await expect(taken).rejects.toThrow(InvalidRequestError);
    expect((await host.payments.find()).items).toHaveLength(1);
  });
});

describe('money that is sent on SQLite', () => {
  it('cannot be sent from a host’s transaction, and says so before anything is stored', async () => {
    const it = await office('sqlite');
    await expect(it.b2c.pay(WAGE, { manager: {} })).rejects.toMatchObject({
      name: 'InvalidRequestError',
      field: 'manager',
    });
    expect((await it.payments.find()).items).toEqual([]);
  });
});

async function hostOfWages() {
  const clock = new ManualClock();
  const sim = await testSimulator();
  const database = await testDatabase('mariadb');
  const host = await testApp()
    .on(database)
    .withSimulator(sim)
    .imports([TypeOrmModule.forRoot({ ...database.storage, autoLoadEntities: true })])
    .structure({ dataSource: 'default' })
    .options({ shortcode: OFFICE, initiator: { ...OPERATOR, certificate: sim.certificate } })
    .clock(clock)
    .jobs(false)
    .start();
  return { host, dataSource: host.app.get(DataSource) };
}
