import { expect } from '@jest/globals';
import type { PaymentSucceeded } from 'nestjs-mpesa';
import { eventually } from './eventually.js';
import type { TestApp } from './test-app.js';

/** What customers have paid by Safaricom's own ledger, in cents, one figure a payment. */
export function moneyMoved({ sim }: Pick<TestApp, 'sim'>): number[] {
  const { entries, totals } = sim.ledger();
  expect(totals.net).toBe(0);
  return entries.filter(({ receipt }) => receipt !== null).map(({ cents }) => cents);
}

/** The one success the host was told of; it is all the money that Safaricom moved. */
export async function expectOneSuccess(host: TestApp): Promise<PaymentSucceeded> {
  await eventually(() => host.handled.length > 0);
  // Whatever could still tell of a second one has its turn first.
  await host.work.inbox();
  await host.work.outbox();
  const [success] = host.handled;
  expect(host.handled).toHaveLength(1);
  expect(moneyMoved(host)).toEqual([success?.amountCents]);
  return success as PaymentSucceeded;
}

/** No money moved and no success was told, now that everything known has been worked on. */
export async function expectNoSuccess(host: TestApp): Promise<void> {
  await host.work.inbox();
  await host.work.outbox();
  expect(host.handled).toEqual([]);
}
