/* oxlint-disable unicorn/no-thenable -- `then` is a key of the fault rule */
import { describe, expect, it } from '@jest/globals';
import { InquiryRefusedError, InquiryTimeoutError, InvalidRequestError } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { atRest, JANE } from '../../support/story.js';
import { office } from '../money-out/office.js';

const WAGE = { phone: JANE, amount: 1_500 } as const;

describe.each(testDatabases())('asking for the status of a transaction, on %s', (kind) => {
  it('tells of a payment by its receipt, with the payee in clear', async () => {
    const it = await office(kind);
    const { id } = await it.b2c.pay(WAGE);
    const { receipt } = await it.payments.settled(id);
    const status = await it.status.query({ receipt: receipt ?? '' });
    expect(status).toMatchObject({
      paymentId: id,
      transactionStatus: 'Completed',
      receipt,
      amountCents: 1_500_00,
      creditParty: { identifier: JANE, name: 'JANE WANJIKU DOE' },
    });
  });

  it('settles the payment it was asked about, where its result was lost', async () => {
    const it = await office(kind);
    it.sim.addFault({ op: 'b2c-result', fault: 'callback-lost' });
    const { id, originatorConversationId } = await it.b2c.pay(WAGE);
    await it.sim.settled();
    const status = await it.status.query({ paymentId: id });
    expect(status).toMatchObject({ transactionStatus: 'Completed', originatorConversationId });
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'succeeded', settledBy: 'query' });
    expect(it.handled).toHaveLength(1);
  });

  it('that M-Pesa gave up waiting with fails the call, and what it asked about is settled by the late answer', async () => {
    const it = await office(kind);
    it.sim.addFault({ op: 'b2c-result', fault: 'callback-lost' });
    const { id } = await it.b2c.pay(WAGE);
    await it.sim.settled();
    it.sim.addFault({ op: 'status', fault: 'queue-timeout', then: 'result', ms: 60_000 });
    await expect(it.status.query({ paymentId: id })).rejects.toThrow(InquiryTimeoutError);
    await it.sim.settled();
    await it.sim.advance(60_000);
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'succeeded', settledBy: 'query' });
    expect(it.handled).toHaveLength(1);
  });

  it('is refused for a receipt that nobody knows', async () => {
    const it = await office(kind);
    await expect(it.status.query({ receipt: 'UKL0ABCDEF' })).rejects.toThrow(InquiryRefusedError);
  });

  it('wants to know which transaction, and only one', async () => {
    const it = await office(kind);
    for (const request of [{}, { receipt: 'UKL0ABCDEF', paymentId: 'x' }]) {
      await expect(it.status.query(request)).rejects.toThrow(InvalidRequestError);
    }
  });
});
