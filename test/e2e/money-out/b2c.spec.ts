import { describe, expect, it } from '@jest/globals';
import { OperatorLockedError, OperatorsService } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { atRest, JANE, journal, receiptsOf } from '../../support/story.js';
import { holdResults, office } from './office.js';

const WAGE = { phone: JANE, amount: 1_500, remarks: 'November', command: 'SalaryPayment' } as const;

describe.each(testDatabases())('a B2C payment, on %s', (kind) => {
  it('reaches the customer, and its result tells receipt, name, registration and balances', async () => {
    const it = await office(kind);
    const results = holdResults(it);
    const sent = await it.b2c.pay(WAGE);
    expect(sent).toMatchObject({ status: 'pending', kind: 'b2c', direction: 'out', initiator: 'testapi' });
    // Not the id: that stands in the callback URL, and a result must not prove itself by it.
    expect(sent.originatorConversationId).toEqual(expect.any(String));
    expect(sent.originatorConversationId).not.toBe(sent.id);
    await results();
    const paid = await it.payments.settled(sent.id);
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

  it('that its operator was refused for stops that operator: the next one is not even stored', async () => {
    const it = await office(kind, { password: 'Wrong999' });
    const { id } = await it.b2c.pay(WAGE);
    expect(await it.payments.settled(id)).toMatchObject({
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
