import { describe, expect, it } from '@jest/globals';
import { InquiryRefusedError, OperatorLockedError, OperatorsService } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { JANE, journal } from '../../support/story.js';
import { office, OFFICE } from '../money-out/office.js';

const MINUTE = 60_000;

describe.each(testDatabases())('the operator of a question, on %s', (kind) => {
  it('is not stopped for want of a role: it may ask what it has the role for', async () => {
    const it = await office(kind, { roles: ['status', 'b2c'] });
    await expect(it.balance.get()).rejects.toMatchObject({ resultCode: '21' });
    expect(await it.app.get(OperatorsService).locked()).toEqual([]);
    const { id } = await it.b2c.pay({ phone: JANE, amount: 100 });
    await it.payments.settled(id);
    expect(await it.status.query({ paymentId: id })).toMatchObject({ paymentId: id });
  });

  it('is stopped when its password is refused: nothing more is asked or paid with it', async () => {
    const it = await office(kind, { password: 'Wrong999' });
    const asking = it.balance.get();
    await expect(asking).rejects.toBeInstanceOf(InquiryRefusedError);
    await expect(asking).rejects.toMatchObject({ resultCode: '2001', retryable: false });
    const operators = it.app.get(OperatorsService);
    await eventually(async () => (await operators.locked()).length > 0);
    expect(await operators.locked()).toMatchObject([{ initiator: 'testapi', resultCode: '2001' }]);
    it.clock.advance(MINUTE);
    await expect(it.balance.get()).rejects.toThrow(OperatorLockedError);
    await expect(it.status.query({ receipt: 'UKL0ABCDEF' })).rejects.toThrow(OperatorLockedError);
    await expect(it.b2c.pay({ phone: JANE, amount: 100 })).rejects.toThrow(OperatorLockedError);
    expect([journal(it.sim, 'balance').length, journal(it.sim, 'status').length]).toEqual([1, 0]);
  });

  it('may ask again once it has been let go', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    const operators = it.app.get(OperatorsService);
    it.sim.setInitiator(OFFICE, 'testapi', { locked: true });
    const asking = it.balance.get();
    const seen = expect(asking).rejects.toMatchObject({ resultCode: '8006' });
    await eventually(() => journal(it.sim, 'balance').length > 0);
    await it.sim.settled();
    await it.work.inbox();
    await seen;
    await eventually(async () => (await operators.locked()).length > 0);
    it.sim.setInitiator(OFFICE, 'testapi', { locked: false });
    it.clock.advance(MINUTE);
    await operators.unlock({ account: 'default', initiator: 'testapi' });
    const again = it.balance.get();
    await eventually(() => journal(it.sim, 'balance').length > 1);
    await it.sim.settled();
    await it.work.inbox();
    expect(await again).toMatchObject({ shortcode: OFFICE });
  });
});
