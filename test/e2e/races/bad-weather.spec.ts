import { describe, expect, it } from '@jest/globals';
import type { FaultRule } from 'daraja-simulator';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import { atRest, expectBooksAgree, travel } from '../../support/story.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const PHONES = Array.from({ length: 60 }, (_, n) => `2547000${String(10_000 + n)}`);
const MINUTE_MS = 60_000;

const STORM: FaultRule[] = [
  { op: 'stk-callback', fault: 'callback-lost', p: 0.4 },
  { op: 'c2b-confirmation', fault: 'callback-lost', p: 0.4 },
  { op: '*', fault: 'callback-duplicated', p: 0.3, copies: 5 },
  { op: '*', fault: 'callback-late', p: 0.3, ms: 5 * MINUTE_MS },
  { op: 'stkpush', fault: 'ack-lost', p: 0.15 },
  { op: 'stkpush', fault: 'http-500', p: 0.1 },
  { op: 'stkpush', fault: 'html-403', p: 0.05 },
  { op: 'stkpush', fault: 'token-expired', count: 1 },
  { op: 'stkquery', fault: 'http-500', p: 0.2 },
  { op: 'stkquery', fault: 'http-429', p: 0.3 },
];

describe.each(testDatabases())('after a storm of faults over two instances, on %s', (kind) => {
  it('every payment is final or in review, and with those resolved the books agree with the ledger', async () => {
    const clock = new ManualClock();
    const seed = { phones: PHONES.map((msisdn) => ({ msisdn, balanceCents: 100_000 })) };
    const sim = await testSimulator({ seed });
    const reconciliation = { queryRate: { perMinute: 60_000, burst: 1_000 } };
    const instance = () => testApp().clock(clock).jobs(false).options({ reconciliation });
    const one = await instance().on(kind).withSimulator(sim).start();
    const two = await instance().beside(one).start();
    await one.c2b.registerUrls();
    for (const rule of STORM) sim.addFault(rule);
    await Promise.allSettled(
      PHONES.map((phone, n) =>
        [one, two][n % 2]?.stk.request({ phone, amount: 10 + n, reference: `SALE-${n}` }),
      ),
    );
    await Promise.all(PHONES.map((phone, n) => answerIfAsked(one, phone, n)));
    for (let minute = 0; minute < 70; minute += 1) {
      await travel(MINUTE_MS, clock, sim);
      await Promise.all([one.work.all(), two.work.all()]);
    }
    await atRest(one, two);

    const { items } = await one.payments.find({}, { limit: 200 });
    expect(items.filter(({ status }) => !['succeeded', 'failed', 'review'].includes(status))).toEqual([]);
    for (const payment of items) if (payment.status === 'review') await resolveByStatement(one, payment);
    await atRest(one, two);
    await expectBooksAgree(one);
    expect(one.handled.length).toBeGreaterThan(PHONES.length / 3);
  });
});

/** Most customers pay, some decline. */
async function answerIfAsked({ sim }: TestApp, phone: string, n: number): Promise<void> {
  if (sim.phone(phone).prompt !== null) await sim.answer(phone, { action: n % 5 === 0 ? 'cancel' : 'pay' });
}

/** Looks the payment up in Safaricom's statement, as a person would. */
async function resolveByStatement(
  { sim, payments }: TestApp,
  { id, reference }: { id: string; reference: string | null },
) {
  const receipt = sim.ledger().entries.find((entry) => entry.reference === reference)?.receipt ?? undefined;
  const as = receipt === undefined ? 'failed' : 'succeeded';
  await payments.resolve(id, { as, receipt, by: 'Ann', reason: 'looked at the statement' });
}
