/** Books that were restored from a backup, where M-Pesa takes no name of ours: what it may have paid is held back. */
import { describe, expect, it } from '@jest/globals';
import { RestoreService, StatementService, type Payment } from 'nestjs-mpesa';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { statementOf, type Line } from '../../support/statement.js';
import { atRest, expectBooksAgree, JANE, journal, travel } from '../../support/story.js';
import { expectGivenBack, janePays } from './customers-money.js';
import { office, OFFICE, type Office, type OfficeOptions } from './office.js';
import { LANDLORD, paidOut, PRODUCTS, STORE, TILL, type Over, type Product } from './products.js';
import { KEYS, restoredOffice } from './restored-books.js';

const MINUTE = 60_000;
const LATER = 'wage:6';
const PERSON = { by: 'achieng@example.co.ke', reason: 'not on the statement' };

/** A product that M-Pesa would pay twice, and whom its statement names. */
interface Nameless {
  readonly kind: string;
  readonly party: string;
  readonly options?: OfficeOptions;
  readonly pay: Product['pay'];
}

const wage = (it: Office, over?: Over) => it.b2c.pay({ phone: JANE, amount: 1_500, ...over });
const NAMELESS: readonly Nameless[] = [
  ...PRODUCTS.filter(({ named }) => !named).map(({ kind, pay }) => ({
    kind,
    pay,
    party: kind === 'tax' ? '572572 - KRA' : `${LANDLORD} - LANDLORD`,
  })),
  { kind: 'b2c v1', pay: wage, party: `${JANE} - JANE`, options: { b2c: { version: 'v1' } } },
  { kind: 'b2c v3 or v1', pay: wage, party: `${JANE} - JANE`, options: { b2c: { fallbackToV1: true } } },
];
const CASES = testDatabases().flatMap((kind) =>
  NAMELESS.map((product): [string, TestDatabaseKind, Nameless] => [product.kind, kind, product]),
);

const restores = (it: Office) => it.app.get(RestoreService);
/** Half a minute after the restore the operator has said so. */
async function marked(it: Office & { readonly backupAt: number }): Promise<void> {
  await restores(it).mark({ backupAt: it.backupAt });
  await travel(MINUTE / 2, it.clock, it.sim);
}

/** What the portal exports of the money that left. */
function withdrawals(it: Office, party: string, over: Partial<Line> = {}): string {
  return statementOf(
    paidOut(it).map(({ receipt, cents, at }) => ({
      receipt: receipt ?? '',
      at,
      withdrawn: (cents / 100).toFixed(2),
      reason: 'Payment via API',
      party,
      account: '',
      ...over,
    })),
  );
}

const importing = (it: Office, text: string) => it.app.get(StatementService).import(text);
const HELD = { status: 'review', reviewReason: 'restored-backup', sendingAt: null };

describe.each(CASES)('payments of kind %s, on books restored and marked on %s', (_, kind, product) => {
  const pay = (it: Office, idempotencyKey: string) => product.pay(it, { idempotencyKey });
  const payAll = (it: Office) => Promise.all(KEYS.map((key) => pay(it, key)));

  it('are held, settled by the statement where they were paid, and sent by their key where a person has looked', async () => {
    const it = await restoredOffice(kind, { after: payAll, options: product.options });
    await marked(it);
    const again = await payAll(it);
    const unpaid = await pay(it, LATER);
    for (const payment of [...again, unpaid]) expect(payment).toMatchObject(HELD);
    expect(paidOut(it)).toHaveLength(5);
    // Six might be any of the five: nothing is guessed.
    expect(await importing(it, withdrawals(it, product.party))).toMatchObject({ settled: 0, rows: 5 });
    expect(await it.payments.resolve(unpaid.id, { as: 'not-sent', ...PERSON })).toMatchObject({
      status: 'failed',
      failure: 'not-sent',
    });
    expect(await importing(it, withdrawals(it, product.party))).toMatchObject({
      settled: 5,
      unknownWithdrawals: [],
    });
    expect(await importing(it, withdrawals(it, product.party))).toMatchObject({ settled: 0, known: 5 });
    expect((await pay(it, LATER)).id).toBe(unpaid.id);
    await atRest(it);
    expect(paidOut(it)).toHaveLength(6);
    await expectBooksAgree(it);
    expect(it.books.reviews.map(({ paymentId }) => paymentId).sort()).toEqual(
      [...again, unpaid].map(({ id }) => id).sort(),
    );
  });
});

describe.each(testDatabases())('books restored from a backup and marked, on %s', (kind) => {
  const rent = (it: Office, over: Over = {}) =>
    it.b2b.payBill({ to: LANDLORD, amount: 1_500, reference: 'HOUSE-4', ...over });
  const KEY = { idempotencyKey: KEYS[0] };

  /** Nothing was sent when the backup was made; then it was. */
  const failedThenPaid = {
    before: async (lost: Office) => {
      lost.sim.addFault({ op: 'oauth', fault: 'http-500' });
      await expect(rent(lost, KEY)).rejects.toMatchObject({ moneyMayHaveMoved: false });
      lost.sim.clearFaults();
    },
    after: (lost: Office) => rent(lost, KEY),
  };

  it('hold what they remember as never sent, whether its key or a job would send it', async () => {
    const it = await restoredOffice(kind, failedThenPaid);
    await marked(it);
    expect(await rent(it, KEY)).toMatchObject(HELD);
    // As a host's transaction leaves it.
    await it.database.query(
      "UPDATE mpesa_payment SET status = 'created', review_reason = NULL, settled_at = NULL, send_owner = NULL",
    );
    await it.work.dispatch();
    expect((await it.payments.find()).items).toMatchObject([HELD]);
    expect(paidOut(it)).toHaveLength(1);
  });

  it('send what a person has cleared, and take the word for nothing that may have been sent', async () => {
    const it = await restoredOffice(kind, failedThenPaid);
    await marked(it);
    const { id } = await rent(it, KEY);
    await it.payments.resolve(id, { as: 'not-sent', ...PERSON });
    expect(await rent(it, KEY)).toMatchObject({ id, status: 'pending' });
    await atRest(it);
    it.sim.addFault({ op: 'b2b', fault: 'http-500' });
    await restores(it).close(PERSON);
    await expect(rent(it)).rejects.toMatchObject({ moneyMayHaveMoved: true });
    await travel(25 * 60 * MINUTE, it.clock, it.sim);
    await it.work.reconciliation();
    const [unknown] = (await it.payments.find({ status: 'review' })).items;
    await expect(it.payments.resolve(unknown?.id ?? '', { as: 'not-sent', ...PERSON })).rejects.toMatchObject(
      { name: 'IllegalTransitionError' },
    );
  });

  it('keep the word of a person until bytes may have left: attempts that could not be sent do not use it up', async () => {
    const it = await restoredOffice(kind, failedThenPaid);
    await marked(it);
    const { id } = await rent(it, KEY);
    await it.payments.resolve(id, { as: 'not-sent', ...PERSON });
    it.sim.addFault({ op: 'oauth', fault: 'http-500' });
    for (const tries of [1, 2]) {
      await expect(rent(it, KEY)).rejects.toMatchObject({ moneyMayHaveMoved: false, paymentId: id });
      expect([tries, await it.payments.get(id)]).toMatchObject([
        tries,
        { status: 'failed', failure: 'not-sent' },
      ]);
    }
    // A process that died over its token leaves it to the reconciler.
    await it.database.query("UPDATE mpesa_payment SET status = 'created', next_check_at = 1 WHERE id = ?", [
      id,
    ]);
    await it.work.reconciliation();
    it.sim.clearFaults();
    expect(await rent(it, KEY)).toMatchObject({ id, status: 'pending' });
    await atRest(it);
    expect(paidOut(it)).toHaveLength(2);
  });

  it('take the word of a person for the restore that it was said of, not for a later one', async () => {
    const it = await restoredOffice(kind, failedThenPaid);
    await marked(it);
    const { id } = await rent(it, KEY);
    await it.payments.resolve(id, { as: 'not-sent', ...PERSON });
    await travel(MINUTE, it.clock, it.sim);
    await restores(it).mark({ backupAt: it.clock.now() - 1 });
    expect(await rent(it, KEY)).toMatchObject({ id, ...HELD });
  });

  it('hold nothing that has no key, that M-Pesa knows by name, or that comes once the mark is closed', async () => {
    const it = await restoredOffice(kind, { after: (lost) => rent(lost, KEY) });
    await marked(it);
    const sent = [await rent(it), await it.b2c.pay({ phone: JANE, amount: 100, idempotencyKey: LATER })];
    expect(await rent(it, KEY)).toMatchObject(HELD);
    expect(await restores(it).close(PERSON)).toBe(1);
    sent.push(await rent(it, { idempotencyKey: LATER + ':2' }));
    expect(sent.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
    expect(await rent(it, KEY)).toMatchObject(HELD);
    expect(await restores(it).list()).toMatchObject([{ backupAt: it.backupAt, closedBy: PERSON.by }]);
  });

  it('hold a prompt to a till, of which nobody can be asked', async () => {
    const bill = { till: TILL, amount: 71, partnerName: 'Vendor', reference: 'INV-77', ...KEY } as const;
    const it = await restoredOffice(kind, {
      after: async (lost) => {
        lost.sim.setShortcode(STORE, { balanceCents: 10_000_00 });
        await lost.express.request(bill);
        await lost.sim.answer('254722000000', { action: 'pay' });
      },
    });
    await marked(it);
    expect(await it.express.request(bill)).toMatchObject(HELD);
    expect(journal(it.sim, 'b2b-express')).toHaveLength(1);
  });

  it('hold a reversal of a part, which the statement settles by the receipt it gives back', async () => {
    const paid: Payment[] = [];
    const give = (it: Office) => it.reversals.request({ paymentId: paid[0]?.id ?? '', amount: 500 });
    const it = await restoredOffice(kind, {
      before: async (lost) => void paid.push(await janePays(lost, 1_500)),
      after: give,
    });
    await marked(it);
    const held = await give(it);
    expect(held).toMatchObject(HELD);
    const [reversal] = it.sim.ledger().entries.filter((entry) => entry.kind === 'reversal');
    const row = {
      receipt: reversal?.receipt ?? '',
      at: reversal?.at ?? 0,
      withdrawn: '500.00',
      reason: 'Pay Bill Reversal',
      linked: paid[0]?.receipt ?? '',
    };
    expect(await importing(it, statementOf([{ ...row, linked: 'UKL0000000' }]))).toMatchObject({
      settled: 0,
    });
    expect(await importing(it, statementOf([row]))).toMatchObject({ settled: 1 });
    await expectGivenBack(it, paid[0]?.id ?? '', [500_00]);
  });

  it('hold the reversal of a whole, of which a part may have been given back: all of it is never given back on top', async () => {
    const paid: Payment[] = [];
    const reverse = (it: Office, over: Over) =>
      it.reversals.request({ paymentId: paid[0]?.id ?? '', ...over });
    const it = await restoredOffice(kind, {
      before: async (lost) => void paid.push(await janePays(lost, 1_500)),
      after: (lost) => reverse(lost, { amount: 500 }),
    });
    await marked(it);
    const held = await reverse(it, KEY);
    expect(held).toMatchObject({ ...HELD, amountCents: 1_500_00 });
    const [part] = it.sim.ledger().entries.filter((entry) => entry.kind === 'reversal');
    const row = { receipt: part?.receipt ?? '', at: part?.at ?? 0, linked: paid[0]?.receipt ?? '' };
    const statement = statementOf([{ ...row, withdrawn: '500.00', reason: 'Pay Bill Reversal' }]);
    expect(await importing(it, statement)).toMatchObject({
      settled: 0,
      unknownWithdrawals: [{ receipt: row.receipt }],
    });
    expect(journal(it.sim, 'reversal')).toHaveLength(1);
    // Whoever clears it all the same is told by M-Pesa that so much is not left.
    await it.payments.resolve(held.id, { ...PERSON, as: 'not-sent' });
    const again = await reverse(it, KEY);
    await atRest(it);
    expect(journal(it.sim, 'reversal')).toHaveLength(2);
    expect(await it.payments.get(again.id)).toMatchObject({ status: 'failed' });
    expect(it.sim.shortcode(OFFICE).balanceCents).toBe(1_000_000_00 + 1_000_00);
  });

  it('hold the reversal of a whole that was given back already, which the statement settles', async () => {
    const paid: Payment[] = [];
    const give = (it: Office) => it.reversals.request({ paymentId: paid[0]?.id ?? '', ...KEY });
    const it = await restoredOffice(kind, {
      before: async (lost) => void paid.push(await janePays(lost, 1_500)),
      after: give,
    });
    await marked(it);
    expect(await give(it)).toMatchObject(HELD);
    const [whole] = it.sim.ledger().entries.filter((entry) => entry.kind === 'reversal');
    const row = { receipt: whole?.receipt ?? '', at: whole?.at ?? 0, linked: paid[0]?.receipt ?? '' };
    const statement = statementOf([{ ...row, withdrawn: '1500.00', reason: 'Pay Bill Reversal' }]);
    expect(await importing(it, statement)).toMatchObject({ settled: 1 });
    await expectGivenBack(it, paid[0]?.id ?? '', [1_500_00]);
  });

  it('hold a reversal without a key of money that the statement has booked again: it may have been given back before', async () => {
    const it = await restoredOffice(kind, {
      after: async (lost) => {
        const { id } = await janePays(lost, 1_500);
        await lost.reversals.request({ paymentId: id, amount: 500 });
      },
    });
    await marked(it);
    const [paid] = it.sim.ledger().entries.filter((entry) => entry.kind === 'c2b');
    const row = { receipt: paid?.receipt ?? '', at: paid?.at ?? 0, paidIn: '1500.00' };
    expect(await importing(it, statementOf([row]))).toMatchObject({ booked: 1 });
    const [again] = (await it.payments.find({ receipt: row.receipt })).items;
    const reversal = await it.reversals.request({ paymentId: again?.id ?? '', amount: 500 });
    expect(reversal).toMatchObject(HELD);
    expect(journal(it.sim, 'reversal')).toHaveLength(1);
  });

  it('are marked by an option before anything can be sent, once, and the log says so', async () => {
    const it = await restoredOffice(kind, { after: (lost) => rent(lost, KEY) });
    await it.close();
    const settings = { jobs: { enabled: false }, sim: it.sim };
    const restoredBackupAt = new Date(it.backupAt).toISOString();
    const first = await office(it.database, { ...settings, restoredBackupAt });
    expect(await rent(first, KEY)).toMatchObject(HELD);
    expect(first.log.of('warn')).toEqual(expect.arrayContaining([expect.stringContaining(restoredBackupAt)]));
    await restores(first).close(PERSON);
    await first.close();
    const second = await office(it.database, { ...settings, restoredBackupAt });
    expect(await rent(second, { idempotencyKey: LATER })).toMatchObject({ status: 'pending' });
    await second.close();
    const future = new Date(it.clock.now() + 25 * 60 * MINUTE).toISOString();
    await expect(office(it.database, { ...settings, restoredBackupAt: future })).rejects.toThrow(
      /restoredBackupAt/,
    );
  });

  it('refuse a mark that makes no sense', async () => {
    const it = await restoredOffice(kind, { after: async () => undefined });
    const now = it.clock.now();
    for (const [request, field] of [
      [{ backupAt: now + 1 }, 'backupAt'],
      [{ backupAt: now, restoredAt: now - 1 }, 'backupAt'],
      [{ backupAt: now, restoredAt: now + 1 }, 'restoredAt'],
      [{ backupAt: new Date('yesterday') }, 'backupAt'],
      [{ backupAt: '2026-11-29' as unknown as number }, 'backupAt'],
    ] as const) {
      await expect(restores(it).mark(request)).rejects.toMatchObject({ code: 'invalid-request', field });
    }
    await expect(restores(it).close({ by: '', reason: 'x' })).rejects.toMatchObject({ field: 'by' });
    expect(await restores(it).list()).toEqual([]);
  });
});
