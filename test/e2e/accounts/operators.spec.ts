/** An operator that M-Pesa refuses is not tried again, by nobody, until the host says so. */
import { Injectable } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import {
  B2cService,
  OnMpesa,
  OperatorLockedError,
  OperatorsService,
  type BestEffortEventMap,
} from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { atRest, JANE, journal, travel } from '../../support/story.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';
import { OFFICE, OPERATOR } from '../money-out/office.js';

const WAGE = { phone: JANE, amount: 1_500, remarks: 'November', command: 'SalaryPayment' } as const;
const MINUTE = 60_000;

@Injectable()
class Alarm {
  readonly heard: BestEffortEventMap['operator.locked'][] = [];

  @OnMpesa('operator.locked')
  hear(event: BestEffortEventMap['operator.locked']): void {
    this.heard.push(event);
  }
}

type Initiators = {
  initiator?: object;
  initiators?: Record<string, object>;
  confirm?: 'query';
  jobs?: { enabled: boolean };
};

describe.each(testDatabases())('a refused operator, on %s', (kind) => {
  async function fixture(options: (certificate: string) => Initiators) {
    const sim = await testSimulator();
    const clock = new ManualClock(sim.now());
    const settings = { shortcode: OFFICE, ...options(sim.certificate) };
    const app = await testApp()
      .on(kind)
      .withSimulator(sim)
      .clock(clock)
      .options(settings)
      .providers([Alarm])
      .start();
    return { app, sim, clock };
  }
  const pay = (shop: TestApp, over = {}) => shop.app.get(B2cService).pay({ ...WAGE, ...over });
  const operators = (shop: TestApp) => shop.app.get(OperatorsService);

  it('is stopped on every instance and after a restart, and told of once', async () => {
    const { app, sim, clock } = await fixture((certificate) => ({
      initiator: { ...OPERATOR, password: 'Mistyped1', certificate },
    }));
    const { id } = await pay(app);
    expect(await app.payments.settled(id)).toMatchObject({ resultCode: '2001' });
    await eventually(async () => (await operators(app).locked()).length > 0);
    await app.close();
    const initiator = { ...OPERATOR, certificate: sim.certificate };
    const again = await testApp().beside(app).clock(clock).options({ shortcode: OFFICE, initiator }).start();
    await expect(pay(again)).rejects.toThrow(OperatorLockedError);
    await expect(pay(again)).rejects.toMatchObject({
      account: 'default',
      initiator: 'testapi',
      resultCode: '2001',
    });
    expect(app.app.get(Alarm).heard).toMatchObject([{ initiator: 'testapi', resultCode: '2001' }]);
    expect(journal(sim, 'b2c')).toHaveLength(1);

    clock.advance(MINUTE);
    expect(await operators(again).unlock({ account: 'default', initiator: 'testapi' })).toBe(true);
    expect(await operators(again).locked()).toEqual([]);
    const paid = await pay(again);
    expect(await again.payments.settled(paid.id)).toMatchObject({
      status: 'succeeded',
    });
  });

  it('leaves the other operators of its account alone', async () => {
    const { app } = await fixture((certificate) => ({
      initiator: { ...OPERATOR, password: 'Mistyped1', certificate },
      initiators: {
        balance: { name: 'apiop37', credential: 'bm9uZQ==' },
        reversal: { ...OPERATOR, certificate },
      },
    }));
    const { id } = await pay(app);
    await app.payments.settled(id);
    await eventually(async () => (await operators(app).locked()).length > 0);
    await expect(pay(app)).rejects.toThrow(OperatorLockedError);
    await expect(pay(app, { initiator: 'apiop37' })).resolves.toMatchObject({ initiator: 'apiop37' });
  });

  it('does not hide what an idempotency key already names', async () => {
    const { app } = await fixture((certificate) => ({
      initiator: { ...OPERATOR, password: 'Mistyped1', certificate },
    }));
    const { id } = await pay(app, { idempotencyKey: 'wage-11' });
    await app.payments.settled(id);
    await eventually(async () => (await operators(app).locked()).length > 0);
    await expect(pay(app, { idempotencyKey: 'wage-12' })).rejects.toThrow(OperatorLockedError);
    expect(await pay(app, { idempotencyKey: 'wage-11' })).toMatchObject({ id, status: 'failed' });
  });

  it('is found out by a question about a payment, and asks none after that', async () => {
    const { app, sim, clock } = await fixture((certificate) => ({
      initiator: { ...OPERATOR, certificate },
      jobs: { enabled: false },
    }));
    sim.addFault({ op: 'b2c-result', fault: 'callback-lost' });
    const { id } = await pay(app);
    // Somebody else has used up the operator's tries.
    sim.setInitiator(OFFICE, OPERATOR.name, { locked: true });
    await travel(MINUTE, clock, sim);
    await app.work.reconciliation();
    await atRest(app);
    expect(journal(sim, 'status')).toHaveLength(1);
    expect(await operators(app).locked()).toMatchObject([{ initiator: 'testapi', resultCode: '8006' }]);
    for (let hour = 0; hour < 5; hour++) {
      await travel(60 * MINUTE, clock, sim);
      await app.work.reconciliation();
    }
    expect(journal(sim, 'status')).toHaveLength(1);
    expect(await app.payments.get(id)).toMatchObject({ status: 'pending' });
    expect(app.log.of('error').filter((line) => line.includes('testapi'))).toHaveLength(1);
  });

  it.each([2001, 8006])(
    'is not stopped by %i from somebody who has read the URL of a question',
    async (code) => {
      const { app, sim, clock } = await fixture((certificate) => ({
        initiators: { status: { ...OPERATOR, certificate } },
        confirm: 'query',
        jobs: { enabled: false },
      }));
      await app.c2b.registerUrls();
      await sim.pay(JANE, { shortcode: OFFICE, account: 'INV-77', amount: 150 });
      await atRest(app);
      const [claim] = (await app.payments.find()).items;
      const id = claim?.id ?? '';
      sim.addFault({ op: 'status-result', fault: 'callback-lost', count: 1 });
      await app.work.reconciliation();
      await atRest(app);
      const names = { ConversationID: 'AG_1', OriginatorConversationID: '1-1' };
      const ReferenceItem = { Key: 'Occasion', Value: id };
      const Result = { ResultCode: code, ResultDesc: 'The initiator information is invalid.', ...names };
      for (const forged of [{ Result }, { Result: { ...Result, ReferenceData: { ReferenceItem } } }])
        expect((await app.post(app.callbackUrl('check-result', id), forged)).status).toBe(200);
      await atRest(app);
      expect(await operators(app).locked()).toEqual([]);
      expect(app.app.get(Alarm).heard).toEqual([]);
      // It has not even cost the question: the next one is asked, and its answer counts.
      await travel(MINUTE, clock, sim);
      await app.work.reconciliation();
      await atRest(app);
      expect(await app.payments.get(id)).toMatchObject({ status: 'succeeded', settledBy: 'query' });
    },
  );

  it('is found out by a question about money by hand as well, which no operator had sent', async () => {
    const { app, sim, clock } = await fixture((certificate) => ({
      initiators: { status: { ...OPERATOR, certificate } },
      confirm: 'query',
      jobs: { enabled: false },
    }));
    await app.c2b.registerUrls();
    const { receipt } = await sim.pay(JANE, { shortcode: OFFICE, account: 'INV-77', amount: 150 });
    await atRest(app);
    sim.setInitiator(OFFICE, OPERATOR.name, { locked: true });
    await app.work.reconciliation();
    await atRest(app);
    expect(await operators(app).locked()).toMatchObject([{ initiator: 'testapi', resultCode: '8006' }]);
    await travel(60 * MINUTE, clock, sim);
    await app.work.reconciliation();
    expect(journal(sim, 'status')).toHaveLength(1);
    // Asked again in the name of an operator that M-Pesa takes, it counts.
    sim.setInitiator(OFFICE, OPERATOR.name, { locked: false });
    await operators(app).unlock({ account: 'default', initiator: 'testapi' });
    await travel(60 * MINUTE, clock, sim);
    await app.work.reconciliation();
    await atRest(app);
    const { items } = await app.payments.find({ receipt: receipt ?? '' });
    expect(items).toMatchObject([{ status: 'succeeded', settledBy: 'query' }]);
  });
});
