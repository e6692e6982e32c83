import { describe, expect, it } from '@jest/globals';
import type { BillManagerReceiptBody } from '../../daraja/contracts/bill-manager.contract.js';
import { DarajaOutcomeUnknownError } from '../../errors/daraja-outcome-unknown.error.js';
import { DarajaUnavailableError } from '../../errors/daraja-unavailable.error.js';
import { newPayment, type Payment } from '../../payments/payment.js';
import { InMemoryBillManagerStore } from '../../testing/in-memory/in-memory-bill-manager.store.js';
import { NOON } from '../../testing/in-memory/sample-payments.js';
import { ManualClock } from '../../testing/manual-clock.js';
import { BillReceipts, type BillReceiptRequest } from './bill-receipts.js';

const payment = newPayment({
  id: 'payment-1',
  kind: 'c2b',
  direction: 'in',
  status: 'succeeded',
  account: 'default',
  accountType: 'paybill',
  shortcode: '600966',
  till: null,
  amountCents: 80_000,
  phone: '254710119383',
  reference: 'A1',
  receipt: 'UKLB53MYR1',
  completedAt: NOON,
  createdAt: NOON + 1_000,
});
const request: BillReceiptRequest = {
  paymentId: 'payment-1',
  invoiceId: 'INV-2345',
  customerName: 'John Doe',
  title: 'Rent',
};
const doubt = new DarajaOutcomeUnknownError({ product: 'bill-manager', reason: 'broken off' });
const nothingSent = new DarajaUnavailableError({ product: 'bill-manager', reason: 'no network' });

function fixture(stored: Payment | null = payment) {
  const clock = new ManualClock(NOON + 5_000);
  const sent: Array<{ account: string; body: BillManagerReceiptBody }> = [];
  const failures: Error[] = [];
  const receipts = new BillReceipts({
    clock,
    store: new InMemoryBillManagerStore(),
    queries: { get: async () => stored },
  });
  const acknowledge = (over: Partial<BillReceiptRequest> = {}) =>
    receipts.acknowledge({ ...request, ...over }, async (account, body) => {
      sent.push({ account, body });
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
    });
  return { clock, sent, failures, acknowledge };
}

describe('acknowledging a payment', () => {
  it('tells Bill Manager of it as the portal prints it, in the name of its account', async () => {
    const { acknowledge, sent, clock } = fixture();
    expect(await acknowledge()).toEqual({
      paymentId: 'payment-1',
      invoiceId: 'INV-2345',
      sentAt: clock.now(),
      acknowledgedAt: clock.now(),
    });
    expect(sent).toEqual([
      {
        account: 'default',
        body: {
          paymentDate: '2026-11-21',
          paidAmount: '800',
          accountReference: 'A1',
          transactionId: 'UKLB53MYR1',
          phoneNumber: '0710119383',
          fullName: 'John Doe',
          invoiceName: 'Rent',
          externalReference: 'INV-2345',
        },
      },
    ]);
  });

  it('again sends nothing and answers the same', async () => {
    const { acknowledge, sent, clock } = fixture();
    const first = await acknowledge();
    clock.advance(60_000);
    expect(await acknowledge()).toEqual(first);
    expect(sent).toHaveLength(1);
  });

  it('for another invoice that the same money pays is another acknowledgement', async () => {
    const { acknowledge, sent } = fixture();
    await acknowledge();
    await acknowledge({ invoiceId: 'INV-2' });
    expect(sent.map(({ body }) => body.externalReference)).toEqual(['INV-2345', 'INV-2']);
  });

  it('that was not answered is not sent again by itself, only by who says so', async () => {
    const { acknowledge, sent, failures } = fixture();
    failures.push(doubt);
    const told = { code: 'daraja-outcome-unknown', paymentId: 'payment-1' };
    await expect(acknowledge()).rejects.toMatchObject(told);
    await expect(acknowledge()).rejects.toMatchObject(told);
    expect(sent).toHaveLength(1);
    expect(await acknowledge({ resend: true })).toMatchObject({ acknowledgedAt: expect.any(Number) });
    await acknowledge({ resend: true });
    expect(sent).toHaveLength(2);
  });

  it('that broke off in a way nobody foresaw is not sent again by itself either', async () => {
    const { acknowledge, sent, failures } = fixture();
    failures.push(new TypeError('a bug'));
    await expect(acknowledge()).rejects.toThrow('a bug');
    await expect(acknowledge()).rejects.toMatchObject({ code: 'daraja-outcome-unknown' });
    expect(sent).toHaveLength(1);
  });

  it('that never left may be tried again', async () => {
    const { acknowledge, sent, failures } = fixture();
    failures.push(nothingSent);
    await expect(acknowledge()).rejects.toMatchObject({ code: 'daraja-unavailable' });
    expect(await acknowledge()).toMatchObject({ invoiceId: 'INV-2345' });
    expect(sent).toHaveLength(2);
  });

  it('by two at once is sent by one of them', async () => {
    const { acknowledge, sent } = fixture();
    const both = await Promise.allSettled([acknowledge(), acknowledge()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(sent).toHaveLength(1);
  });

  it('of which M-Pesa told no phone needs one', async () => {
    const { acknowledge, sent } = fixture({ ...payment, phone: null });
    await expect(acknowledge()).rejects.toMatchObject({ code: 'invalid-request', field: 'phone' });
    await acknowledge({ phone: '0722 000 000' });
    expect(sent.map(({ body }) => body.phoneNumber)).toEqual(['0722000000']);
  });

  it('that has cents keeps them', async () => {
    const { acknowledge, sent } = fixture({ ...payment, amountCents: 80_050, completedAt: null });
    await acknowledge();
    expect(sent[0]?.body.paidAmount).toBe('800.50');
  });

  it.each<[string, Partial<Payment>]>([
    ['is still open', { status: 'pending' }],
    ['went out', { direction: 'out' }],
    ['has no receipt', { receipt: null }],
    ['was made to a till', { reference: null }],
    ['has an account number that was erased', { reference: `k1.${'x'.repeat(40)}` }],
  ])('that %s is refused', async (_, over) => {
    const { acknowledge, sent } = fixture({ ...payment, ...over });
    await expect(acknowledge()).rejects.toMatchObject({ code: 'invalid-request', field: 'paymentId' });
    expect(sent).toEqual([]);
  });

  it('that nobody knows is refused, and so are words that are missing', async () => {
    await expect(fixture(null).acknowledge()).rejects.toMatchObject({ code: 'payment-not-found' });
    await expect(fixture().acknowledge({ title: '' })).rejects.toMatchObject({ field: 'title' });
  });
});
