import { expect } from '@jest/globals';
import type { JournalEntry, Simulator } from 'daraja-simulator';
import type { Payment, StkPushRequest } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { eventually } from './eventually.js';
import type { TestApp } from './test-app.js';

/** Customers of the simulator's default world. */
export const JOHN = '254708374149';
export const JANE = '254712345678';
export const GRACE = '254790000001';

/** What most stories sell: KES 10 to John. */
export const ORDER: StkPushRequest = { phone: JOHN, amount: 10, reference: 'ORDER-17' };

/** Moves the library's clock and Safaricom's alike. */
export async function travel(ms: number, clock: ManualClock, sim: Simulator): Promise<void> {
  clock.advance(ms);
  await sim.advance(ms);
}

/** Until every callback has been delivered and worked off, and every event handled, on all instances. */
export async function atRest(...instances: TestApp[]): Promise<void> {
  await instances[0]?.sim.settled();
  for (const { work } of instances) await work.inbox();
  for (const { work } of instances) await work.outbox();
}

/** It has a token by then, so that a test of slow answers is not about that of a token, on a slow machine. */
export async function withToken({ c2b }: TestApp): Promise<void> {
  await eventually(() => c2b.registerUrls().then(() => true));
}

/** Paid, once: in the payment, in the host's books and in Safaricom's ledger. */
export async function expectPaidOnce(id: string, ...instances: [TestApp, ...TestApp[]]): Promise<Payment> {
  const [{ payments, handled }] = instances;
  await payments.settled(id);
  await atRest(...instances);
  const payment = await payments.get(id);
  expect(payment).toMatchObject({ status: 'succeeded', failure: null, reviewReason: null });
  expect(handled.filter(({ paymentId }) => paymentId === id)).toHaveLength(1);
  await expectBooksAgree(instances[0]);
  return payment;
}

/** Failed for that reason: the host heard of it once, and nobody counts any money. */
export async function expectFailedOnce(id: string, failure: string, app: TestApp): Promise<Payment> {
  await app.payments.settled(id);
  await atRest(app);
  const payment = await app.payments.get(id);
  expect(payment).toMatchObject({ status: 'failed', failure, receipt: null });
  expect(app.books.failed.filter(({ paymentId }) => paymentId === id)).toHaveLength(1);
  expect(app.handled.filter(({ paymentId }) => paymentId === id)).toEqual([]);
  await expectBooksAgree(app);
  return payment;
}

/** Three books that were kept apart say the same: Safaricom's ledger, our payments, and what the host was told. */
export async function expectBooksAgree(app: TestApp): Promise<void> {
  const ledger = movedCents(app.sim).sort(byNumber);
  const { items } = await app.payments.find({ status: 'succeeded' }, { limit: 200 });
  const ours = items.filter(({ supersededBy }) => supersededBy === null);
  expect(ours.map(({ amountCents }) => amountCents).sort(byNumber)).toEqual(ledger);
  expect([...credited(app).values()].sort(byNumber)).toEqual(ledger);
  const receipts = receiptsOf(app.sim);
  for (const { receipt } of ours) if (receipt !== null) expect(receipts).toContain(receipt);
  expect(app.sim.ledger().totals.net).toBe(0);
}

/** Nothing went wrong on the way that only the log tells of. */
export function expectQuietLogs(...instances: TestApp[]): void {
  expect(instances.flatMap(({ log }) => log.of('error'))).toEqual([]);
}

/** Every payment between customers and shortcodes, in the order in which the money moved. */
export function receiptsOf(sim: Simulator): string[] {
  return sim.ledger().entries.flatMap(({ receipt }) => (receipt === null ? [] : [receipt]));
}

/** The simulator's time as the wire writes it: fourteen digits, in Nairobi. */
export function stamp({ sim }: { readonly sim: Pick<TestApp['sim'], 'now'> }): string {
  return new Date(sim.now() + 3 * 3_600_000).toISOString().slice(0, 19).replace(/[-:T]/g, '');
}

/** What Safaricom's receipts of a day begin with; epoch ms. */
export function receiptDay(at: number): string {
  const [year = 0, month = 0, day = 0] = new Date(at + 3 * 3_600_000)
    .toISOString()
    .slice(0, 10)
    .split('-')
    .map(Number);
  const letter = (index: number) => String.fromCharCode(65 + (index % 26));
  return `${letter(year - 2006)}${letter(month - 1)}${day < 10 ? day : letter(day - 10)}`;
}

/** Epoch ms at which the money of a receipt moved by Safaricom's ledger, in whole seconds as its messages tell it. */
export function movedAt(sim: Simulator, receipt: string | null | undefined): number {
  const entry = sim.ledger().entries.find((one) => one.receipt === receipt);
  if (entry === undefined) throw new Error(`no money moved under ${receipt}`);
  return entry.at - (entry.at % 1_000);
}

/** Requests that reached Safaricom, or callbacks it sent, of one kind. */
export function journal(sim: Simulator, op: string): JournalEntry[] {
  return sim.requests().filter((entry) => entry.op === op);
}

/** What an honest host credits: every success, except what turned out to be the money of another. */
function credited({ handled, books }: TestApp): Map<string, number> {
  const credits = new Map<string, number>();
  for (const { paymentId, amountCents, supersedes } of handled) {
    if (credits.has(paymentId)) throw new Error(`payment ${paymentId} was announced twice`);
    if (supersedes !== null) credits.delete(supersedes);
    credits.set(paymentId, amountCents);
  }
  for (const { paymentId } of books.superseded) credits.delete(paymentId);
  return credits;
}

function movedCents(sim: Simulator): number[] {
  return sim.ledger().entries.flatMap(({ receipt, cents }) => (receipt === null ? [] : [cents]));
}

function byNumber(a: number, b: number): number {
  return a - b;
}
