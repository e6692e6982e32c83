import { expect } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { OnMpesa, type Payment, type PaymentReversed } from 'nestjs-mpesa';
import { atRest, JANE } from '../../support/story.js';
import type { TestApp } from '../../support/test-app.js';
import { OFFICE } from './office.js';

/** The host's handler of what was given back. */
@Injectable()
export class Refunds {
  readonly told: PaymentReversed[] = [];

  @OnMpesa('payment.reversed')
  note(event: PaymentReversed): void {
    this.told.push(event);
  }
}

/** Jane pays the office by hand, and the confirmation is booked. */
export async function janePays(it: TestApp, amount: number): Promise<Payment> {
  if (it.sim.shortcode(OFFICE).registration === null) await it.c2b.registerUrls();
  const { receipt } = await it.sim.pay(JANE, { shortcode: OFFICE, account: 'INV-77', amount });
  await atRest(it);
  const [payment] = (await it.payments.find({ receipt: receipt ?? '' })).items;
  if (payment === undefined) throw new Error('the confirmation was not booked');
  return payment;
}

/** So much was given back, in our books and in Safaricom's ledger, each time once. */
export async function expectGivenBack(it: TestApp, id: string, cents: readonly number[]): Promise<Payment> {
  await atRest(it);
  const payment = await it.payments.get(id);
  const all = cents.reduce((sum, one) => sum + one, 0);
  expect(payment).toMatchObject({
    reversedCents: all,
    status: all === payment.amountCents ? 'reversed' : 'succeeded',
  });
  const { entries, totals } = it.sim.ledger();
  const reversals = entries.filter(({ kind }) => kind === 'reversal');
  expect(totals.net).toBe(0);
  expect(reversals.map((entry) => [entry.reference, entry.cents])).toEqual(
    cents.map((one) => [payment.receipt, one]),
  );
  return payment;
}
