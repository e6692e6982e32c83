/** Books that were restored from a backup, where M-Pesa takes a name of ours: it refuses what it has paid already. */
import { describe, expect, it } from '@jest/globals';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { atRest, expectBooksAgree, GRACE, JANE, journal, travel } from '../../support/story.js';
import { paidOut, PRODUCTS, SHILLINGS, type Product } from './products.js';
import type { Office } from './office.js';
import { KEYS, restoredOffice } from './restored-books.js';

const MINUTE = 60_000;
const CASES = testDatabases().flatMap((kind) =>
  PRODUCTS.filter(({ named }) => named).map((product): [string, TestDatabaseKind, Product] => [
    product.kind,
    kind,
    product,
  ]),
);

/** Asks until M-Pesa has told what became of everything. */
async function ask(it: Office): Promise<void> {
  await travel(MINUTE, it.clock, it.sim);
  await it.work.reconciliation();
  await atRest(it);
}

describe.each(CASES)('payments of kind %s that the restored books on %s do not know', (_, kind, product) => {
  const pay = (it: Office, idempotencyKey: string, amount?: number) =>
    product.pay(it, { idempotencyKey, ...(amount === undefined ? {} : { amount }) });
  // As many questions as there are payments, in one turn.
  const options = { reconciliation: { queryRate: { perMinute: 60, burst: 10 } } };
  const payAll = (it: Office) => Promise.allSettled(KEYS.map((key) => pay(it, key)));

  it('are paid once, although all five are asked for again, and are found by their names', async () => {
    const it = await restoredOffice(kind, { after: payAll, options });
    for (const outcome of await payAll(it)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'DarajaOutcomeUnknownError' } });
    }
    await ask(it);
    expect(paidOut(it)).toHaveLength(5);
    const { items } = await it.payments.find({ status: 'succeeded' });
    expect(items.map(({ receipt }) => receipt).sort()).toEqual(
      paidOut(it)
        .map(({ receipt }) => receipt)
        .sort(),
    );
    await expectBooksAgree(it);
  });

  it('stay failed when they had failed, and move nothing', async () => {
    const it = await restoredOffice(kind, {
      after: async (lost) => {
        product.empty(lost);
        await pay(lost, KEYS[0]);
      },
    });
    it.sim.setShortcode('600996', { balanceCents: 1_000_000_00 });
    await expect(pay(it, KEYS[0])).rejects.toMatchObject({ moneyMayHaveMoved: true });
    await ask(it);
    expect((await it.payments.find()).items).toMatchObject([{ status: 'failed', failure: 'declined' }]);
    expect(paidOut(it)).toEqual([]);
  });

  it('go to a person when the key is asked for with another amount than was paid under it', async () => {
    const it = await restoredOffice(kind, { after: (lost) => pay(lost, KEYS[0]) });
    await expect(pay(it, KEYS[0], SHILLINGS + 1)).rejects.toMatchObject({ moneyMayHaveMoved: true });
    await ask(it);
    const reviewReason = 'amount-differs: asked 1501.00, told 1500.00';
    expect((await it.payments.find()).items).toMatchObject([{ status: 'review', reviewReason }]);
    expect(paidOut(it)).toHaveLength(1);
  });

  it('are sent when M-Pesa does not know them either', async () => {
    const it = await restoredOffice(kind, { after: (lost) => pay(lost, KEYS[0]) });
    await pay(it, KEYS[1]);
    await atRest(it);
    expect(paidOut(it)).toHaveLength(2);
    expect((await it.payments.find()).items).toMatchObject([{ status: 'succeeded', settledBy: 'callback' }]);
  });

  it('keep their name when the attempt that sent nothing is made again', async () => {
    const it = await restoredOffice(kind, {
      before: async (lost) => {
        lost.sim.addFault({ op: 'oauth', fault: 'http-500' });
        await expect(pay(lost, KEYS[0])).rejects.toMatchObject({ moneyMayHaveMoved: false });
        await lost.sim.clearFaults();
      },
      after: (lost) => pay(lost, KEYS[0]),
    });
    expect(paidOut(it)).toHaveLength(1);
    await expect(pay(it, KEYS[0])).rejects.toMatchObject({ name: 'DarajaOutcomeUnknownError' });
    await ask(it);
    expect(paidOut(it)).toHaveLength(1);
    expect((await it.payments.find()).items).toMatchObject([{ status: 'succeeded', settledBy: 'query' }]);
    expect(journal(it.sim, product.op)).toHaveLength(2);
  });
});

describe.each(testDatabases())('a key of the lost time, on %s', (kind) => {
  it('that is asked for again for another payee goes to a person: the money went to the first one', async () => {
    const wage = { amount: 1_500, idempotencyKey: KEYS[0] };
    const it = await restoredOffice(kind, { after: ({ b2c }) => b2c.pay({ ...wage, phone: JANE }) });
    await expect(it.b2c.pay({ ...wage, phone: GRACE })).rejects.toMatchObject({ moneyMayHaveMoved: true });
    await ask(it);
    const [stored] = (await it.payments.find()).items;
    expect(stored).toMatchObject({ status: 'review', reviewReason: 'payee-differs' });
    expect(stored?.transactionId).toBe(paidOut(it)[0]?.receipt);
    expect(it.handled).toEqual([]);
  });
});
