import { describe, expect, it } from '@jest/globals';
import { BillManagerService, type Invoice, type PaymentSucceeded } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { expectOneSuccess, moneyMoved } from '../../support/money.js';
import { storedCallbacks } from '../../support/stored-callbacks.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const PAYBILL = '174379';
const JANE = '254712345678';
/** The minute after the payments that `pushed` and `confirmed` tell of. */
const THEN = Date.parse('2026-11-21T12:14:00+03:00');
const invoice: Invoice = {
  id: 'INV-77',
  customerName: 'Jane Doe',
  phone: '0712 345 678',
  title: 'Rent',
  period: 'November 2026',
  dueDate: '2026-12-05',
  reference: 'A1',
  amount: 800,
};

describe.each(testDatabases())('Bill Manager, on %s', (kind) => {
  it('takes bills, pushes their payments, and is told that they are booked', async () => {
    const { shop, bills } = await billing();
    expect(await bills.invoice(invoice)).toEqual({ message: 'Invoice sent successfully' });
    const receipt = await janePays(shop, 800);
    const paid = await expectOneSuccess(shop);
    expect(paid).toMatchObject({ kind: 'c2b', receipt, reference: 'A1', phone: JANE, amountCents: 80_000 });
    const acknowledged = await acknowledge(bills, paid);
    expect(acknowledged).toMatchObject({ invoiceId: 'INV-77', acknowledgedAt: expect.any(Number) });
    const [told] = requests(shop, 'billmanager-reconciliation');
    expect(told?.requestBody).toMatchObject({
      transactionId: receipt,
      paidAmount: '800',
      accountReference: 'A1',
      phoneNumber: '0712345678',
      externalReference: 'INV-77',
    });
    await expect(bills.cancel('INV-77')).rejects.toMatchObject({ code: 'daraja-rejected', errorCode: '409' });
  });

  it.each([
    ['after', ['billmanager-payment', 'c2b-confirmation'] as const],
    ['before', ['c2b-confirmation', 'billmanager-payment'] as const],
  ])('books money once that a confirmation tells of %s the push', async (_, [first, second]) => {
    const { shop } = await billing();
    await shop.c2b.registerUrls();
    shop.sim.addFault({ op: second, fault: 'callback-late', ms: 60_000 });
    const receipt = await janePays(shop, 800);
    await eventually(async () => (await storedCallbacks(shop)).length === 1);
    await shop.work.inbox();
    await shop.sim.advance(60_000);
    await eventually(async () => (await storedCallbacks(shop)).length === 2);
    const paid = await expectOneSuccess(shop);
    expect(paid).toMatchObject({ receipt, amountCents: 80_000 });
    expect((await storedCallbacks(shop))[0]?.kind).toBe(
      first === 'billmanager-payment' ? 'bill-manager' : first,
    );
    // The confirmation masks the payer, the push does not.
    const { items } = await shop.payments.find();
    expect(items).toMatchObject([{ receipt, phone: JANE }]);
  });

  it('books money once of which both tell at the same moment, on two instances', async () => {
    const clock = new ManualClock(THEN);
    const { shop } = await billing({ jobs: false, clock });
    const other = await testApp().beside(shop).clock(clock).jobs(false).start();
    const receipts = Array.from({ length: 10 }, (_, count) => `UKLB53MY${10 + count}`);
    await Promise.all(
      receipts.flatMap((receipt) => [
        shop.post(shop.callbackUrl('bill-manager', PAYBILL), pushed(receipt)),
        other.post(other.callbackUrl('c2b-confirmation', PAYBILL), confirmed(receipt)),
      ]),
    );
    await Promise.all([shop.work.inbox(), other.work.inbox()]);
    await Promise.all([shop.work.outbox(), other.work.outbox()]);
    const { items } = await shop.payments.find();
    expect(items.map(({ receipt, status }) => [receipt, status]).sort()).toEqual(
      receipts.map((receipt) => [receipt, 'succeeded']),
    );
    expect(shop.handled.map(({ receipt }) => receipt).sort()).toEqual(receipts);
    expect((await storedCallbacks(shop)).map(({ status }) => status)).toEqual(Array(20).fill('done'));
  });

  it('finds the push that was sent for it, and books the money there', async () => {
    const { shop } = await billing();
    const push = await shop.stk.request({ phone: JANE, amount: 800, reference: 'A1' });
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    await eventually(() => shop.sim.phone(JANE).prompt);
    await shop.sim.answer(JANE, { action: 'pay' });
    const paid = await expectOneSuccess(shop);
    expect(paid).toMatchObject({ paymentId: push.id, kind: 'stk-push', requested: true });
  });

  it('tells again of a payment whose push was lost, and no more once it was heard', async () => {
    const { shop } = await billing();
    shop.sim.addFault({ op: 'billmanager-payment', fault: 'callback-lost', count: 3 });
    await janePays(shop, 800);
    const outcomes = () => requests(shop, 'billmanager-payment').map(({ outcome }) => outcome);
    await shop.sim.advance(180_000);
    // Stored, and answered: in the minutes below M-Pesa would give up waiting for an answer.
    await eventually(() => outcomes().length === 4);
    await shop.sim.advance(600_000);
    expect(await expectOneSuccess(shop)).toMatchObject({ amountCents: 80_000 });
    expect(outcomes()).toEqual(['lost', 'lost', 'lost', 'delivered']);
  });

  it('is answered in its own words', async () => {
    const { shop } = await billing();
    const push = pushed('UKLB53MYR1');
    const url = shop.callbackUrl('bill-manager', PAYBILL);
    expect(await shop.post(url, push)).toEqual({ status: 200, body: { resmsg: 'Success', rescode: '200' } });
    const forged = await shop.post(url.replace(/.{4}$/, '0000'), push);
    expect(forged.status).toBe(404);
    const foreign = { ...push, transactionId: 'UKLB53MYR2', shortCode: '600000' };
    await shop.post(url, foreign);
    await shop.post(url, { hello: 'there' });
    await shop.work.inbox();
    const told = (await storedCallbacks(shop)).map(({ status, reason }) => [status, reason]).sort();
    expect(told).toEqual([
      ['done', null],
      ['rejected', 'foreign-shortcode: 600000'],
      ['rejected', 'unreadable'],
    ]);
    expect((await shop.payments.find()).items).toMatchObject([{ receipt: 'UKLB53MYR1' }]);
  });

  it('is told once of a payment, and never again of one whose answer was lost', async () => {
    const { shop, bills } = await billing();
    await bills.invoice(invoice);
    await janePays(shop, 800);
    const paid = await expectOneSuccess(shop);
    shop.sim.addFault({ op: 'billmanager-reconciliation', fault: 'ack-lost', count: 1 });
    const doubt = { code: 'daraja-outcome-unknown', paymentId: paid.paymentId };
    await expect(acknowledge(bills, paid)).rejects.toMatchObject(doubt);
    await expect(acknowledge(bills, paid)).rejects.toMatchObject(doubt);
    expect(requests(shop, 'billmanager-reconciliation')).toHaveLength(1);
    await acknowledge(bills, paid, true);
    await acknowledge(bills, paid);
    expect(requests(shop, 'billmanager-reconciliation')).toHaveLength(2);
  });

  it('takes lists, changes and cancellations, and sends no bill twice', async () => {
    const { shop, bills } = await billing();
    const list = Array.from({ length: 1000 }, (_, index) => ({ ...invoice, id: `INV-${index}` }));
    await bills.invoices(list);
    await bills.changeInvoice({ ...invoice, id: 'INV-1', amount: 900 });
    expect(await bills.cancel('INV-1')).toEqual({ message: 'Invoice cancelled successfuly.' });
    await bills.cancelMany(['INV-2', 'INV-3']);
    await bills.update({ email: 'new@example.co.ke', contactPhone: '0722 000 000' });
    expect(await bills.registration()).toMatchObject({ email: 'new@example.co.ke' });
    shop.sim.addFault({ op: 'billmanager-invoice', fault: 'ack-lost' });
    await expect(bills.invoice(invoice)).rejects.toMatchObject({ code: 'daraja-outcome-unknown' });
    expect(requests(shop, 'billmanager-invoice').length).toBe(2);
  });

  it('is closed to who has not opted in, and speaks at the doubled prefix of a go-live mail', async () => {
    const prefix = '/v1/billmanager-invoice/v1/billmanager-invoice';
    const shop = await testApp().on(kind).options({ billManager: { prefix } }).jobs(false).start();
    const bills = shop.app.get(BillManagerService);
    await expect(bills.invoice(invoice)).rejects.toMatchObject({ code: 'daraja-rejected', errorCode: '401' });
    await bills.optIn({ email: 'bills@example.co.ke', contactPhone: '0722 000 000' });
    await bills.invoice(invoice);
    const asked = shop.sim.requests().filter(({ url }) => url.startsWith(prefix));
    // Bill Manager says no as if the token were bad, so a new one was tried.
    expect(asked.map(({ op }) => op)).toEqual([
      'billmanager-invoice',
      'billmanager-invoice',
      'billmanager-optin',
      'billmanager-invoice',
    ]);
  });

  async function billing({ jobs = true, clock }: { jobs?: boolean; clock?: ManualClock } = {}): Promise<{
    shop: TestApp;
    bills: BillManagerService;
  }> {
    const sim = await testSimulator();
    const host = testApp().on(kind).withSimulator(sim).jobs(jobs);
    const shop = await (clock === undefined ? host : host.clock(clock)).start();
    const bills = shop.app.get(BillManagerService);
    await bills.optIn({ email: 'bills@example.co.ke', contactPhone: '0722 000 000' });
    return { shop, bills };
  }
});

/** A payment as Bill Manager tells it, and the same as a confirmation does. */
const pushed = (transactionId: string) => ({
  transactionId,
  paidAmount: '800',
  msisdn: JANE,
  dateCreated: '2026-11-21',
  accountReference: 'A1',
  shortCode: PAYBILL,
});
const confirmed = (TransID: string) => ({
  TransactionType: 'Pay Bill',
  TransID,
  TransTime: '20261121121325',
  TransAmount: '800.00',
  BusinessShortCode: PAYBILL,
  BillRefNumber: 'A1',
  MSISDN: '2547 ***** 678',
  FirstName: 'JANE',
});

async function janePays(shop: TestApp, amount: number): Promise<string | undefined> {
  const { receipt } = await shop.sim.pay(JANE, { shortcode: PAYBILL, account: 'A1', amount });
  expect(moneyMoved(shop)).toEqual([amount * 100]);
  return receipt;
}

function acknowledge(bills: BillManagerService, { paymentId }: PaymentSucceeded, resend = false) {
  return bills.acknowledge({ paymentId, invoiceId: 'INV-77', customerName: 'Jane', title: 'Rent', resend });
}

function requests({ sim }: TestApp, op: string) {
  return sim.requests().filter((request) => request.op === op);
}
