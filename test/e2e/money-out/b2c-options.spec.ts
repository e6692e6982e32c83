/** What an account may say about its payments to customers: which version of B2C, and whether callbacks are believed. */
import { describe, expect, it } from '@jest/globals';
import type { AppSeed } from 'daraja-simulator';
import { DarajaRejectedError, InvalidRequestError } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { atRest, expectPaidOnce, JANE, journal, travel } from '../../support/story.js';
import { office, OFFICE, type Office } from './office.js';
import { paidOut } from './products.js';

const WAGE = { phone: JANE, amount: 1_500, remarks: 'November' } as const;
const MINUTE = 60_000;
const MADE_FOR_V1: AppSeed = { consumerKey: 'sandbox-key', consumerSecret: 'sandbox-secret', b2c: 'v1' };

/** A good URL, a good shape, and nothing behind it. */
const FORGED = {
  Result: {
    ResultType: 0,
    ResultCode: 0,
    ResultDesc: 'The service request is processed successfully.',
    TransactionID: 'UKL632NMUA',
    ResultParameters: { ResultParameter: [{ Key: 'TransactionAmount', Value: 1_500 }] },
  },
};

/** Paths and statuses of what was asked of B2C. */
function visited({ sim }: Office): [string, number | null][] {
  return journal(sim, 'b2c').map(({ url, status }) => [new URL(url, sim.url).pathname, status]);
}

async function asked(it: Office): Promise<void> {
  await travel(MINUTE, it.clock, it.sim);
  await it.work.reconciliation();
  await atRest(it);
}

describe.each(testDatabases())('an app that was made for B2C v1, on %s', (kind) => {
  const withApp = async (options: Parameters<typeof office>[1]) => {
    const it = await office(kind, { jobs: { enabled: false }, ...options });
    await it.sim.reset({ seed: { apps: [MADE_FOR_V1] } });
    return it;
  };

  it('is refused v3, and nothing else is tried unless the account says so', async () => {
    const it = await withApp({});
    await expect(it.b2c.pay(WAGE)).rejects.toMatchObject({
      name: 'DarajaRejectedError',
      errorCode: '403.002.1001',
    });
    expect((await it.payments.find()).items).toMatchObject([{ status: 'failed', failure: 'refused' }]);
    expect(visited(it)).toEqual([['/mpesa/b2c/v3/paymentrequest', 403]]);
  });

  it('is served by v1 where the account falls back, and goes by the name that Daraja gives', async () => {
    const it = await withApp({ b2c: { fallbackToV1: true } });
    const { id } = await it.b2c.pay(WAGE);
    await atRest(it);
    const paid = await expectPaidOnce(id, it);
    expect(paid.originatorConversationId).not.toBe(id);
    expect(visited(it)).toEqual([
      ['/mpesa/b2c/v3/paymentrequest', 403],
      ['/mpesa/b2c/v1/paymentrequest', 200],
    ]);
    expect(paidOut(it)).toHaveLength(1);
  });

  it('is asked about by the name that v1 gave, when the result was lost', async () => {
    const it = await withApp({ b2c: { version: 'v1' } });
    it.sim.addFault({ op: 'b2c-result', fault: 'callback-lost' });
    const { id, originatorConversationId } = await it.b2c.pay(WAGE);
    await atRest(it);
    await asked(it);
    expect(await expectPaidOnce(id, it)).toMatchObject({ settledBy: 'query', feeCents: 22_40 });
    expect(journal(it.sim, 'status')).toMatchObject([
      { requestBody: { OriginalConversationID: originatorConversationId } },
    ]);
    await expect(it.b2c.pay({ ...WAGE, originatorConversationId: 'WAGE-17' })).rejects.toThrow(
      InvalidRequestError,
    );
  });
});

describe.each(testDatabases())('an account that believes no callback, on %s', (kind) => {
  const doubting = () => office(kind, { jobs: { enabled: false }, confirm: 'query' });

  it('counts a payment as made only once Daraja has said so on being asked', async () => {
    const it = await doubting();
    const { id } = await it.b2c.pay(WAGE);
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'pending', receipt: null });
    expect(it.handled).toEqual([]);
    await asked(it);
    expect(await expectPaidOnce(id, it)).toMatchObject({
      settledBy: 'query',
      receipt: paidOut(it)[0]?.receipt,
      partyName: 'JANE WANJIKU DOE',
      recipientRegistered: true,
      feeCents: 22_40,
    });
  });

  it('is not misled by a forged result: what was really made settles it, with the real receipt', async () => {
    const it = await doubting();
    it.sim.addFault({ op: 'b2c-result', fault: 'callback-held' });
    const { id } = await it.b2c.pay(WAGE);
    expect((await it.post(it.callbackUrl('b2c-result', id), FORGED)).status).toBe(200);
    await it.work.inbox();
    expect(it.handled).toEqual([]);
    await asked(it);
    expect(await expectPaidOnce(id, it)).toMatchObject({ receipt: paidOut(it)[0]?.receipt });
  });

  it('pays nothing on a forged result of what failed', async () => {
    const it = await doubting();
    it.sim.setShortcode(OFFICE, { balanceCents: 100 });
    it.sim.addFault({ op: 'b2c-result', fault: 'callback-held' });
    const { id } = await it.b2c.pay(WAGE);
    await it.post(it.callbackUrl('b2c-result', id), FORGED);
    await it.work.inbox();
    await asked(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'failed', receipt: null, awaiting: null });
    expect(it.handled).toEqual([]);
  });
});

describe.each(testDatabases())('a payment to a customer, on %s', (kind) => {
  it('who is not on M-Pesa fails for that', async () => {
    const it = await office(kind);
    it.sim.setPhone(JANE, { state: 'unregistered' });
    const { id } = await it.b2c.pay(WAGE);
    expect(await it.payments.settled(id)).toMatchObject({
      status: 'failed',
      failure: 'payee-not-supported',
      resultCode: '2040',
    });
  });

  it('under a name that Daraja knows already is in doubt, and becomes what was made under that name', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    const originatorConversationId = 'WAGE-2026-11-JANE';
    it.sim.addFault({ op: 'b2c-result', fault: 'callback-lost' });
    const { id } = await it.b2c.pay({ ...WAGE, originatorConversationId });
    await atRest(it);
    // As after a restore from yesterday’s backup: Safaricom has made it, and we know nothing of it.
    await it.database.query('DELETE FROM mpesa_payment WHERE id = ?', [id]);
    await expect(it.b2c.pay({ ...WAGE, originatorConversationId })).rejects.toMatchObject({
      name: 'DarajaOutcomeUnknownError',
      explanation: { failure: 'duplicate' },
    });
    const [again] = (await it.payments.find()).items;
    expect(again).toMatchObject({ status: 'unknown' });
    await asked(it);
    expect(await expectPaidOnce(again?.id ?? '', it)).toMatchObject({ receipt: paidOut(it)[0]?.receipt });
    expect(paidOut(it)).toHaveLength(1);
  });

  it('of one tenant cannot be signed for an account that speaks for another shortcode', async () => {
    const it = await office(kind);
    const shortcodes = ['600979'];
    await it.sim.reset({
      seed: { apps: [{ consumerKey: 'sandbox-key', consumerSecret: 'sandbox-secret', shortcodes }] },
    });
    await expect(it.b2c.pay(WAGE)).rejects.toThrow(DarajaRejectedError);
    expect(paidOut(it)).toEqual([]);
  });
});
