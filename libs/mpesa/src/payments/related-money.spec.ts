/** Which payments are locked together, because whose money one of them is depends on the others. */
import { describe, expect, it } from '@jest/globals';
import {
  moneyReceived,
  NOON,
  RECEIPT,
  samplePolicy,
  samplePush,
  succeeded,
} from '../testing/in-memory/sample-payments.js';
import type { PaymentFact } from './payment-fact.js';
import type { Payment } from './payment.js';
import type { MoneyQuery } from './payment-ports.js';
import { bookMoney } from './place-money.js';
import { lockRelatedMoney } from './related-money.js';

/** Money by hand that fits the push, and was booked for itself. */
const byHand = bookMoney('money-1', moneyReceived({ receipt: 'UKL0000009', completedAt: NOON + 15_000 }));
/** A push that was given a receipt by comparing. */
const placed = samplePush({
  status: 'succeeded',
  receipt: RECEIPT,
  settledBy: 'c2b',
  completedAt: NOON + 15_000,
  settledAt: NOON + 20_000,
});
const other = samplePush({ id: 'push-2', status: 'pending', checkoutRequestId: 'ws_CO_2' });

async function lockedBeside(facts: readonly PaymentFact[], payments: readonly Payment[]) {
  const stored = new Map(payments.map((payment) => [payment.id, payment]));
  const asked: MoneyQuery['statuses'][] = [];
  const locked: string[] = [];
  await lockRelatedMoney({} as never, facts, stored, {
    policy: samplePolicy,
    payments: {
      moneyNear: async (_tx, { statuses }) => {
        asked.push(statuses);
        return statuses.includes('succeeded') ? [byHand] : [];
      },
      pushCandidates: async (queries) => queries.map(() => []),
    },
    lockAll: async (ids) => {
      locked.push(...ids);
      stored.set(byHand.id, byHand);
    },
  });
  return { locked, asked };
}

describe('the money that is looked at beside a batch', () => {
  it('is what is booked too, where a push is to give its receipt to the one that it is told of', async () => {
    const told = succeeded({ paymentId: 'push-2', checkoutRequestId: 'ws_CO_2' });
    const { locked, asked } = await lockedBeside([told], [placed, other]);
    expect(locked).toEqual(['money-1']);
    expect(asked[0]).toEqual(['review', 'succeeded']);
  });

  it('is only what waits for its owner, where a push is told of its own receipt', async () => {
    const { locked, asked } = await lockedBeside([succeeded()], [placed]);
    expect([locked, asked]).toEqual([[], []]);
  });

  it('is what waits for its owner, where a push without a receipt ends', async () => {
    const told = succeeded({ paymentId: 'push-2', checkoutRequestId: 'ws_CO_2', receipt: 'UKL0000008' });
    const { locked, asked } = await lockedBeside([told], [other]);
    expect([locked, asked]).toEqual([[], [['review']]]);
  });
});
