/** The rule, cell by cell: what evidence makes of a payment of each kind in each status. */
import { describe, expect, it } from '@jest/globals';
import { kindsOfNews, news, paymentOf } from '../testing/in-memory/evidence-samples.js';
import {
  autoPolicy,
  confirmingPolicy,
  MINUTE,
  moneyReceived,
  NOON,
  samplePolicy,
} from '../testing/in-memory/sample-payments.js';
import { applyFact } from './recording/apply-fact.js';
import type { Payment, PaymentKind } from './payment.js';
import type { SucceededFact } from './payment-fact.js';
import type { PaymentPolicy } from './payment-policy.js';
import { TRANSITIONS, type PaymentStatus } from './payment-status.js';
import { verdictOf, verdictOfMoney, type Verdict } from './verdict.js';

const NO_NAMES = {
  checkoutRequestId: null,
  merchantRequestId: null,
  conversationId: null,
  originatorConversationId: null,
} as const;
const EVIDENCE = {
  complete: {},
  'without a receipt': { receipt: null },
  'without an amount': { amountCents: null },
  'of another amount': { amountCents: 100 },
  'without a name': NO_NAMES,
  'without a payer': { other: { form: 'none', value: '' } },
  'of another payer': { other: { form: 'clear', value: '254733000000' } },
  'of another receiver': { payeeNumber: '600980' },
  'of another original': { originalReceipt: 'UKK82PACB9' },
  'without a time': { completedAt: null },
  'from before it was asked for': { completedAt: NOON - MINUTE },
  'from tomorrow': { completedAt: NOON + 24 * 60 * MINUTE, receipt: 'UKM0000001' },
} as const satisfies Record<string, Partial<SucceededFact>>;

type Evidence = keyof typeof EVIDENCE;
type Row = Record<PaymentStatus, Verdict>;

const PROVEN: Row = {
  created: 'settle',
  pending: 'settle',
  unknown: 'settle',
  review: 'settle',
  failed: 'settle',
  succeeded: 'enrich',
  reversed: 'ignore',
};
const OPEN: Row = {
  created: 'claim',
  pending: 'claim',
  unknown: 'claim',
  review: 'claim',
  failed: 'claim',
  succeeded: 'ignore',
  reversed: 'ignore',
};
/** A failure goes to a person as well: whoever shows the names says that money moved. */
const CONTRADICTED: Row = {
  created: 'review',
  pending: 'review',
  unknown: 'review',
  review: 'ignore',
  failed: 'review',
  succeeded: 'ignore',
  reversed: 'ignore',
};
const BY_EVIDENCE: Record<Evidence, Row> = {
  complete: PROVEN,
  'without a receipt': OPEN,
  'without an amount': OPEN,
  'of another amount': CONTRADICTED,
  'without a name': OPEN,
  'without a payer': OPEN,
  'of another payer': CONTRADICTED,
  'of another receiver': CONTRADICTED,
  'of another original': CONTRADICTED,
  'without a time': OPEN,
  'from before it was asked for': OPEN,
  'from tomorrow': OPEN,
};

const TRANSFERS: readonly PaymentKind[] = ['stk-push', 'b2c', 'pochi', 'b2b', 'tax', 'top-up', 'reversal'];
/** What only some kinds are told; to the others it proves nothing, and its lack is none. */
const TOLD_TO: Partial<Record<Evidence, readonly PaymentKind[]>> = {
  'without a name': [...TRANSFERS, 'b2b-express'],
  'without a payer': ['stk-push', 'b2c'],
  'of another payer': ['stk-push', 'b2c', 'reversal'],
  'of another receiver': ['b2b', 'tax', 'top-up'],
  'of another original': ['reversal'],
  'without a time': TRANSFERS,
  'from before it was asked for': TRANSFERS,
  'from tomorrow': [...TRANSFERS, 'c2b'],
};

function rowOf(kind: PaymentKind, evidence: Evidence): Row {
  return TOLD_TO[evidence]?.includes(kind) === false ? PROVEN : BY_EVIDENCE[evidence];
}

/** The callbacks of other kinds name no organisation that was paid. */
const canTell = (kind: PaymentKind, evidence: Evidence): boolean =>
  evidence !== 'of another receiver' || TOLD_TO[evidence]?.includes(kind) === true;

const CELLS = kindsOfNews.flatMap((kind) =>
  (Object.keys(EVIDENCE) as Evidence[])
    .filter((evidence) => canTell(kind, evidence))
    .flatMap((evidence) =>
      (Object.keys(TRANSITIONS) as PaymentStatus[]).map(
        (status) => [kind, evidence, status, rowOf(kind, evidence)[status]] as const,
      ),
    ),
);

function verdict(
  kind: PaymentKind,
  status: PaymentStatus,
  over: Partial<SucceededFact>,
  policy: PaymentPolicy,
) {
  return verdictOf(paymentOf(kind, { status }), news(kind, over), policy);
}

describe('news of success', () => {
  it.each(CELLS)('of a %s, %s, while it is %s: %s', (kind, evidence, status, expected) => {
    expect(verdict(kind, status, EVIDENCE[evidence], samplePolicy)).toBe(expected);
  });

  it.each(CELLS)('of a %s, %s, while it is %s, on an account in auto', (kind, evidence, status, expected) => {
    // What overturns a failure is asked about; all else is as proven, or as open, as anywhere.
    const inAuto = status === 'failed' && expected === 'settle' ? 'claim' : expected;
    expect(verdict(kind, status, EVIDENCE[evidence], autoPolicy)).toBe(inAuto);
  });

  it.each(CELLS)(
    'of a %s, %s, while it is %s, on an account in query',
    (kind, evidence, status, expected) => {
      expect(verdict(kind, status, EVIDENCE[evidence], confirmingPolicy)).toBe(
        expected === 'settle' ? 'claim' : expected,
      );
    },
  );

  it.each(CELLS)(
    'of a %s, %s, while it is %s, does what the verdict %s says',
    (kind, evidence, status, told) => {
      const before = paymentOf(kind, { status, receipt: status === 'succeeded' ? 'UKL0000001' : null });
      const applied = applyFact(before, news(kind, EVIDENCE[evidence]), samplePolicy);
      const after = 'payment' in applied ? applied.payment : before;
      expect(after.status).toBe(told === 'settle' ? 'succeeded' : told === 'review' ? 'review' : status);
      expect(after.claim !== null).toBe(told === 'claim');
      expect(after.awaiting).toBe(told === 'claim' ? 'confirmation' : null);
      if (told !== 'settle') expect(after.receipt).toBe(before.receipt);
    },
  );
});

describe('another amount, told by somebody who shows no name of the request,', () => {
  const named = kindsOfNews.filter((kind) => kind !== 'c2b');
  const cells = named.flatMap((kind) =>
    (Object.keys(OPEN) as PaymentStatus[]).map((status) => [kind, status] as const),
  );

  it.each(cells)('is a reason to ask about a %s that is %s, and no more', (kind, status) => {
    const told = { ...NO_NAMES, amountCents: 100 };
    expect(verdict(kind, status, told, samplePolicy)).toBe(OPEN[status]);
    const before = paymentOf(kind, { status });
    const applied = applyFact(before, news(kind, told), samplePolicy);
    const after = 'payment' in applied ? applied.payment : before;
    expect(after).toMatchObject({ status, receipt: before.receipt, reviewReason: before.reviewReason });
  });

  it('is no more where nobody knows the names yet that it tells', () => {
    const unheard = { status: 'unknown', checkoutRequestId: null, merchantRequestId: null } as const;
    const push = paymentOf('stk-push', unheard);
    expect(verdictOf(push, news('stk-push', { amountCents: 100 }), samplePolicy)).toBe('claim');
    expect(verdictOf(push, news('stk-push', { ...NO_NAMES, amountCents: 100 }), samplePolicy)).toBe('claim');
  });
});

describe('what nobody can ask about', () => {
  const express = (status: PaymentStatus, over: Partial<SucceededFact> = {}, policy = samplePolicy) =>
    verdictOf(paymentOf('b2b-express', { status, initiator: null }), news('b2b-express', over), policy);

  it('goes to a person where it is not proven', () => {
    for (const status of ['created', 'pending', 'unknown', 'failed'] as const)
      expect(express(status, { receipt: null })).toBe('review');
    expect(express('review', { receipt: null })).toBe('ignore');
  });

  it('counts where it is, whatever the account would have confirmed', () => {
    for (const policy of [samplePolicy, autoPolicy, confirmingPolicy])
      for (const status of ['created', 'pending', 'unknown', 'review'] as const)
        expect(express(status, {}, policy)).toBe('settle');
    expect(express('failed', { elsewhere: true }, samplePolicy)).toBe('settle');
  });

  it('goes to a person where it is from elsewhere, or overturns a failure, unless confirming is off', () => {
    for (const policy of [autoPolicy, confirmingPolicy]) {
      for (const status of ['created', 'pending', 'unknown', 'failed'] as const)
        expect(express(status, { elsewhere: true }, policy)).toBe('review');
      expect(express('review', { elsewhere: true }, policy)).toBe('ignore');
      expect(express('failed', {}, policy)).toBe('review');
    }
  });

  it('stays with the person however often it is told, where it overturns a failure, or Daraja has denied it', () => {
    const told = (over: Partial<Payment>, policy = samplePolicy) => {
      const payment = paymentOf('b2b-express', { status: 'review', initiator: null, ...over });
      return verdictOf(payment, news('b2b-express'), policy);
    };
    for (const policy of [autoPolicy, confirmingPolicy])
      expect(told({ failure: 'cancelled' }, policy)).toBe('ignore');
    expect(told({ failure: 'cancelled' })).toBe('settle');
    expect(told({ reviewReason: 'callback-and-query-disagree' })).toBe('ignore');
  });

  it('is in review after a failure, and still when it is told in other words', () => {
    const failing = paymentOf('b2b-express', { status: 'failed', failure: 'cancelled', initiator: null });
    const first = applyFact(failing, news('b2b-express'), autoPolicy);
    const review = 'payment' in first ? first.payment : failing;
    expect(review).toMatchObject({ status: 'review', reviewReason: 'unproven: it had failed' });
    expect(applyFact(review, news('b2b-express', { resultText: 'again' }), autoPolicy)).toEqual({
      ignored: 'in-review',
    });
  });

  it('says why it goes to a person', () => {
    const reason = (status: PaymentStatus, over: Partial<SucceededFact>) => {
      const payment = paymentOf('b2b-express', { status, initiator: null });
      const applied = applyFact(payment, news('b2b-express', over), autoPolicy);
      return 'payment' in applied ? applied.payment.reviewReason : applied.ignored;
    };
    expect(reason('pending', { elsewhere: true })).toBe('unproven: from an address that is not Safaricom’s');
    expect(reason('failed', {})).toBe('unproven: it had failed');
    expect(reason('failed', { receipt: null })).toBe('unproven: receipt');
  });
});

describe('complete evidence', () => {
  const LARGE = 2_000_000;
  const large = (kind: PaymentKind, amountCents: number, policy: PaymentPolicy) =>
    verdictOf(paymentOf(kind, { amountCents }), news(kind, { amountCents }), policy);

  it.each(kindsOfNews.filter((kind) => kind !== 'c2b'))(
    'of a %s is confirmed in auto from the amount on, and not a cent below',
    (kind) => {
      expect(large(kind, LARGE, autoPolicy)).toBe('claim');
      expect(large(kind, LARGE - 1, autoPolicy)).toBe('settle');
      expect(large(kind, LARGE, samplePolicy)).toBe('settle');
      expect(large(kind, 100, confirmingPolicy)).toBe('claim');
    },
  );

  it.each(['b2b', 'top-up'] as const)(
    'of a till’s %s, which tells no amount, is confirmed by the amount that was asked for',
    (kind) => {
      const balances = [{ account: 'Working Account' }] as unknown as NonNullable<SucceededFact['balances']>;
      const till = news(kind, { amountCents: null, completedAt: null, balances });
      const of = (amountCents: number) =>
        verdictOf(paymentOf(kind, { amountCents, accountType: 'till' }), till, autoPolicy);
      expect([of(LARGE), of(LARGE - 1)]).toEqual(['claim', 'settle']);
    },
  );

  it('is confirmed in auto when it is from elsewhere, or overturns a failure', () => {
    expect(verdict('stk-push', 'pending', { elsewhere: true }, autoPolicy)).toBe('claim');
    expect(verdict('stk-push', 'pending', { elsewhere: true }, samplePolicy)).toBe('settle');
    expect(verdict('stk-push', 'failed', {}, autoPolicy)).toBe('claim');
    expect(verdict('stk-push', 'failed', {}, samplePolicy)).toBe('settle');
    expect(verdict('stk-push', 'review', {}, autoPolicy)).toBe('settle');
    // Nobody could tell of it in time, which makes its failure no weaker.
    const past = paymentOf('stk-push', { status: 'review', reviewReason: 'horizon', failure: 'cancelled' });
    expect(verdictOf(past, news('stk-push'), autoPolicy)).toBe('claim');
    expect(verdictOf(past, news('stk-push'), samplePolicy)).toBe('settle');
  });

  it.each(kindsOfNews)('of a %s that Daraja has denied is asked about again, on any account', (kind) => {
    const denied = paymentOf(kind, { status: 'review', reviewReason: 'callback-and-query-disagree' });
    for (const policy of [samplePolicy, autoPolicy, confirmingPolicy]) {
      expect(verdictOf(denied, news(kind), policy)).toBe('claim');
      expect(verdictOf({ ...denied, reviewReason: 'horizon' }, news(kind), samplePolicy)).toBe('settle');
    }
  });

  it.each([
    ['each success is confirmed', confirmingPolicy, {}],
    ['it is much', autoPolicy, { amountCents: LARGE }],
    ['it is from elsewhere', autoPolicy, { elsewhere: true }],
  ])('of money by hand that lies in review is no more when it is told again, where %s', (_, policy, over) => {
    const told = { ...news('c2b', over), source: 'c2b' } as const;
    for (const reviewReason of ['horizon', 'unproven: time', 'callback-and-query-disagree']) {
      const { amountCents = 150_000 } = { amountCents: undefined, ...over };
      const row = {
        ...paymentOf('c2b', { status: 'review', reviewReason, amountCents }),
        claim: null,
        nextCheckAt: null,
      };
      expect(verdictOf(row, told, policy)).toBe('ignore');
      const confirming = () => ({ ...policy.confirming(''), canAsk: true });
      expect(verdictOf(row, told, { ...policy, confirming })).toBe('claim');
      // Of an account of the host's source only whoever read it knows.
      expect(verdictOf(row, { ...told, confirmable: true }, policy)).toBe('claim');
    }
  });

  it('of a push that only money by hand tells of is confirmed in auto, while there is a name to ask by', () => {
    const told = { source: 'c2b', checkoutRequestId: null, merchantRequestId: null } as const;
    for (const status of ['created', 'pending', 'unknown', 'review', 'failed'] as const)
      expect(verdict('stk-push', status, told, autoPolicy)).toBe('claim');
    expect(verdict('stk-push', 'succeeded', told, autoPolicy)).toBe('enrich');
    expect(verdict('stk-push', 'pending', told, samplePolicy)).toBe('settle');
    const unnamed = { checkoutRequestId: null, merchantRequestId: null } as const;
    const lost = (over: Partial<Payment>) =>
      verdictOf(paymentOf('stk-push', { ...unnamed, ...over }), news('stk-push', told), autoPolicy);
    expect(lost({ status: 'created' })).toBe('claim');
    expect(lost({ status: 'unknown' })).toBe('settle');
    const claim = { receipt: null, amountCents: null, phone: null, completedAt: null };
    expect(lost({ status: 'unknown', claim: { ...claim, checkoutRequestId: 'ws_CO_1' } })).toBe('claim');
  });

  it('needs no confirmation where it is the answer to a question', () => {
    const answer = { source: 'query', answers: 'our-question', amountCents: LARGE } as const;
    for (const policy of [autoPolicy, confirmingPolicy])
      expect(verdictOf(paymentOf('b2c', { amountCents: LARGE }), news('b2c', answer), policy)).toBe('settle');
  });
});

describe('the answer to a question that is not known to be ours', () => {
  const answer = { source: 'query', answers: 'nobody', originatorConversationId: null } as const;

  it.each(['pending', 'unknown', 'failed', 'review', 'succeeded'] as const)(
    'changes nothing: %s',
    (status) => {
      expect(verdict('b2c', status, answer, samplePolicy)).toBe('ignore');
      expect(verdict('b2c', status, { ...answer, amountCents: 100 }, samplePolicy)).toBe('ignore');
    },
  );
});

describe('money by hand', () => {
  const of = (over: Parameters<typeof moneyReceived>[0], policy: PaymentPolicy) =>
    verdictOfMoney(moneyReceived(over), policy);
  const undated = { receipt: 'UKA0000001' };

  it('is asked about where it is not proven, or is to be confirmed, and somebody can', () => {
    expect(of({ confirmable: true, ...undated }, samplePolicy)).toBe('claim');
    expect(of({ confirmable: true }, samplePolicy)).toBe('settle');
    expect(of({ confirmable: true }, confirmingPolicy)).toBe('claim');
    expect(of({ confirmable: true, elsewhere: true }, autoPolicy)).toBe('claim');
    expect(of({ confirmable: true, amountCents: 2_000_000 }, autoPolicy)).toBe('claim');
  });

  it('goes to a person where it is not proven, or is from elsewhere, and nobody can', () => {
    expect(of(undated, samplePolicy)).toBe('review');
    for (const policy of [autoPolicy, confirmingPolicy])
      expect(of({ elsewhere: true }, policy)).toBe('review');
    expect(of({ elsewhere: true }, samplePolicy)).toBe('settle');
    expect(of({ amountCents: 2_000_000 }, autoPolicy)).toBe('settle');
    expect(of({}, confirmingPolicy)).toBe('settle');
  });

  it('needs no proof where M-Pesa’s own records tell it', () => {
    for (const source of ['pull', 'statement', 'status'] as const)
      expect(of({ source, ...undated }, confirmingPolicy)).toBe('settle');
  });
});
