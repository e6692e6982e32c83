/** Which payments are locked together, because whose money one of them is depends on the others. */
import { describe, expect, it } from '@jest/globals';
import { inMemoryStorage } from '../../testing/in-memory/in-memory-storage.js';
import { withMethods } from '../../testing/in-memory/recorder-fixture.js';
import {
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
import type { MoneyReceivedFact, PaymentFact } from '../payment-fact.js';
import type { Payment } from '../payment.js';
import type { MoneyQuery } from '../payment-ports.js';
import { bookDoubt, bookMoney, bookOwn } from './place-money.js';
import { lockRelatedMoney } from './related-money.js';

/** A push that was sent so many minutes after noon, and whose receipt nobody knows. */
const push = (id: string, minute = 0, over: Partial<Payment> = {}): Payment => {
  const sent = NOON + minute * MINUTE;
  const names = { checkoutRequestId: `ws_CO_${id}`, merchantRequestId: `m-${id}` };
  const times = { createdAt: sent, sendingAt: sent, promptUntil: sent + samplePolicy.promptMs };
  return samplePush({ id, status: 'pending', ...names, ...times, ...over });
};
const told = (receipt: string, minute: number, over: Partial<MoneyReceivedFact> = {}) =>
  moneyReceived({ receipt, completedAt: NOON + minute * MINUTE, ...over });
/** Money by hand that was booked for itself. */
const booked = (id: string, minute: number, over: Partial<MoneyReceivedFact> = {}): Payment =>
  bookMoney(id, told(`UKL${id.toUpperCase().padStart(7, '0')}`, minute, over));
/** Money by hand that waits for its owner. */
const inDoubt = (id: string, minute: number): Payment =>
  bookDoubt(id, told(`UKL${id.toUpperCase().padStart(7, '0')}`, minute), []);
const about = (paymentId: string) => ({
  paymentId,
  checkoutRequestId: `ws_CO_${paymentId}`,
  merchantRequestId: `m-${paymentId}`,
});

interface Setting {
  readonly facts: readonly PaymentFact[];
  /** What the batch has locked already. */
  readonly batch: readonly Payment[];
  /** What else the books have. */
  readonly others?: readonly Payment[];
}

async function lockedBeside({ facts, batch, others = [] }: Setting) {
  const { unitOfWork, payments } = inMemoryStorage(() => 'id');
  const asked: MoneyQuery['statuses'][] = [];
  const locked: string[] = [];
  const stored = new Map<string, Payment>();
  const watched = withMethods(payments, {
    moneyNear: (tx, query) => {
      asked.push(query.statuses);
      return payments.moneyNear(tx, query);
    },
  });
  await unitOfWork.run((tx) => payments.insert(tx, [...batch, ...others]));
  await unitOfWork.run(async (tx) => {
    const take = async (ids: readonly string[]): Promise<void> => {
      for (const payment of await payments.load(tx, ids)) stored.set(payment.id, payment);
    };
    await take(batch.map(({ id }) => id));
    const lockAll = async (ids: readonly string[]): Promise<void> => {
      locked.push(...ids);
      await take(ids);
    };
    await lockRelatedMoney(tx, facts, stored, { payments: watched, policy: samplePolicy, lockAll });
  });
  return { locked, asked };
}

describe('the money that is looked at beside a batch', () => {
  const placed = push('placed', 0, {
    status: 'succeeded',
    receipt: RECEIPT,
    receiptFrom: 'c2b',
    settledBy: 'query',
    completedAt: NOON + MINUTE,
    settledAt: NOON + 2 * MINUTE,
  });

  it('is what is booked too, where a push is to give its receipt to the one that it is told of', async () => {
    const other = push('other', 10);
    const { locked, asked } = await lockedBeside({
      facts: [succeeded(about('other'))],
      batch: [placed, other],
      others: [booked('hand', 1)],
    });
    expect(locked).toEqual(['hand']);
    expect(asked[0]).toEqual(['review', 'succeeded']);
  });

  it('is only what waits for its owner, where a push is told of its own receipt', async () => {
    const { locked, asked } = await lockedBeside({
      facts: [succeeded(about('placed'))],
      batch: [placed],
      others: [booked('hand', 1), inDoubt('doubt', 1)],
    });
    expect([locked, asked]).toEqual([[], []]);
  });

  it.each([
    ['another', 'UKL0000008', ['third', 'doubt']],
    ['none', null, []],
  ] as const)(
    'is what a push had been given, with the pushes that it may be of, where it is told %s',
    async (_, receipt, expected) => {
      const { locked } = await lockedBeside({
        facts: [succeeded({ ...about('placed'), receipt })],
        batch: [placed],
        others: [push('third', 0), push('later', 30), inDoubt('doubt', 1)],
      });
      expect(locked).toEqual(expected);
    },
  );

  it.each([
    succeeded({ ...about('a'), receipt: 'UKL0000008' }),
    failed(about('a')),
    { type: 'refused', paymentId: 'a', at: NOON, failure: 'refused', resultCode: null, resultText: '' },
    { type: 'resolved', paymentId: 'a', at: NOON, as: 'failed', receipt: null, by: 'Ann', reason: 'x' },
  ] as const)('is what waits for its owner, where a push without a receipt ends: $type', async (fact) => {
    const { locked, asked } = await lockedBeside({
      facts: [fact],
      batch: [push('a')],
      others: [booked('hand', 1), inDoubt('doubt', 1)],
    });
    expect([locked, asked[0]]).toEqual([['doubt'], ['review']]);
  });

  it('is nothing where a push goes on, or had never been sent', async () => {
    const others = [booked('hand', 1), inDoubt('doubt', 1)];
    for (const [fact, one] of [
      [{ type: 'horizon-passed', paymentId: 'a', at: NOON }, push('a')],
      [failed(about('a')), push('a', 0, { sendingAt: null })],
    ] as const) {
      expect(await lockedBeside({ facts: [fact], batch: [one], others })).toEqual({ locked: [], asked: [] });
    }
  });

  const word = { as: 'succeeded', receipt: RECEIPT, by: 'Ann', reason: 'x' } as const;
  it.each([
    ['M-Pesa answers that it is there', succeeded({ paymentId: 'asked', receipt: RECEIPT, source: 'query' })],
    ['another source tells of it', { ...told(RECEIPT, 1), source: 'pull' } as const],
    ['a person says so', { type: 'resolved', paymentId: 'asked', at: NOON, ...word } as const],
  ])('is what may be that of the same pushes, and those, where %s', async (_, fact) => {
    const asked = bookOwn('asked', told(RECEIPT, 1, { confirmable: true }), false, confirmingPolicy);
    const { locked } = await lockedBeside({
      facts: [fact],
      batch: [asked],
      others: [push('third', 0), push('later', 30), inDoubt('doubt', 1), booked('hand', 1)],
    });
    expect(locked).toEqual(['third', 'doubt', 'hand']);
  });

  it('is that of the same pushes where M-Pesa answers that it is there, whatever account number was made up for it', async () => {
    const made = told(RECEIPT, 1, { confirmable: true, reference: 'ORDER-18' });
    const asked = bookOwn('asked', made, false, confirmingPolicy);
    const others = [push('third', 0), push('later', 30), booked('hand', 1)];
    const answer = succeeded({ paymentId: 'asked', receipt: RECEIPT, source: 'query' });
    expect((await lockedBeside({ facts: [answer], batch: [asked], others })).locked).toEqual([
      'third',
      'hand',
    ]);
    const { locked } = await lockedBeside({ facts: [made], batch: [asked], others });
    expect(locked).toEqual([]);
  });

  it('is nothing where M-Pesa has no answer about it', async () => {
    const asked = bookOwn('asked', told(RECEIPT, 1, { confirmable: true }), false, confirmingPolicy);
    const facts = [{ type: 'horizon-passed', paymentId: 'asked', at: NOON }] as const;
    expect(await lockedBeside({ facts, batch: [asked], others: [push('third', 0)] })).toEqual({
      locked: [],
      asked: [],
    });
  });

  it('is what fits the pushes of money that is told now, booked or in doubt, and nothing else', async () => {
    const stranger = { payer: { form: 'clear', value: '254733000126' } } as const;
    const unproven = { ...booked('unproven', 1), status: 'review', reviewReason: 'unproven: time' } as const;
    const { locked, asked } = await lockedBeside({
      facts: [told('UKL0000007', 1)],
      batch: [push('a')],
      others: [
        booked('hand', 1),
        inDoubt('doubt', 2),
        booked('stranger', 1, stranger),
        booked('other', 1, { reference: 'ORDER-18' }),
        booked('late', 9),
        unproven,
      ],
    });
    expect(locked).toEqual(['doubt', 'hand']);
    expect(asked).toEqual([['review', 'succeeded']]);
  });

  it('hangs together from push to money to push, and all of it is locked', async () => {
    // The doubt of one is about the next push as well, whose own money may be that of a third.
    const others = [
      inDoubt('d1', 2.5),
      push('b', 2),
      inDoubt('d2', 4.5),
      push('c', 4),
      push('far', 20),
      inDoubt('d9', 21),
    ];
    const { locked } = await lockedBeside({ facts: [failed(about('a'))], batch: [push('a')], others });
    expect(locked).toEqual(['d1', 'b', 'd2', 'c']);
  });

  it('begins at money in doubt, too: a person’s word on it is about the pushes that it may be of', async () => {
    const row = inDoubt('d1', 1);
    const word = { as: 'succeeded', receipt: row.receipt, by: 'Ann', reason: 'x' } as const;
    const { locked } = await lockedBeside({
      facts: [{ type: 'resolved', paymentId: 'd1', at: NOON, ...word }],
      batch: [row],
      others: [push('a'), push('b'), push('far', 20)],
    });
    expect(locked).toEqual(['a', 'b']);
  });
});
