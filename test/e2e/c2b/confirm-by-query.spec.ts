import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { atRest, expectBooksAgree, JANE, journal, receiptDay, stamp, travel } from '../../support/story.js';
import { office, OFFICE, type Office } from '../money-out/office.js';

const PAYMENT = { shortcode: OFFICE, account: 'INV-77', amount: 150 };
const HOUR = 3_600_000;

/** Asks what is due, and reads the answers. */
async function ask(it: Office): Promise<void> {
  await it.work.reconciliation();
  await atRest(it);
}

const only = async ({ payments }: Office) => (await payments.find()).items[0];

describe.each(testDatabases())(
  'money by hand on an account that has said nothing of confirming, on %s',
  (kind) => {
    it('is confirmed from KES 20,000 on, where it has an operator for status', async () => {
      const it = await office(kind, { jobs: { enabled: false } });
      await it.c2b.registerUrls();
      it.sim.setPhone(JANE, { balanceCents: 100_000_00 });
      await it.sim.pay(JANE, { ...PAYMENT, amount: 19_999 });
      await it.sim.pay(JANE, { ...PAYMENT, amount: 20_000 });
      await atRest(it);
      const found = async () =>
        (await it.payments.find()).items.map((one) => [one.amountCents, one.settledBy]);
      expect((await found()).sort()).toEqual([
        [1_999_900, 'c2b'],
        [2_000_000, null],
      ]);
      expect(it.handled).toHaveLength(1);
      await ask(it);
      expect((await found()).sort()).toEqual([
        [1_999_900, 'c2b'],
        [2_000_000, 'query'],
      ]);
      await expectBooksAgree(it);
    });
  },
);

describe.each(testDatabases())('money by hand on an account with confirm: query, on %s', (kind) => {
  it('counts once transaction status has told the same receipt and amount', async () => {
    const it = await office(kind, { confirm: 'query', jobs: { enabled: false } });
    await it.c2b.registerUrls();
    const { receipt } = await it.sim.pay(JANE, PAYMENT);
    await atRest(it);
    expect(await only(it)).toMatchObject({ kind: 'c2b', status: 'pending', receipt });
    expect(it.handled).toEqual([]);
    await ask(it);
    expect(await only(it)).toMatchObject({
      status: 'succeeded',
      receipt,
      settledBy: 'query',
      reference: 'INV-77',
    });
    expect(it.handled).toMatchObject([{ receipt, requested: false, partyName: 'JANE WANJIKU DOE' }]);
    expect(journal(it.sim, 'status')).toHaveLength(1);
    await expectBooksAgree(it);
  });

  it('is never counted where it was forged, however good its URL', async () => {
    const it = await office(kind, { confirm: 'query', jobs: { enabled: false } });
    const forged = `${receiptDay(it.sim.now())}0ABCDEF`;
    const body = {
      TransactionType: 'Pay Bill',
      TransID: forged,
      TransTime: stamp(it),
      TransAmount: '150.00',
      BusinessShortCode: OFFICE,
      BillRefNumber: 'INV-77',
      MSISDN: '2547 ***** 678',
      FirstName: 'JANE',
    };
    const { status } = await it.post(it.callbackUrl('c2b-confirmation', OFFICE), body);
    expect(status).toBe(200);
    await atRest(it);
    await ask(it);
    expect(await only(it)).toMatchObject({ status: 'pending', receipt: forged });
    await travel(25 * HOUR, it.clock, it.sim);
    await ask(it);
    expect(await only(it)).toMatchObject({ status: 'review', reviewReason: 'horizon' });
    expect(it.handled).toEqual([]);
    await expectBooksAgree(it);
  });

  it('goes to a person where its receipt is that of money which we have paid out', async () => {
    const elsewhere = await office(kind);
    const wage = await elsewhere.b2c.pay({ phone: JANE, amount: 150 });
    const { receipt } = await elsewhere.payments.settled(wage.id);
    const it = await office(kind, { sim: elsewhere.sim, confirm: 'query', jobs: { enabled: false } });
    const body = {
      TransID: receipt,
      TransTime: stamp(it),
      TransAmount: '150.00',
      BusinessShortCode: OFFICE,
      BillRefNumber: 'INV-77',
      MSISDN: '2547 ***** 678',
    };
    await it.post(it.callbackUrl('c2b-confirmation', OFFICE), body);
    await atRest(it);
    await ask(it);
    expect(await only(it)).toMatchObject({ status: 'review', receipt, reviewReason: 'payee-differs' });
    expect(it.handled).toEqual([]);
  });

  it('goes to a person where its amount was forged', async () => {
    const it = await office(kind, { confirm: 'query', jobs: { enabled: false } });
    await it.c2b.registerUrls();
    it.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-lost' });
    const { receipt = '' } = await it.sim.pay(JANE, PAYMENT);
    const body = {
      TransactionType: 'Pay Bill',
      TransID: receipt,
      TransTime: stamp(it),
      TransAmount: '15000.00',
      BusinessShortCode: OFFICE,
      BillRefNumber: 'INV-77',
      MSISDN: '2547 ***** 678',
    };
    await it.post(it.callbackUrl('c2b-confirmation', OFFICE), body);
    await atRest(it);
    await ask(it);
    expect(await only(it)).toMatchObject({
      status: 'review',
      reviewReason: 'amount-differs: asked 15000.00, told 150.00',
    });
    expect(it.handled).toEqual([]);
  });

  it('counts at once where the account has nobody to ask by, and the start says so', async () => {
    const it = await office(kind, { confirm: 'query', initiator: undefined, jobs: { enabled: false } });
    expect(it.log.of('warn').join('\n')).toMatch(/confirm: payments that customers make by hand/);
    await it.c2b.registerUrls();
    await it.sim.pay(JANE, PAYMENT);
    await atRest(it);
    expect(await only(it)).toMatchObject({ status: 'succeeded', settledBy: 'c2b' });
    expect(journal(it.sim, 'status')).toEqual([]);
  });
});
