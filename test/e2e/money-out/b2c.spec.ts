/* oxlint-disable unicorn/no-thenable -- `then` is a key of the fault rule */
import { describe, expect, it } from '@jest/globals';
import { OperatorLockedError, OperatorsService } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { atRest, JANE, journal, receiptsOf, travel } from '../../support/story.js';
import { office, OFFICE } from './office.js';

const WAGE = { phone: JANE, amount: 1_500, remarks: 'November', command: 'SalaryPayment' } as const;
const MINUTE = 60_000;

describe.each(testDatabases())('a B2C payment, on %s', (kind) => {
  it('reaches the customer, and its result tells receipt, name, registration and balances', async () => {
    const it = await office(kind);
    const sent = await it.b2c.pay(WAGE);
    expect(sent).toMatchObject({ status: 'pending', kind: 'b2c', direction: 'out', initiator: 'testapi' });
    expect(sent.originatorConversationId).toBe(sent.id);
    const paid = await it.payments.settled(sent.id, { timeoutMs: 5_000 });
    expect(paid).toMatchObject({
      status: 'succeeded',
      settledBy: 'callback',
      receipt: receiptsOf(it.sim)[0],
      partyName: 'JANE WANJIKU DOE',
      recipientRegistered: true,
    });
    expect(paid.balances?.map(({ account }) => account)).toContain('Utility Account');
    expect(it.sim.phone(JANE).balanceCents).toBe(20_000_00 + 1_500_00);
    await atRest(it);
    expect(it.handled).toMatchObject([{ paymentId: sent.id, kind: 'b2c', requested: true }]);
  });

  it('fails for want of money in the Utility account, and moves none', async () => {
    const it = await office(kind);
    it.sim.setShortcode(OFFICE, { balanceCents: 100 });
    const { id } = await it.b2c.pay(WAGE);
    const failed = await it.payments.settled(id, { timeoutMs: 5_000 });
    expect(failed).toMatchObject({ status: 'failed', failure: 'insufficient-funds', resultCode: '1' });
    expect(it.sim.phone(JANE).balanceCents).toBe(20_000_00);
  });

  it('that M-Pesa gave up waiting with is unknown, and paid when its result comes after all', async () => {
    const it = await office(kind);
    it.sim.addFault({ op: 'b2c', fault: 'queue-timeout', then: 'result', ms: 5 * MINUTE });
    const { id } = await it.b2c.pay(WAGE);
    await it.sim.settled();
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'unknown' });
    await it.sim.advance(5 * MINUTE);
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'succeeded', settledBy: 'callback' });
    expect(it.handled).toHaveLength(1);
  });

  it('whose result was lost is asked about by the operator that sent it, and settled', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    it.sim.addFault({ op: 'b2c-result', fault: 'callback-lost' });
    const { id } = await it.b2c.pay(WAGE);
    await travel(MINUTE, it.clock, it.sim);
    await it.work.reconciliation();
    await it.sim.settled();
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'succeeded', settledBy: 'query' });
    expect(journal(it.sim, 'status')).toHaveLength(1);
    expect(it.handled).toHaveLength(1);
  });

  it('that its operator was refused for stops that operator: the next one is not even stored', async () => {
    const it = await office(kind, { password: 'Wrong999' });
    const { id } = await it.b2c.pay(WAGE);
    expect(await it.payments.settled(id, { timeoutMs: 5_000 })).toMatchObject({
      status: 'failed',
      failure: 'initiator-invalid',
      resultCode: '2001',
    });
    await eventually(async () => (await it.app.get(OperatorsService).locked()).length > 0);
    await expect(it.b2c.pay(WAGE)).rejects.toThrow(OperatorLockedError);
    expect((await it.payments.find()).items).toHaveLength(1);
    expect(journal(it.sim, 'b2c')).toHaveLength(1);
  });
});
