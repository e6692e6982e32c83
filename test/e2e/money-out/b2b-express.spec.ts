/** B2B Express Checkout: the operator of a till is asked to pay us. */
import { describe, expect, it } from '@jest/globals';
import { DarajaRejectedError } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { atRest, expectFailedOnce, expectPaidOnce, journal, travel } from '../../support/story.js';
import { office, OFFICE, type Office } from './office.js';
import { paidOut, STORE, TILL } from './products.js';

/** The phone of the till’s operator in the simulator’s world. */
const OPERATOR_PHONE = '254722000000';
const DAY = 24 * 3_600_000;
const BILL = { till: TILL, amount: 71, partnerName: 'Vendor', reference: 'INV-77' } as const;

async function askedTill(it: Office) {
  it.sim.setShortcode(STORE, { balanceCents: 10_000_00 });
  return it.express.request(BILL);
}

describe.each(testDatabases())('a till that is asked to pay, on %s', (kind) => {
  it('pays us, and the callback tells the receipt', async () => {
    const it = await office(kind);
    const asked = await askedTill(it);
    expect(asked).toMatchObject({ status: 'pending', kind: 'b2b-express', direction: 'in' });
    expect(asked.originatorConversationId).not.toBe(asked.id);
    await it.sim.answer(OPERATOR_PHONE, { action: 'pay' });
    const paid = await expectPaidOnce(asked.id, it);
    expect(paidOut(it)).toMatchObject([
      { debit: `shortcode:${STORE}`, credit: `shortcode:${OFFICE}`, cents: 71_00, reference: 'INV-77' },
    ]);
    expect(paid).toMatchObject({ settledBy: 'callback', receipt: paidOut(it)[0]?.receipt, party: TILL });
    expect(paid.conversationId).toMatch(/^AG_/);
    expect(it.handled).toMatchObject([{ kind: 'b2b-express', direction: 'in', reference: 'INV-77' }]);
  });

  it('that cancels has failed', async () => {
    const it = await office(kind);
    const { id } = await askedTill(it);
    await it.sim.answer(OPERATOR_PHONE, { action: 'cancel' });
    expect(await expectFailedOnce(id, 'cancelled', it)).toMatchObject({ resultCode: '4001' });
    expect(paidOut(it)).toEqual([]);
  });

  it('that ends in a code which no page of this product explains is unknown, and a person decides in the end', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    const { id } = await askedTill(it);
    await it.sim.answer(OPERATOR_PHONE, { action: 'insufficient-funds' });
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'unknown', resultCode: '1' });
    await travel(DAY + 60_000, it.clock, it.sim);
    await it.work.reconciliation();
    expect(await it.payments.get(id)).toMatchObject({ status: 'review', reviewReason: 'horizon' });
  });

  it('that nobody knows has failed', async () => {
    const it = await office(kind);
    const { id } = await it.express.request({ ...BILL, till: '999999' });
    await expectFailedOnce(id, 'not-permitted', it);
  });

  it('that never answers stays pending for a day and then lands in review', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    it.sim.addFault({ op: 'b2b-express-callback', fault: 'callback-lost' });
    const { id } = await askedTill(it);
    await travel(DAY - 60_000, it.clock, it.sim);
    await it.work.reconciliation();
    expect(await it.payments.get(id)).toMatchObject({ status: 'pending' });
    await travel(120_000, it.clock, it.sim);
    await it.work.reconciliation();
    expect(await it.payments.get(id)).toMatchObject({ status: 'review', reviewReason: 'horizon' });
    // Transaction status knows no prompts: there is nothing to ask by.
    expect(journal(it.sim, 'status')).toEqual([]);
    expect(journal(it.sim, 'b2b-express')).toHaveLength(1);
  });

  it('whose acknowledgement was lost is unknown, asked no second time, and settled by its callback', async () => {
    const it = await office(kind);
    it.sim.addFault({ op: 'b2b-express', fault: 'ack-lost' });
    await expect(askedTill(it)).rejects.toMatchObject({ name: 'DarajaOutcomeUnknownError' });
    const [lost] = (await it.payments.find()).items;
    expect(lost).toMatchObject({ status: 'unknown' });
    await it.sim.waitFor((sim) => sim.phone(OPERATOR_PHONE).prompt);
    await it.sim.answer(OPERATOR_PHONE, { action: 'pay' });
    await expectPaidOnce(lost?.id ?? '', it);
    expect(journal(it.sim, 'b2b-express')).toHaveLength(1);
  });

  it('is not asked at all when Daraja refuses the request', async () => {
    const it = await office(kind);
    it.sim.addFault({ op: 'b2b-express', fault: 'html-403' });
    await expect(askedTill(it)).rejects.toThrow(DarajaRejectedError);
    const [refused] = (await it.payments.find()).items;
    await expectFailedOnce(refused?.id ?? '', 'refused', it);
  });

  it('is asked once for one key', async () => {
    const it = await office(kind);
    const keyed = { ...BILL, idempotencyKey: 'inv-77' };
    const [one, two] = await Promise.all([it.express.request(keyed), it.express.request(keyed)]);
    expect(two.id).toBe(one.id);
    expect(journal(it.sim, 'b2b-express')).toHaveLength(1);
  });

  it('goes to a person, with the reason, where its answer proves too little and the account has nobody to ask by', async () => {
    const it = await office(kind, { initiator: undefined, jobs: { enabled: false } });
    const { id, originatorConversationId: requestId } = await askedTill(it);
    const bare = {
      resultCode: '0',
      amount: '71.0',
      requestId,
      conversationID: 'AG_1',
      transactionId: 'FREE-MONEY',
    };
    await it.post(it.callbackUrl('b2b-express', id), bare);
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'review', reviewReason: 'unproven: receipt' });
    expect([it.handled, it.books.reviews.length]).toEqual([[], 1]);
    expect(journal(it.sim, 'status')).toEqual([]);
  });

  it('that answers another request has its answer rejected, and pays all the same when it answers this one', async () => {
    const it = await office(kind);
    const { id } = await askedTill(it);
    const foreign = {
      resultCode: '0',
      resultDesc: 'The service request is processed successfully.',
      amount: '71.0',
      requestId: '404e1aec-19e0-4ce3-973d-bd92e94c8021',
      conversationID: 'AG_20261121_2010434680d9f5a73766',
      transactionId: 'UKLQ01NFT1',
      status: 'SUCCESS',
    };
    expect((await it.post(it.callbackUrl('b2b-express', id), foreign)).status).toBe(200);
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'pending' });
    expect((await it.inbox.rejected()).items).toMatchObject([{ reason: 'conversation-differs' }]);
    await it.sim.answer(OPERATOR_PHONE, { action: 'pay' });
    await expectPaidOnce(id, it);
  });
});
