import { describe, expect, it } from '@jest/globals';
import {
  accepted,
  CHECKOUT,
  confirmedByQuery,
  confirmingPolicy,
  failed,
  moneyReceived,
  NOON,
  RECEIPT,
  samplePolicy,
  samplePush,
  succeeded,
} from '../../testing/in-memory/sample-payments.js';
import { applyFact } from './apply-fact.js';
import type { FactAboutPayment } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { Payment } from '../payment.js';
import { bookMoney } from '../money/place-money.js';

const pending = samplePush({ status: 'pending', checkoutRequestId: CHECKOUT });

/** The payment after these facts; ignored ones change nothing. */
function after(payment: Payment, facts: readonly FactAboutPayment[], policy: PaymentPolicy): Payment {
  return facts.reduce((current, fact) => {
    const applied = applyFact(current, fact, policy);
    return 'ignored' in applied ? current : applied.payment;
  }, payment);
}

describe('news of success', () => {
  it('settles with receipt, time and source', () => {
    expect(
      after(pending, [succeeded({ partyName: 'Wanjiku', transactionType: 'Pay Bill' })], samplePolicy),
    ).toMatchObject({
      status: 'succeeded',
      receipt: RECEIPT,
      partyName: 'Wanjiku',
      transactionType: 'Pay Bill',
      completedAt: NOON + 18_000,
      settledBy: 'callback',
      resultCode: '0',
    });
  });

  it('settles without a receipt when only a query tells of it, and learns the receipt later, silently', () => {
    const told = applyFact(pending, confirmedByQuery(), samplePolicy);
    expect(told).toMatchObject({
      payment: { status: 'succeeded', receipt: null, settledBy: 'query' },
      events: [{ payload: { type: 'payment.succeeded', receipt: null } }],
    });
    if ('ignored' in told) throw new Error(told.ignored);
    expect(applyFact(told.payment, succeeded(), samplePolicy)).toMatchObject({
      payment: { receipt: RECEIPT, completedAt: NOON + 18_000, settledBy: 'query' },
      events: [],
    });
  });

  it('tells the number of a payer who was masked before, silently, and changes no number', () => {
    const masked = { ...after(pending, [succeeded()], samplePolicy), kind: 'c2b' as const, phone: null };
    const told = succeeded({ source: 'c2b', phone: '254710119383' });
    expect(applyFact(masked, told, samplePolicy)).toMatchObject({
      payment: { phone: '254710119383' },
      events: [],
    });
    const known = { ...masked, phone: '254722000000' };
    expect(applyFact(known, told, samplePolicy)).toEqual({ ignored: 'repetition' });
  });

  it('wins over an earlier failure and says so', () => {
    const lost = after(pending, [failed({ transactionId: 'UKL0000000' })], samplePolicy);
    expect(applyFact(lost, succeeded(), samplePolicy)).toMatchObject({
      payment: { status: 'succeeded', failure: null, transactionId: null },
      events: [{ payload: { recoveredFrom: 'failed' } }],
    });
  });

  it('that tells less than is known is a repetition, and unsays nothing', () => {
    const told = succeeded({ feeCents: 22_40, partyName: 'Wanjiku', balances: [] });
    const paid = after(pending, [told], samplePolicy);
    expect(paid).toMatchObject({ feeCents: 22_40, balances: null });
    for (const less of [
      confirmedByQuery(),
      succeeded({ feeCents: 5, partyName: 'W', completedAt: NOON + 19_000 }),
    ]) {
      expect(applyFact(paid, less, samplePolicy)).toEqual({ ignored: 'repetition' });
    }
  });

  it('of another receipt changes nothing', () => {
    const paid = after(pending, [succeeded()], samplePolicy);
    expect(applyFact(paid, succeeded({ receipt: 'UKL0000002' }), samplePolicy)).toEqual({
      ignored: 'receipt-differs',
    });
  });
});

describe('the answer that money by hand is there, asked for by its receipt', () => {
  const hand = bookMoney('hand', moneyReceived());
  const waiting = { ...hand, status: 'pending', settledBy: null, nextCheckAt: NOON } as const;
  const there = confirmedByQuery({
    paymentId: 'hand',
    answers: 'our-question',
    receipt: RECEIPT,
    amountCents: 150_000,
    checkoutRequestId: null,
    merchantRequestId: null,
  });

  it('counts it', () => {
    expect(after(waiting, [there], samplePolicy)).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
  });

  it.each([
    ['is about another receipt', 'receipt-differs', waiting, { ...there, receipt: 'UKL0000002' }],
    [
      'does not say whose it is, where that is the question',
      'owner-in-doubt',
      { ...waiting, status: 'review', reviewReason: 'owner-in-doubt: it may be the money of push-1' },
      there,
    ],
  ] as const)('counts nothing where it %s', (_, ignored, money, answer) => {
    expect(applyFact(money, answer, samplePolicy)).toEqual({ ignored });
  });
});

describe('news that tells both sides', () => {
  it('names who paid us, or whom we paid, and the fee that is ours', () => {
    const sides = { partyName: 'PAYEE', feeCents: 22_40, received: { partyName: 'PAYER', feeCents: 5 } };
    for (const [direction, partyName, feeCents] of [
      ['in', 'PAYER', 5],
      ['out', 'PAYEE', 22_40],
    ] as const) {
      const payment = samplePush({ direction, status: 'pending' });
      expect(applyFact(payment, succeeded({ ...sides, source: 'query' }), samplePolicy)).toMatchObject({
        payment: { partyName, feeCents },
      });
    }
  });
});

describe.each([
  ['less', 1_00, '1.00'],
  ['a cent more', 1_500_01, '1500.01'],
])('an amount that was not asked for, %s', (_how, amountCents, told) => {
  const wrong = succeeded({ amountCents });

  const inReview = {
    payment: {
      status: 'review',
      reviewReason: `amount-differs: asked 1500.00, told ${told}`,
      receipt: null,
    },
    events: [{ payload: { type: 'payment.review' } }],
  };

  it.each(['pending', 'failed', 'unknown'] as const)('sends a %s payment to review', (status) => {
    const payment = { ...pending, status };
    const applied = applyFact(payment, wrong, samplePolicy);
    expect(applied).toMatchObject(inReview);
    expect(applied).toMatchObject({ payment: { transactionId: RECEIPT } });
  });

  it.each(['unknown', 'created'] as const)(
    'is a reason to ask about a %s payment that nobody has acknowledged, and believed with the acknowledgement',
    (status) => {
      const waiting = after(samplePush({ status }), [wrong], samplePolicy);
      expect(waiting).toMatchObject({ status, claim: { open: ['ids', 'amount'] }, reviewReason: null });
      expect(applyFact(waiting, accepted(), samplePolicy)).toMatchObject(inReview);
      const another = accepted({ checkoutRequestId: 'ws_CO_2', merchantRequestId: '1-1-1' });
      expect(applyFact(waiting, another, samplePolicy)).toMatchObject({
        payment: { status: 'pending', claim: null },
      });
    },
  );

  it('is believed where Daraja says that the push of that name was paid: its answer tells no amount', () => {
    const waiting = after(samplePush({ status: 'unknown' }), [wrong], samplePolicy);
    expect(applyFact(waiting, confirmedByQuery(), samplePolicy)).toMatchObject(inReview);
    // The payer's own callback takes the place of one that was made up.
    const own = after(waiting, [succeeded({ checkoutRequestId: 'ws_CO_2' })], samplePolicy);
    expect(own).toMatchObject({ claim: { open: ['ids'], checkoutRequestId: 'ws_CO_2' } });
    const paid = after(own, [confirmedByQuery({ checkoutRequestId: 'ws_CO_2' })], samplePolicy);
    expect(paid).toMatchObject({ status: 'succeeded', amountCents: 150_000 });
  });

  it('is ignored by what is paid, or in review already', () => {
    const paid = after(pending, [succeeded()], samplePolicy);
    expect(applyFact(paid, wrong, samplePolicy)).toEqual({ ignored: 'amount-differs-after-success' });
    const review = after(pending, [wrong], samplePolicy);
    expect(applyFact(review, wrong, samplePolicy)).toEqual({ ignored: 'in-review' });
  });

  it('is no claim either', () => {
    expect(after(pending, [wrong], confirmingPolicy)).toMatchObject({ status: 'review', claim: null });
  });
});

describe('an account that has each success confirmed', () => {
  const claimed = after(pending, [succeeded({ partyName: 'Wanjiku' })], confirmingPolicy);

  it.each(['callback', 'c2b'] as const)('holds a %s as a claim, asks at once and tells nobody', (source) => {
    const applied = applyFact(pending, succeeded({ source }), confirmingPolicy);
    expect(applied).toMatchObject({
      payment: {
        status: 'pending',
        receipt: null,
        claim: { receipt: RECEIPT, amountCents: 150_000, completedAt: NOON + 18_000 },
        nextCheckAt: NOON + 20_000,
      },
      events: [],
    });
  });

  it('settles with what was claimed when the query agrees', () => {
    expect(after(claimed, [confirmedByQuery()], confirmingPolicy)).toMatchObject({
      status: 'succeeded',
      receipt: RECEIPT,
      completedAt: NOON + 18_000,
      partyName: 'Wanjiku',
      settledBy: 'query',
      claim: null,
    });
  });

  it('settles with what the query itself tells, where that is more than was claimed', () => {
    const told = confirmedByQuery({ receipt: 'UKL0000002', completedAt: NOON + 17_000 });
    expect(after(claimed, [told], confirmingPolicy)).toMatchObject({
      receipt: 'UKL0000002',
      completedAt: NOON + 17_000,
    });
  });

  it('keeps the name it knew before the claim', () => {
    const named = { ...pending, partyName: 'Akinyi' };
    expect(after(named, [succeeded({ partyName: 'W' })], confirmingPolicy)).toMatchObject({
      claim: { receipt: RECEIPT },
      partyName: 'Akinyi',
    });
  });

  it('takes no second claim', () => {
    expect(applyFact(claimed, succeeded({ receipt: 'UKL0000002' }), confirmingPolicy)).toEqual({
      ignored: 'awaits-confirmation',
    });
  });

  it('leaves it to a person when the query denies the claim', () => {
    expect(after(claimed, [failed({ source: 'query' })], confirmingPolicy)).toMatchObject({
      status: 'review',
      reviewReason: 'callback-and-query-disagree',
      transactionId: RECEIPT,
      receipt: null,
      nextCheckAt: null,
    });
  });

  it('settles a disputed amount when the query confirms a claim to the right one', () => {
    const disputed = after(pending, [succeeded({ amountCents: 100 }), succeeded()], confirmingPolicy);
    expect(disputed).toMatchObject({ status: 'review', claim: { amountCents: 150_000 } });
    expect(after(disputed, [confirmedByQuery()], confirmingPolicy)).toMatchObject({
      status: 'succeeded',
      receipt: RECEIPT,
      nextCheckAt: null,
    });
  });

  describe('by made-up names, on a push that nobody acknowledged,', () => {
    const unknown = samplePush({ status: 'unknown' });
    const made = { checkoutRequestId: 'ws_CO_MADE_UP', merchantRequestId: 'made-up' };
    const lied = after(unknown, [succeeded({ ...made, amountCents: 100 })], samplePolicy);
    const record = { checkoutRequestId: null, merchantRequestId: null };

    it.each(['pull', 'statement', 'status', 'person'] as const)('keeps no %s from proving it', (source) => {
      expect(lied).toMatchObject({ claim: { amountCents: 100 } });
      expect(after(lied, [succeeded({ ...record, source })], samplePolicy)).toMatchObject({
        status: 'succeeded',
        receipt: RECEIPT,
      });
    });

    it.each([
      ['amount', { amountCents: 100 }, 'amount-differs: asked 1500.00, told 1.00'],
      ['payer', { other: { form: 'clear', value: '254733000126' } }, 'payer-differs'],
    ] as const)(
      'of another %s, is for a person when the query asks by them and is told that they are paid',
      (_, over, reviewReason) => {
        const told = confirmedByQuery({ checkoutRequestId: null, merchantRequestId: null });
        const asked = after(unknown, [succeeded({ ...made, ...over })], samplePolicy);
        expect(after(asked, [told], samplePolicy)).toMatchObject({
          status: 'review',
          reviewReason,
          receipt: null,
        });
      },
    );
  });

  it('asks no longer about a claim on a failed payment that the query denies', () => {
    const late = after(pending, [failed({ source: 'query' }), succeeded()], confirmingPolicy);
    expect(late).toMatchObject({ status: 'failed', claim: { receipt: RECEIPT }, nextCheckAt: NOON + 20_000 });
    expect(after(late, [failed({ source: 'query' })], confirmingPolicy)).toMatchObject({
      status: 'review',
      reviewReason: 'callback-and-query-disagree',
      claim: null,
      nextCheckAt: null,
    });
  });

  it('asks no longer about a claim in review that the query denies', () => {
    const passed = { type: 'horizon-passed', paymentId: 'push-1', at: NOON } as const;
    const late = after(pending, [passed, succeeded()], confirmingPolicy);
    const denied = after(late, [failed({ source: 'query' })], confirmingPolicy);
    expect(denied).toMatchObject({
      status: 'review',
      reviewReason: 'callback-and-query-disagree',
      claim: null,
      nextCheckAt: null,
    });
    expect(applyFact(denied, failed({ source: 'query' }), confirmingPolicy)).toEqual({
      ignored: 'in-review',
    });
  });

  it('shows the person who looks after the horizon which receipt was claimed', () => {
    const passed = { type: 'horizon-passed', paymentId: 'push-1', at: NOON } as const;
    expect(after(claimed, [passed], confirmingPolicy)).toMatchObject({
      reviewReason: 'horizon',
      transactionId: RECEIPT,
      receipt: null,
    });
  });
});

describe('a payee that M-Pesa tells', () => {
  const wage = samplePush({ kind: 'b2c', direction: 'out', status: 'unknown' });
  const found = (payeePhone: string | null) => confirmedByQuery({ receipt: RECEIPT, payeePhone });

  it.each([wage.phone, null])('settles when it is ours, or not told in clear: %s', (payeePhone) => {
    expect(after(wage, [found(payeePhone)], samplePolicy)).toMatchObject({ status: 'succeeded' });
  });

  it('goes to a person when it is another, with the receipt of what was paid', () => {
    const reviewed = after(wage, [found('254790000001')], samplePolicy);
    expect(reviewed).toMatchObject({ status: 'review', reviewReason: 'payee-differs', receipt: null });
    expect(reviewed.transactionId).toBe(RECEIPT);
    expect(after(reviewed, [found('254790000001')], samplePolicy)).toEqual(reviewed);
  });

  it('changes nothing once the payment has succeeded, and says why', () => {
    const paid = after(wage, [found(null)], samplePolicy);
    expect(applyFact(paid, found('254790000001'), samplePolicy)).toEqual({
      ignored: 'payee-differs-after-success',
    });
  });

  it('says nothing of money that came in: there the payee is us', () => {
    const push = { ...pending };
    expect(after(push, [found('254790000001')], samplePolicy)).toMatchObject({ status: 'succeeded' });
  });
});
