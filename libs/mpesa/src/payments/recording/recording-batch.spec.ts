import { describe, expect, it } from '@jest/globals';
import {
  autoPolicy,
  accepted,
  CHECKOUT,
  confirmedByQuery,
  confirmingPolicy,
  failed,
  MINUTE,
  moneyReceived,
  NOON,
  PHONE,
  RECEIPT,
  samplePolicy,
  samplePush,
  succeeded,
} from '../../testing/in-memory/sample-payments.js';
import type { MoneyReceivedFact } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { Payment } from '../payment.js';
import { bookDoubt, bookMoney } from '../money/place-money.js';
import { RecordingBatch } from './recording-batch.js';

interface Setting {
  readonly stored?: readonly Payment[];
  readonly policy?: PaymentPolicy;
  readonly now?: number;
}

function batchOf({ stored = [], policy = samplePolicy, now = NOON }: Setting) {
  let ids = 0;
  const newId = (): string => `new-${++ids}`;
  return new RecordingBatch(new Map(stored.map((one) => [one.id, one])), { policy, now, newId });
}

const pending = samplePush({ status: 'pending', checkoutRequestId: CHECKOUT });
const names = (batch: RecordingBatch): string[] =>
  batch.events.map(({ subjectId, payload }) => `${subjectId} ${payload.type}`);

describe('a batch of facts', () => {
  it('lets each fact see what the ones before it did', () => {
    const batch = batchOf({ stored: [samplePush()] });
    expect([accepted(), succeeded(), succeeded()].map((fact) => batch.apply(fact))).toEqual([
      { result: 'applied', paymentId: 'push-1' },
      { result: 'applied', paymentId: 'push-1' },
      { result: 'ignored', paymentId: 'push-1', reason: 'repetition' },
    ]);
    expect(names(batch)).toEqual(['push-1 payment.pending', 'push-1 payment.succeeded']);
    expect(batch.changed.get('push-1')).toMatchObject({ status: 'succeeded', version: 3 });
    expect(batch.statusChanges.map(({ from, payment, source }) => [from, payment.status, source])).toEqual([
      ['created', 'pending', 'accepted'],
      ['pending', 'succeeded', 'callback'],
    ]);
  });

  it('has no word on a payment it does not know', () => {
    const batch = batchOf({});
    expect(batch.apply(succeeded())).toEqual({ result: 'unmatched', paymentId: 'push-1' });
    expect([batch.changed.size, batch.events.length]).toEqual([0, 0]);
  });

  it.each([
    ['paid', succeeded()],
    ['unfinished', failed()],
    ['untouched', { type: 'refused', failure: 'refused', resultCode: null, resultText: '' } as const],
    ['untouched', { type: 'not-sent', reason: '', version: 1 } as const],
    ['untouched', { type: 'horizon-passed' } as const],
    ['untouched', failed({ failure: 'prompt-open', resultCode: '1001' })],
  ])('tells that the prompt ended %s: %j', (end, fact) => {
    const sendingAt = fact.type === 'not-sent' ? null : NOON;
    const batch = batchOf({ stored: [samplePush({ sendingAt, checkoutRequestId: CHECKOUT })] });
    batch.apply({ paymentId: 'push-1', at: NOON, ...fact });
    expect(batch.endedPrompts).toEqual([{ phone: PHONE, paymentId: 'push-1', end }]);
  });

  it('releases no prompt lock while the prompt may still be on the screen', () => {
    const batch = batchOf({ stored: [samplePush()] });
    batch.apply(accepted());
    batch.apply({ type: 'unanswered', paymentId: 'push-1', at: NOON, reason: '', sendingAt: NOON });
    expect(batch.endedPrompts).toEqual([]);
  });
});

describe('received money', () => {
  const fact = moneyReceived();

  it('settles the push it fits', () => {
    const batch = batchOf({ stored: [pending] });
    expect(batch.apply(fact)).toEqual({ result: 'applied', paymentId: 'push-1' });
    expect(batch.changed.get('push-1')).toMatchObject({
      receipt: RECEIPT,
      settledBy: 'c2b',
      partyName: 'Wanjiku',
    });
    expect(batch.inserted.size).toBe(0);
  });

  it('is booked on its own when it fits none, once', () => {
    const batch = batchOf({});
    expect(batch.apply(fact)).toEqual({ result: 'applied', paymentId: 'new-1' });
    expect(batch.apply({ ...fact, at: NOON + 1 })).toMatchObject({ result: 'ignored', paymentId: 'new-1' });
    expect(names(batch)).toEqual(['new-1 payment.succeeded']);
    expect(batch.statusChanges).toMatchObject([{ from: null, source: 'c2b' }]);
  });

  describe('told without a time', () => {
    const settled = {
      ...pending,
      status: 'succeeded',
      settledBy: 'query',
      settledAt: NOON + MINUTE,
    } as const;
    const late = NOON + 20 * MINUTE;
    const untimed = moneyReceived({ completedAt: null, at: late });
    const inDoubt = bookDoubt('doubt', untimed, [settled]);
    const alone = bookMoney('alone', untimed);
    const pulled = { ...fact, source: 'pull', at: late + MINUTE } as const;
    const byHand = { ...pulled, completedAt: late - MINUTE };

    it('and late is not booked beside the push that a query has settled: it lies in review, which names both', () => {
      const batch = batchOf({ stored: [settled], now: late });
      expect(batch.applyAll([untimed])).toEqual([{ result: 'applied', paymentId: 'new-1' }]);
      expect(batch.inserted.get('new-1')).toMatchObject({
        status: 'review',
        reviewReason: `owner-in-doubt: ${RECEIPT} may be the money of push-1`,
      });
      expect(names(batch)).toEqual(['new-1 payment.review']);
    });

    it.each([
      ['in review', inDoubt],
      ['booked alone', alone],
    ])('is judged again by its time, %s: it is the push’s', (_, row) => {
      const batch = batchOf({ stored: [settled, row], now: pulled.at });
      expect(batch.applyAll([pulled])).toEqual([{ result: 'applied', paymentId: 'push-1' }]);
      expect(batch.changed.get('push-1')).toMatchObject({ receipt: RECEIPT, completedAt: fact.completedAt });
      expect(batch.changed.get(row.id)).toMatchObject({ receipt: null, supersededBy: 'push-1' });
    });

    it.each([
      ['in review', inDoubt],
      ['booked alone', alone],
    ])('is judged again by its time, %s: it is its own', (_, row) => {
      const batch = batchOf({ stored: [settled, row], now: pulled.at });
      expect(batch.applyAll([byHand])).toEqual([{ result: 'applied', paymentId: row.id }]);
      expect(batch.changed.get('push-1')).toBeUndefined();
      expect(batch.payment(row.id)).toMatchObject({ status: 'succeeded', completedAt: byHand.completedAt });
    });

    it('keeps its time while it stays in doubt', () => {
      const open = { ...pending, promptUntil: late + 5 * MINUTE };
      const batch = batchOf({ stored: [open, { ...open, id: 'push-2' }, inDoubt], now: pulled.at });
      expect(batch.applyAll([pulled])).toMatchObject([{ reason: 'owner-in-doubt' }]);
      expect(batch.payment('doubt')).toMatchObject({ status: 'review', completedAt: fact.completedAt });
    });

    it.each<[string, Partial<MoneyReceivedFact>]>([
      ['the amount of another push', { amountCents: 1000 }],
      ['another amount', { amountCents: 100 }],
      ['another account', { account: 'other' }],
      ['another account number', { reference: 'ORDER-18' }],
      ['another payer', { payer: { form: 'clear', value: '254799999999' } }],
      ['a time, from elsewhere', { completedAt: late - MINUTE, elsewhere: true, confirmable: true }],
    ])('and told again by anybody with %s counts for nothing and is nobody else’s', (_, forged) => {
      const stored = [settled, { ...settled, id: 'push-2', amountCents: 1000 }, inDoubt];
      const told = { ...untimed, at: late + MINUTE, ...forged };
      const batch = batchOf({ stored, policy: autoPolicy, now: told.at });
      batch.applyAll([told]);
      batch.applyAll([failed({ paymentId: 'push-2' })]);
      expect(batch.payment('doubt')).toEqual(inDoubt);
      expect(names(batch)).toEqual([]);
    });

    it.each([1000, 150_000])(
      'and told again of KES cents %i leaves what is booked as it is',
      (amountCents) => {
        const other = { ...settled, id: 'push-2', amountCents, reference: 'ORDER-18' };
        const batch = batchOf({ stored: [other, alone], now: late });
        batch.applyAll([{ ...fact, amountCents, reference: 'ORDER-18' }]);
        expect(batch.payment('alone')).toMatchObject({ receipt: RECEIPT, supersededBy: null });
        expect(batch.payment('push-2')).toEqual(other);
      },
    );

    it('counts once the push is told of another receipt', () => {
      const batch = batchOf({ stored: [settled, inDoubt], now: late + MINUTE });
      batch.applyAll([succeeded({ receipt: 'UKL0000009', at: late + MINUTE })]);
      expect(batch.payment('doubt')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
    });
  });

  it('only adds to the payment that has its receipt', () => {
    const paid = { ...pending, status: 'succeeded', receipt: RECEIPT } as const;
    const batch = batchOf({ stored: [paid] });
    expect(batch.apply(fact)).toEqual({ result: 'applied', paymentId: 'push-1' });
    expect(batch.changed.get('push-1')).toMatchObject({ partyName: 'Wanjiku', transactionType: 'Pay Bill' });
    expect(batch.events).toEqual([]);
  });

  it('waits while it fits two', () => {
    const stored = [pending, { ...pending, id: 'push-2', checkoutRequestId: 'ws_CO_2' }];
    const batch = batchOf({ stored });
    expect(batch.apply(fact)).toEqual({ result: 'waiting', until: NOON + 6 * MINUTE });
    expect(batch.changed.size + batch.inserted.size).toBe(0);
  });

  it('goes to the one of two whose callback came first in the batch', () => {
    const stored = [pending, { ...pending, id: 'push-2', checkoutRequestId: 'ws_CO_2' }];
    const batch = batchOf({ stored });
    batch.apply(succeeded({ paymentId: 'push-2', checkoutRequestId: 'ws_CO_2' }));
    expect(batch.apply(fact)).toEqual({ result: 'applied', paymentId: 'push-2' });
    expect(batch.changed.get('push-1')).toBeUndefined();
  });

  it('goes to the one of two whose callback claims its receipt', () => {
    const stored = [pending, { ...pending, id: 'push-2', checkoutRequestId: 'ws_CO_2' }];
    const batch = batchOf({ stored, policy: confirmingPolicy });
    batch.apply(succeeded({ paymentId: 'push-2', checkoutRequestId: 'ws_CO_2' }));
    expect(batch.apply(fact)).toMatchObject({ result: 'waiting' });
    batch.apply(confirmedByQuery({ paymentId: 'push-2', checkoutRequestId: 'ws_CO_2' }));
    expect(batch.apply(fact)).toMatchObject({ result: 'applied', paymentId: 'push-2' });
    expect(batch.changed.get('push-2')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
    expect(batch.inserted.size).toBe(0);
  });
});

describe('money that was booked on its own', () => {
  const booked = bookMoney('c2b-1', moneyReceived());

  it('is absorbed by the push whose callback has its receipt', () => {
    const batch = batchOf({ stored: [pending, booked] });
    expect(batch.apply(succeeded())).toEqual({ result: 'applied', paymentId: 'push-1' });
    expect(batch.changed.get('c2b-1')).toMatchObject({
      status: 'succeeded',
      receipt: null,
      transactionId: RECEIPT,
      supersededBy: 'push-1',
      version: 2,
    });
    expect(batch.releasedReceipt).toEqual(new Set(['c2b-1']));
    expect(batch.changed.get('push-1')).toMatchObject({ receipt: RECEIPT });
    expect(batch.events).toMatchObject([
      { subjectId: 'c2b-1', payload: { type: 'payment.superseded', supersededBy: 'push-1' } },
      { subjectId: 'push-1', payload: { type: 'payment.succeeded', supersedes: 'c2b-1' } },
    ]);
  });

  it('is absorbed by a query that confirms the claim to it', () => {
    const claiming = { receipt: RECEIPT, amountCents: 150_000, phone: PHONE, completedAt: null };
    const batch = batchOf({ stored: [{ ...pending, claim: claiming }, booked], policy: confirmingPolicy });
    expect(batch.apply(confirmedByQuery())).toEqual({ result: 'applied', paymentId: 'push-1' });
    expect(batch.changed.get('c2b-1')).toMatchObject({ receipt: null, supersededBy: 'push-1' });
    expect(batch.changed.get('push-1')).toMatchObject({ receipt: RECEIPT });
  });

  it('is not absorbed by a claim, but by the query that confirms it, whose success says so', () => {
    const claiming = batchOf({ stored: [pending, booked], policy: confirmingPolicy });
    expect(claiming.apply(succeeded())).toEqual({ result: 'applied', paymentId: 'push-1' });
    expect(claiming.changed.get('c2b-1')).toBeUndefined();
    const claimant = claiming.changed.get('push-1') ?? pending;
    expect(claimant.claim).toMatchObject({ receipt: RECEIPT });
    const batch = batchOf({ stored: [claimant, booked], policy: confirmingPolicy });
    batch.apply(confirmedByQuery());
    expect(batch.events).toMatchObject([
      { subjectId: 'c2b-1', payload: { type: 'payment.superseded' } },
      { subjectId: 'push-1', payload: { type: 'payment.succeeded', supersedes: 'c2b-1', receipt: RECEIPT } },
    ]);
  });

  it('is absorbed by the callback of a push that the query has confirmed already, without a receipt', () => {
    const confirmed = { ...pending, status: 'succeeded', settledBy: 'query' } as const;
    const batch = batchOf({ stored: [confirmed, booked], policy: confirmingPolicy });
    expect(batch.apply(succeeded())).toEqual({ result: 'applied', paymentId: 'push-1' });
    expect(batch.changed.get('c2b-1')).toMatchObject({ receipt: null, supersededBy: 'push-1' });
    expect(batch.changed.get('push-1')).toMatchObject({ receipt: RECEIPT });
  });

  it.each(['c2b', 'pull', 'statement', 'status'] as const)(
    'is taken over by no news that only compares: %s',
    (source) => {
      const batch = batchOf({ stored: [pending, booked] });
      const told = { checkoutRequestId: null, merchantRequestId: null } as const;
      expect(batch.apply(succeeded({ ...told, source }))).toEqual({
        result: 'ignored',
        paymentId: 'push-1',
        reason: 'receipt-taken',
      });
      expect(batch.changed.size).toBe(0);
    },
  );

  it('is taken over by a person’s word, of the same amount only', () => {
    const said = { as: 'succeeded', receipt: RECEIPT, by: 'Ann', reason: 'statement' } as const;
    const resolved = { type: 'resolved', paymentId: 'push-1', at: NOON, ...said } as const;
    const review = { ...pending, status: 'review', reviewReason: 'horizon' } as const;
    const batch = batchOf({ stored: [review, booked] });
    expect(batch.apply(resolved)).toEqual({ result: 'applied', paymentId: 'push-1' });
    expect(batch.changed.get('c2b-1')).toMatchObject({ receipt: null, supersededBy: 'push-1' });
    const other = batchOf({ stored: [review, { ...booked, amountCents: 100 }] });
    expect(other.apply(resolved)).toMatchObject({ result: 'ignored', reason: 'receipt-taken' });
    expect(other.changed.size).toBe(0);
  });

  it.each([1_00, 1_500_01])('is not absorbed by a push of another amount: %d cents', (amountCents) => {
    const batch = batchOf({ stored: [pending, booked] });
    batch.apply(confirmedByQuery({ receipt: RECEIPT, amountCents }));
    batch.apply(succeeded({ amountCents }));
    expect(batch.changed.get('c2b-1')).toBeUndefined();
    expect(batch.changed.get('push-1')?.status).not.toBe('succeeded');
  });

  it('is not absorbed by what we paid to another number of our own: both sides have the same receipt', () => {
    const payout = samplePush({ id: 'out', kind: 'b2b', direction: 'out', status: 'unknown', phone: null });
    const batch = batchOf({ stored: [payout, booked] });
    const news = { paymentId: 'out', receipt: RECEIPT, checkoutRequestId: null };
    expect(batch.apply(confirmedByQuery(news))).toEqual({ result: 'applied', paymentId: 'out' });
    expect([...batch.changed.values()]).toMatchObject([{ id: 'out', status: 'succeeded', receipt: RECEIPT }]);
  });

  it('is absorbed within the batch that booked it', () => {
    const batch = batchOf({ stored: [pending] });
    batch.apply(moneyReceived({ reference: 'typed wrongly' }));
    batch.apply(succeeded());
    expect(batch.inserted.get('new-1')).toMatchObject({ receipt: null, supersededBy: 'push-1' });
    expect(batch.changed.get('push-1')).toMatchObject({ receipt: RECEIPT });
    expect(batch.events.find(({ subjectId }) => subjectId === 'push-1')?.payload).toMatchObject({
      supersedes: 'new-1',
    });
  });
});

describe('a push that was given the money of another', () => {
  const misled = {
    ...pending,
    status: 'succeeded',
    receipt: RECEIPT,
    settledBy: 'c2b',
    partyName: 'Wanjiku',
    idempotencyKey: 'order-17',
    version: 4,
  } as const;

  it('hands it back when its own callback names another receipt', () => {
    const batch = batchOf({ stored: [misled] });
    expect(batch.applyAll([succeeded({ receipt: 'UKL0000002' })])).toEqual([
      { result: 'applied', paymentId: 'push-1' },
    ]);
    expect(batch.changed.get('push-1')).toMatchObject({ receipt: 'UKL0000002', status: 'succeeded' });
    expect(batch.inserted.get('new-1')).toMatchObject({
      kind: 'c2b',
      receipt: RECEIPT,
      status: 'succeeded',
      idempotencyKey: null,
      checkoutRequestId: null,
      phone: null,
      partyName: null,
      version: 1,
    });
    expect(names(batch)).toEqual(['new-1 payment.succeeded']);
  });

  it.each([
    ['c2b', 'can be asked', 'pending', { canAsk: true }],
    ['c2b', 'may be one that can be asked', 'pending', {}],
    ['c2b', 'cannot be asked', 'succeeded', { canAsk: false }],
    ['status', 'can be asked', 'succeeded', { canAsk: true }],
  ] as const)('hands back what %s told, where M-Pesa %s, and it is %s', (receiptFrom, _, status, can) => {
    const confirming = () => ({ mode: 'query', aboveCents: 0, ...can }) as const;
    const batch = batchOf({ stored: [{ ...misled, receiptFrom }], policy: { ...samplePolicy, confirming } });
    batch.applyAll([succeeded({ receipt: 'UKL0000002' })]);
    expect(batch.changed.get('push-1')).toMatchObject({ receipt: 'UKL0000002' });
    expect([...batch.inserted.values()]).toMatchObject([
      { id: 'new-1', kind: 'c2b', receipt: RECEIPT, status },
    ]);
    const waits = status === 'pending' ? { claim: { receipt: RECEIPT }, nextCheckAt: NOON } : { claim: null };
    expect(batch.inserted.get('new-1')).toMatchObject(waits);
  });

  it.each([
    ['that is open', {}],
    ['that a query had settled', { status: 'succeeded', settledBy: 'query', settledAt: NOON + MINUTE }],
    [
      'of a customer whose mask is the same',
      { status: 'succeeded', settledBy: 'query', settledAt: NOON + MINUTE, phone: '254733000126' },
    ],
  ] as const)('does not book it beside a third push %s', (_, over) => {
    const third = { ...pending, id: 'push-3', checkoutRequestId: 'ws_CO_3', ...over };
    const given = { ...misled, receiptFrom: 'c2b', completedAt: NOON } as const;
    const batch = batchOf({ stored: [given, third], policy: autoPolicy });
    batch.applyAll([succeeded({ receipt: 'UKL0000002' })]);
    const [booked] = batch.inserted.values();
    expect(booked).toMatchObject({ status: 'review', receipt: RECEIPT, phone: null });
    expect(booked?.reviewReason).toContain('push-3');
  });

  it('exchanges it with the one that was given its own: each receipt takes its time along, and is in doubt until named', () => {
    const given = { ...misled, settledBy: 'query', receiptFrom: 'c2b', ambiguous: true } as const;
    const other = { ...given, id: 'push-2', checkoutRequestId: 'ws_CO_2', receipt: 'UKL0000002' } as const;
    const batch = batchOf({
      stored: [
        { ...given, completedAt: NOON },
        { ...other, completedAt: NOON + 1 },
      ],
    });
    batch.apply(succeeded({ receipt: 'UKL0000002', completedAt: NOON + 1 }));
    const own = { receipt: 'UKL0000002', receiptFrom: 'callback', completedAt: NOON + 1, ambiguous: false };
    expect(batch.changed.get('push-1')).toMatchObject(own);
    const theirs = { receipt: RECEIPT, receiptFrom: 'c2b', completedAt: NOON, ambiguous: true };
    expect(batch.changed.get('push-2')).toMatchObject(theirs);
    expect(batch.inserted.size).toBe(0);
  });

  it('keeps its receipt from another payment, without holding up the facts beside it', () => {
    const other = { ...pending, id: 'push-2', checkoutRequestId: 'ws_CO_2' };
    const batch = batchOf({ stored: [misled, other] });
    expect(batch.apply(succeeded({ paymentId: 'push-2', checkoutRequestId: 'ws_CO_2' }))).toEqual({
      result: 'ignored',
      paymentId: 'push-2',
      reason: 'receipt-taken',
    });
    expect([batch.changed.size, batch.events.length]).toEqual([0, 0]);
  });

  it('keeps it when its own is held by a push that a query has settled: two successes for two receipts', () => {
    const other = { ...pending, id: 'push-2', checkoutRequestId: 'ws_CO_2', status: 'succeeded' } as const;
    const settled = { ...other, receipt: 'UKL0000002', settledBy: 'query' } as const;
    const batch = batchOf({ stored: [misled, settled] });
    expect(batch.apply(succeeded({ receipt: 'UKL0000002' }))).toMatchObject({ reason: 'receipt-taken' });
    expect([batch.changed.size, batch.inserted.size, batch.events.length]).toEqual([0, 0, 0]);
  });
});

/** A customer pays by hand while the prompt is open, and the prompt as well; the callback comes last. */
describe('a push that was given money by hand, and is told of its own by its callback', () => {
  const own = { receipt: 'UKL0000002', completedAt: NOON + 25_000 };
  const byHand = moneyReceived({ completedAt: NOON + 10_000, at: NOON + 61_000 });
  const byPush = moneyReceived({ ...own, at: NOON + 62_000 });
  const query = confirmedByQuery({ at: NOON + 60_000 });
  const callback = succeeded({ ...own, at: NOON + 90_000 });
  const counted = (batch: RecordingBatch) =>
    [...batch.changed.values(), ...batch.inserted.values()]
      .filter(({ status, supersededBy }) => status === 'succeeded' && supersededBy === null)
      .map(({ kind, receipt, amountCents }) => [kind, receipt, amountCents]);

  it.each([
    ['settled it', [byHand, byPush]],
    ['followed a query', [query, byHand, byPush]],
    ['was confirmed by a query', [byHand, query, byPush]],
    ['followed a query, and its own money was never told', [query, byHand]],
  ] as const)('gets its own, and both count, where the money by hand %s', (_, before) => {
    const batch = batchOf({ stored: [pending], now: NOON + 100_000 });
    for (const fact of [...before, callback, query]) batch.applyAll([fact]);
    expect(counted(batch)).toEqual([
      ['stk-push', own.receipt, 150_000],
      ['c2b', RECEIPT, 150_000],
    ]);
    expect(batch.payment('push-1')).toMatchObject({ receiptFrom: 'callback', ambiguous: false });
  });

  it.each([
    ['query', 'callback'],
    ['callback', 'query'],
    ['callback', 'query', 'callback'],
  ])('loses neither where each success is confirmed: %s, then %s', (...order) => {
    const batch = batchOf({ stored: [pending], policy: confirmingPolicy, now: NOON + 100_000 });
    const facts = order.map((one) => (one === 'query' ? query : callback));
    // What had to wait comes again.
    for (const fact of [byHand, byPush, ...facts, byHand, byPush]) batch.applyAll([fact]);
    expect(
      counted(batch)
        .map(([, receipt]) => receipt)
        .sort(),
    ).toEqual([RECEIPT, own.receipt]);
  });

  it('keeps its own where another callback tells another receipt, and that money counts too', () => {
    const batch = batchOf({ stored: [pending] });
    for (const fact of [succeeded(), byPush]) batch.apply(fact);
    expect(batch.apply(callback)).toMatchObject({ result: 'ignored', reason: 'receipt-taken' });
    expect(counted(batch)).toEqual([
      ['stk-push', RECEIPT, 150_000],
      ['c2b', own.receipt, 150_000],
    ]);
  });

  it('that an older version has stored without who told its receipt loses no money either', () => {
    const stored = samplePush({ ...pending, status: 'succeeded', receipt: RECEIPT, settledBy: 'query' });
    const batch = batchOf({ stored: [stored] });
    for (const fact of [byPush, callback]) batch.apply(fact);
    expect(counted(batch)).toEqual([['c2b', own.receipt, 150_000]]);
    expect(batch.payment('push-1') ?? stored).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
  });
});

describe('the receipt of money of another amount', () => {
  const word = { at: NOON + MINUTE, by: 'Ann', reason: 'told by the customer' } as const;

  it.each([
    [
      'a person says so',
      { type: 'resolved', paymentId: 'push-1', as: 'succeeded', receipt: RECEIPT, ...word },
    ],
    ['a confirmation tells no amount', confirmedByQuery({ receipt: RECEIPT })],
  ] as const)('stays where it is, although %s', (_, fact) => {
    const push = { ...pending, status: 'review', reviewReason: 'horizon' } as const;
    const batch = batchOf({ stored: [push, bookMoney('hand', moneyReceived({ amountCents: 100 }))] });
    expect(batch.apply(fact)).toMatchObject({ result: 'ignored', reason: 'receipt-taken' });
    expect([batch.changed.size, batch.events.length]).toEqual([0, 0]);
  });

  it.each<[string, Partial<Payment>]>([
    ['of another amount', { amountCents: 100 }],
    ['of another account', { account: 'kiosk' }],
    ['that has its receipt', { status: 'succeeded', receipt: 'UKL0000002' }],
    ['that was reversed', { status: 'reversed' }],
    ['that is no push', { kind: 'c2b' }],
  ])('does not go to a payment %s by a person’s word, which is refused as such: %j', (_, over) => {
    const doubt = { status: 'review', reviewReason: 'owner-in-doubt: it may be another’s' } as const;
    const hand = { ...bookMoney('hand', moneyReceived()), ...doubt };
    const batch = batchOf({ stored: [{ ...pending, ...over }, hand] });
    const resolved = {
      type: 'resolved',
      paymentId: 'hand',
      as: 'succeeded',
      receipt: null,
      ...word,
    } as const;
    expect(batch.apply({ ...resolved, belongsTo: 'push-1' })).toMatchObject({ reason: 'belongs-to-another' });
    expect([batch.changed.size, batch.events.length]).toEqual([0, 0]);
  });

  it('is not that of money by hand in review, whatever a person says: that is its own receipt', () => {
    const review = { status: 'review', reviewReason: 'unproven: time' } as const;
    const batch = batchOf({ stored: [{ ...bookMoney('hand', moneyReceived()), ...review }] });
    const resolved = { type: 'resolved', paymentId: 'hand', as: 'succeeded', ...word } as const;
    expect(batch.apply({ ...resolved, receipt: 'UKL0000002' })).toMatchObject({ reason: 'receipt-differs' });
    expect(batch.apply({ ...resolved, receipt: RECEIPT })).toMatchObject({ result: 'applied' });
  });
});

describe('a confirmation of money that is stored', () => {
  const booked = bookMoney('money-1', moneyReceived({ payer: { form: 'masked', value: '2547 ***** 126' } }));
  const told = (over: Partial<MoneyReceivedFact>) => {
    const batch = batchOf({ stored: [booked], now: NOON + MINUTE });
    const [outcome] = batch.applyAll([moneyReceived({ payer: { form: 'none', value: '' }, ...over })]);
    return [outcome?.result === 'ignored' ? outcome.reason : outcome?.result, batch.changed.size];
  };

  it.each<[string, Partial<MoneyReceivedFact>]>([
    ['account number', { reference: 'ORDER-18' }],
    ['payer', { payer: { form: 'clear', value: '254722000000' } }],
  ])('that tells another %s is shown to a person, and changes nothing', (_, over) => {
    expect(told(over)).toEqual(['told-otherwise', 0]);
  });

  it.each<Partial<MoneyReceivedFact>>([
    {},
    { reference: ' order-17 ' },
    { reference: null },
    { payer: { form: 'masked', value: '25470****149' } },
  ])('that only writes it differently is a repetition: %j', (over) => {
    expect(told(over)).toEqual(['repetition', 0]);
  });

  it('is corrected by none of M-Pesa’s own records, which the reports hold against it', () => {
    expect(told({ source: 'pull', reference: 'ORDER-18' })[0]).not.toBe('told-otherwise');
  });
});
