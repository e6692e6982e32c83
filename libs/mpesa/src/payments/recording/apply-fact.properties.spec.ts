/** What holds whatever Safaricom tells, how often, and in which order. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  accepted,
  confirmedByQuery,
  confirmingPolicy,
  failed,
  MINUTE,
  moneyReceived,
  NOON,
  RECEIPT,
  samplePolicy,
  samplePush,
  succeeded,
} from '../../testing/in-memory/sample-payments.js';
import { applyFact } from './apply-fact.js';
import type { NewPaymentEvent } from '../payment-events.js';
import type { FactAboutPayment } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import { isSettled, mayBecome } from '../payment-status.js';
import type { Payment } from '../payment.js';
import { asSuccessOf } from '../money/place-money.js';

const about = { paymentId: 'push-1', at: NOON + 30_000 };
const receipts = fc.constantFrom(null, RECEIPT, 'UKL0000002');
const byCallback = fc
  .record({
    receipt: receipts,
    amountCents: fc.constantFrom(150_000, 100),
    source: fc.constantFrom('callback', 'c2b'),
  })
  .map((over) => succeeded(over as Parameters<typeof succeeded>[0]));

/** Every kind of fact, right ones, wrong ones and impossible ones. */
const anyFact: fc.Arbitrary<FactAboutPayment> = fc.oneof(
  byCallback,
  fc.constantFrom<FactAboutPayment>(
    accepted(),
    accepted({ checkoutRequestId: null, merchantRequestId: null }),
    accepted({ checkoutRequestId: 'ws_CO_other' }),
    confirmedByQuery(),
    failed(),
    failed({ source: 'query', failure: 'timeout' }),
    failed({ checkoutRequestId: 'ws_CO_other' }),
    { ...about, type: 'refused', failure: 'refused', resultCode: null, resultText: 'no' },
    { ...about, type: 'not-sent', reason: 'no route', version: 1 },
    { ...about, type: 'unanswered', reason: 'time-out', sendingAt: NOON },
    { ...about, type: 'reopened', promptUntil: NOON + 9 * MINUTE, owner: 'o' },
    { ...about, type: 'horizon-passed' },
    { ...about, type: 'resolved', as: 'succeeded', receipt: RECEIPT, by: 'Ann', reason: 'statement' },
    { ...about, type: 'resolved', as: 'failed', receipt: null, by: 'Ann', reason: 'statement' },
  ),
);

interface Step {
  readonly fact: FactAboutPayment;
  readonly before: Payment;
  readonly after: Payment;
  readonly events: readonly NewPaymentEvent[];
  readonly applied: boolean;
  readonly policy: PaymentPolicy;
}

function live(
  facts: readonly FactAboutPayment[],
  policy: PaymentPolicy,
  sendingAt: number | null = NOON,
): Step[] {
  let current = Object.freeze(samplePush({ sendingAt }));
  return facts.map((fact) => {
    const before = current;
    const applied = applyFact(before, fact, policy);
    if ('ignored' in applied) return { fact, before, after: before, events: [], applied: false, policy };
    current = Object.freeze(applied.payment);
    return { fact, before, after: current, events: applied.events, applied: true, policy };
  });
}

const lives = fc.record({
  facts: fc.array(anyFact, { minLength: 1, maxLength: 14 }),
  policy: fc.constantFrom(samplePolicy, confirmingPolicy),
  sendingAt: fc.constantFrom(NOON, null),
});

/** A thousand lives of a payment, each checked at every step. */
function always(check: (steps: readonly Step[]) => void): void {
  fc.assert(
    fc.property(lives, ({ facts, policy, sendingAt }) => check(live(facts, policy, sendingAt))),
    { numRuns: 1_000 },
  );
}

describe('in every order of facts', () => {
  it('only the transitions of the table happen', () => {
    always((steps) => {
      for (const { before, after } of steps) {
        if (before.status !== after.status) expect(mayBecome(before.status, after.status)).toBe(true);
      }
    });
  });

  it('what was sent is never called unsent', () => {
    always((steps) => {
      for (const { after } of steps) if (after.failure === 'not-sent') expect(after.sendingAt).toBeNull();
    });
  });

  it('success is never taken back, nor announced twice', () => {
    always((steps) => {
      const first = steps.findIndex(({ after }) => after.status === 'succeeded');
      if (first < 0) return;
      expect(new Set(steps.slice(first).map(({ after }) => after.status))).toEqual(new Set(['succeeded']));
      const told = steps
        .flatMap(({ events }) => events)
        .filter(({ payload }) => payload.type === 'payment.succeeded');
      expect(told).toHaveLength(1);
    });
  });

  it('another amount never becomes a success', () => {
    always((steps) => {
      for (const { fact, before, after } of steps) {
        if (fact.type !== 'succeeded' || fact.amountCents !== 100) continue;
        expect(after.status === 'succeeded').toBe(before.status === 'succeeded');
      }
    });
  });

  it('a receipt belongs to a success and never changes', () => {
    always((steps) => {
      for (const { before, after } of steps) {
        if (after.receipt !== null) expect(after.status).toBe('succeeded');
        if (before.receipt !== null) expect(after.receipt).toBe(before.receipt);
      }
    });
  });

  it('a success without a receipt tells no time of its payment: nothing is known of it but when it was noticed', () => {
    always((steps) => {
      for (const { after } of steps) {
        if (after.status === 'succeeded' && after.receipt === null) expect(after.completedAt).toBeNull();
      }
    });
  });

  it('the version grows by one with every change, and numbers the events', () => {
    always((steps) => {
      for (const { before, after, events, applied } of steps) {
        expect(after.version).toBe(before.version + Number(applied));
        expect(events.map(({ seq }) => seq)).toEqual(events.map(() => after.version));
        expect(events.every(({ payload }) => payload.status === after.status)).toBe(true);
      }
    });
  });

  it('the same fact again is ignored', () => {
    always((steps) => {
      for (const { fact, after, policy } of steps) {
        expect(applyFact(after, fact, policy)).toHaveProperty('ignored');
      }
    });
  });

  it('nobody asks about what is settled, unless a claim on it waits for its confirmation', () => {
    always((steps) => {
      for (const { after } of steps) {
        if (isSettled(after.status) && after.claim === null) expect(after.nextCheckAt).toBeNull();
        if (!isSettled(after.status)) expect(after.nextCheckAt).not.toBeNull();
      }
    });
  });
});

describe('what one paid push makes M-Pesa tell', () => {
  const told: FactAboutPayment[] = [
    accepted(),
    succeeded(),
    confirmedByQuery(),
    asSuccessOf('push-1', moneyReceived()),
  ];

  it.each([
    ['accounts that believe callbacks', samplePolicy],
    ['accounts that have them confirmed', confirmingPolicy],
  ])('ends in the same payment in every order, once and more often, for %s', (_, policy) => {
    const endings = permutations(told).map((order) => {
      const steps = live([...order, ...order], policy);
      const events = steps.flatMap((step) => step.events).map(({ payload }) => payload.type);
      const { status, receipt, partyName, transactionType, completedAt, checkoutRequestId } =
        steps.at(-1)?.after ?? samplePush();
      return {
        status,
        receipt,
        partyName,
        transactionType,
        completedAt,
        checkoutRequestId,
        successes: events.filter((name) => name === 'payment.succeeded').length,
      };
    });
    expect(new Set(endings.map((ending) => JSON.stringify(ending))).size).toBe(1);
    expect(endings[0]).toMatchObject({
      status: 'succeeded',
      receipt: RECEIPT,
      partyName: 'Wanjiku',
      transactionType: 'Pay Bill',
      successes: 1,
    });
  });

  it('wins over every failure that was told before, between or after', () => {
    for (const order of permutations([...told, failed({ source: 'query', failure: 'timeout' })])) {
      expect(live(order, samplePolicy).at(-1)?.after).toMatchObject({
        status: 'succeeded',
        receipt: RECEIPT,
      });
    }
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}
