/** The organisation portal's statement against the books: what is missing is booked once, the rest is told. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StatementService, type MpesaOptions, type StatementImport } from 'nestjs-mpesa';
import { ManualClock, type Clock } from 'nestjs-mpesa/testing';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { RACE_RUNS } from '../../support/race-runs.js';
import { atRest, JANE, JOHN, journal, ORDER, receiptsOf } from '../../support/story.js';
import { statementOf, type Line } from '../../support/statement.js';
import { office } from '../money-out/office.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const PAYBILL = '174379';
const NOON = Date.UTC(2026, 10, 21, 9);
const MINUTE = 60_000;
const paid = (receipt: string, over: Partial<Line> = {}): Line => ({
  receipt,
  at: NOON,
  paidIn: '150.00',
  ...over,
});

describe.each(testDatabases())('importing a statement, on %s', (kind) => {
  it('books what is missing, and the second time nothing', async () => {
    const shop = await start(kind);
    const text = statementOf([
      paid('UKL0000001'),
      paid('UKL0000002', { account: 'INV-78', paidIn: '1,053.50' }),
    ]);
    expect(await importing(shop, text)).toEqual(report({ rows: 2, booked: 2 }));
    expect(await importing(shop, text)).toEqual(report({ rows: 2, known: 2 }));
    await atRest(shop);
    const { items } = await shop.payments.find({ receipt: 'UKL0000002' });
    expect(items).toMatchObject([
      {
        kind: 'c2b',
        status: 'succeeded',
        settledBy: 'statement',
        amountCents: 105_350,
        reference: 'INV-78',
        phone: JANE,
        partyName: 'JANE DOE',
        transactionType: 'Pay Bill Online',
        completedAt: NOON,
      },
    ]);
    expect(shop.handled.map(({ receipt }) => receipt).sort()).toEqual(['UKL0000001', 'UKL0000002']);
  });

  it('reads the statement of a till, with masked payers', async () => {
    const till = { type: 'till', shortcode: '300583', till: '300584' } as const;
    const shop = await start(kind, till);
    const row = paid('UKL0000001', { reason: 'Pay Merchant', party: '2547 ***** 678 - JANE', account: '' });
    expect(await importing(shop, `Till Number,300584\n${statementOf([row])}`)).toMatchObject({ booked: 1 });
    expect((await shop.payments.find()).items).toMatchObject([
      { till: '300584', reference: null, phone: null, phoneMasked: '2547 ***** 678', partyName: 'JANE' },
    ]);
  });

  it('reads the example of the portal as it is, with everything it has', async () => {
    const shop = await start(kind, { shortcode: '600966' });
    const text = readFileSync(join(import.meta.dirname, '../../fixtures/portal-statement.csv'), 'utf8');
    expect(await importing(shop, text)).toEqual(
      report({
        rows: 10,
        booked: 3,
        unknownWithdrawals: [
          {
            line: 13,
            receipt: 'UKL7SETTL1',
            amountCents: 12_000_000,
            reason: 'Organization Settlement',
            linkedReceipt: null,
          },
          {
            line: 14,
            receipt: 'UKL8REVRS1',
            amountCents: 50_000,
            reason: 'Pay Bill Reversal',
            linkedReceipt: 'UKL1AB2CD3',
          },
        ],
        skipped: [
          { line: 8, reason: 'charge: Pay Bill Charge' },
          { line: 10, reason: 'not completed: Failed' },
          { line: 11, reason: 'no payment by a customer: Organization Transfer of Funds' },
          { line: 15, reason: 'currency: USD' },
          { line: 16, reason: 'no receipt' },
        ],
      }),
    );
  });

  it('gives the money of a lost push to the push', async () => {
    const shop = await start(kind);
    shop.sim.addFault({ op: 'stkpush', fault: 'ack-lost', count: 1 });
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost', count: 1 });
    await shop.stk.request({ ...ORDER, idempotencyKey: 'order-17' }).catch(() => undefined);
    await shop.sim.answer(JOHN, { action: 'pay' });
    const [receipt = ''] = receiptsOf(shop.sim);
    const row = paid(receipt, {
      at: shop.sim.now(),
      paidIn: '10.00',
      account: ORDER.reference,
      party: '2547****4149 - JOHN DOE',
    });
    expect(await importing(shop, statementOf([row]))).toMatchObject({ rows: 1, booked: 1 });
    await atRest(shop);
    expect((await shop.payments.find()).items).toMatchObject([
      { kind: 'stk-push', status: 'succeeded', settledBy: 'statement', receipt },
    ]);
    expect(shop.handled).toMatchObject([{ requested: true }]);
  });

  it('books nothing that an open push may have brought, when the statement does not say who paid', async () => {
    const shop = await start(kind);
    await shop.stk.request(ORDER);
    const row = paid('UKL0000001', {
      at: shop.sim.now(),
      paidIn: '10.00',
      account: ORDER.reference,
      party: '',
    });
    expect(await importing(shop, statementOf([row]))).toEqual(
      report({ rows: 1, undecided: [{ line: 4, receipt: 'UKL0000001' }] }),
    );
  });

  it('tells what differs, and overwrites nothing', async () => {
    const shop = await start(kind);
    await importing(shop, statementOf([paid('UKL0000001'), paid('UKL0000002'), paid('UKL0000003')]));
    const before = await rows(shop);
    const found = await importing(
      shop,
      statementOf([
        paid('UKL0000001', { paidIn: '15.00', party: '254799999999 - MALLORY' }),
        paid('UKL0000002', { status: 'Declined' }),
        paid('UKL0000003'),
      ]),
    );
    const [one, two] = found.differing;
    expect(found).toMatchObject({ rows: 3, booked: 0, known: 1 });
    expect([one, two]).toMatchObject([
      { line: 4, receipt: 'UKL0000001', field: 'amountCents', stored: 15_000, told: 1_500 },
      { line: 5, receipt: 'UKL0000002', field: 'status', stored: 'succeeded', told: 'Declined' },
    ]);
    expect(await shop.payments.get(one?.paymentId ?? '')).toMatchObject({ receipt: 'UKL0000001' });
    expect(await rows(shop)).toEqual(before);
  });

  it('knows what we paid out by its receipt, and books no money that left', async () => {
    const shop = await office(kind);
    const wages = await Promise.all([
      shop.b2c.pay({ phone: JANE, amount: 150, remarks: 'November', command: 'SalaryPayment' }),
      shop.b2c.pay({ phone: JOHN, amount: 160, remarks: 'November', command: 'SalaryPayment' }),
    ]);
    for (const { id } of wages) await shop.payments.settled(id);
    const [jane, john] = await Promise.all(wages.map(({ id }) => shop.payments.get(id)));
    const out = { paidIn: '', reason: 'Business Payment to Customer' };
    const found = await importing(
      shop,
      statementOf([
        paid(jane?.receipt ?? '', { ...out, withdrawn: '-150.00' }),
        paid(jane?.receipt ?? '', { ...out, withdrawn: '-9.00', reason: 'Business Payment Charge' }),
        paid(john?.receipt ?? '', { ...out, withdrawn: '-161.00' }),
        paid('UKL0000003', { ...out, withdrawn: '-1,000.00' }),
      ]),
    );
    expect(found).toMatchObject({ rows: 4, booked: 0, known: 1, skipped: [{ line: 5 }] });
    expect(found.differing).toMatchObject([{ paymentId: john?.id, stored: 16_000, told: 16_100 }]);
    expect(found.unknownWithdrawals).toMatchObject([{ receipt: 'UKL0000003', amountCents: 100_000 }]);
    expect((await shop.payments.find()).items).toHaveLength(2);
  });

  it('finds payments that the statement does not have, such as forged ones', async () => {
    // It looks for what was stored within three days of the statement, whose days are long past by now.
    const shop = await start(kind, {}, new ManualClock(NOON + 2 * MINUTE));
    await importing(shop, statementOf([paid('UKL0000001'), paid('UKL0000002', { at: NOON + MINUTE })]));
    const forged = { TransID: 'UKL9FORGED', TransAmount: '99.00', TransTime: '20261121120030' };
    await shop.post(shop.callbackUrl('c2b-confirmation', PAYBILL), { ...CONFIRMATION, ...forged });
    await shop.work.inbox();
    const text = statementOf([paid('UKL0000001'), paid('UKL0000002', { at: NOON + MINUTE })]);
    expect(await importing(shop, text)).not.toHaveProperty('missingOnStatement');
    const { missingOnStatement } = await importing(shop, text, { findMissing: true });
    expect(missingOnStatement).toEqual([
      { paymentId: expect.any(String), receipt: 'UKL9FORGED', amountCents: 9_900 },
    ]);
    const one = await importing(shop, statementOf([paid('UKL0000002', { at: NOON + MINUTE })]), {
      findMissing: true,
    });
    expect(one.missingOnStatement).toEqual([]);
    const early = await importing(shop, statementOf([paid('UKL0000001')]), { findMissing: true });
    expect(early.missingOnStatement).toEqual([]);
  });

  it('never books the statement of one account on another', async () => {
    const accounts = { branch: { shortcode: '600000' } };
    const shop = await start(kind, { accounts });
    const text = `Short Code,600000\n${statementOf([paid('UKL0000001')])}`;
    await expect(importing(shop, text)).rejects.toMatchObject({ code: 'invalid-request', field: 'account' });
    await expect(importing(shop, text, { account: 'nobody' })).rejects.toMatchObject({ field: 'account' });
    expect((await shop.payments.find()).items).toEqual([]);
    expect(await importing(shop, text, { account: 'branch' })).toMatchObject({
      account: 'branch',
      booked: 1,
    });
    // Without its preamble nothing tells whose it is; the receipt still does.
    expect((await importing(shop, statementOf([paid('UKL0000001')]))).differing).toMatchObject([
      { field: 'account', stored: 'branch', told: 'default' },
    ]);
  });

  it('refuses a file that is no statement before anything is stored', async () => {
    const shop = await start(kind);
    await expect(importing(shop, 'Name,Phone\nJane,0712345678\n')).rejects.toMatchObject({
      code: 'invalid-request',
      field: 'statement',
      message: expect.stringContaining('Receipt No., Completion Time'),
    });
    expect((await shop.payments.find()).items).toEqual([]);
  });

  it('keeps what it booked before a broken line, and goes on when the mended file comes', async () => {
    const shop = await start(kind);
    const lines = Array.from({ length: 450 }, (_, index) => paid(`UKL${String(index).padStart(7, '0')}`));
    const whole = statementOf(lines);
    await expect(importing(shop, `${whole}"UKL`)).rejects.toMatchObject({ field: 'statement' });
    const { booked, known } = await importing(shop, whole);
    expect([booked + known, known]).toEqual([450, 400]);
  });
});

describe.each(testDatabases())('races of the import, on %s', (kind) => {
  it.each(RACE_RUNS)(
    'with the confirmations and with another import leave one payment and one event each (%i)',
    async () => {
      const shop = await start(kind);
      const other = await testApp().beside(shop).jobs(false).start();
      shop.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-lost' });
      for (const amount of [3, 4, 5, 6])
        await shop.sim.pay(JANE, { shortcode: PAYBILL, account: 'A-1', amount });
      const lost = journal(shop.sim, 'c2b-confirmation').map(
        ({ requestBody }) => requestBody as Confirmation,
      );
      expect(lost).toHaveLength(4);
      const text = statementOf(
        lost.map(({ TransID, TransAmount }) =>
          paid(TransID, { paidIn: TransAmount, account: 'A-1', at: shop.sim.now() }),
        ),
      );
      const url = shop.callbackUrl('c2b-confirmation', PAYBILL);
      const confirmed = Promise.all(lost.map((body) => shop.post(url, body)));
      const [one, two] = await Promise.all([
        importing(shop, text),
        importing(other, text),
        confirmed.then(() => other.work.inbox()),
      ]);
      await atRest(shop, other);
      const { items } = await shop.payments.find();
      expect(items.map(({ amountCents }) => amountCents).sort()).toEqual([300, 400, 500, 600]);
      expect(shop.handled).toHaveLength(4);
      expect([one, two].map(({ differing, undecided }) => [differing, undecided])).toEqual([
        [[], []],
        [[], []],
      ]);
      expect(one.booked + two.booked).toBeLessThanOrEqual(4);
    },
  );
});

type Confirmation = { TransID: string; TransAmount: string };

const CONFIRMATION = {
  TransactionType: 'Pay Bill',
  BusinessShortCode: PAYBILL,
  BillRefNumber: 'INV-77',
  MSISDN: '2547 ***** 678',
  FirstName: 'JANE',
};

async function start(
  kind: TestDatabaseKind,
  options: Partial<MpesaOptions> = {},
  clock?: Clock,
): Promise<TestApp> {
  const sim = await testSimulator();
  const host = testApp().on(kind).withSimulator(sim).options(options).jobs(false);
  const shop = await (clock ? host.clock(clock) : host).start();
  if (options.shortcode === undefined) await shop.c2b.registerUrls();
  return shop;
}

function importing(
  shop: TestApp,
  text: string,
  request: Parameters<StatementService['import']>[1] = {},
): Promise<StatementImport> {
  return shop.app.get(StatementService).import([Buffer.from(text)], request);
}

/** A report in which nothing happened but this. */
function report(over: Partial<StatementImport>): StatementImport {
  const lists = { differing: [], undecided: [], inReview: [], unknownWithdrawals: [], skipped: [] };
  return { account: 'default', rows: 0, booked: 0, known: 0, settled: 0, ...lists, omitted: 0, ...over };
}

function rows(shop: TestApp): Promise<unknown[]> {
  return shop.database.query('SELECT * FROM mpesa_payment ORDER BY id');
}
