import { describe, expect, it } from '@jest/globals';
import {
  accepted,
  CHECKOUT,
  confirmedByQuery,
  failed,
  MINUTE,
  NOON,
  RECEIPT,
  samplePolicy,
  samplePush,
  succeeded,
} from '../../testing/in-memory/sample-payments.js';
import { applyFact } from './apply-fact.js';
import type { FactAboutPayment } from '../payment-fact.js';
import { TRANSITIONS, type PaymentStatus } from '../payment-status.js';
import type { Payment } from '../payment.js';

const about = { paymentId: 'push-1', at: NOON + 30_000 };

const ACKNOWLEDGED = { checkoutRequestId: CHECKOUT, merchantRequestId: '29115-34620561-1' };

/** A payment as it usually looks in each status. */
const STANDING = {
  created: samplePush(),
  pending: samplePush({ status: 'pending', ...ACKNOWLEDGED }),
  unknown: samplePush({ status: 'unknown' }),
  review: samplePush({ status: 'review', ...ACKNOWLEDGED, reviewReason: 'horizon' }),
  failed: samplePush({ status: 'failed', ...ACKNOWLEDGED, failure: 'cancelled' }),
  succeeded: samplePush({
    status: 'succeeded',
    ...ACKNOWLEDGED,
    receipt: RECEIPT,
    completedAt: NOON + 18_000,
  }),
  reversed: samplePush({ status: 'reversed', ...ACKNOWLEDGED, receipt: RECEIPT }),
} as const satisfies Record<PaymentStatus, Payment>;

const FACTS = {
  accepted: accepted(),
  refused: { ...about, type: 'refused', failure: 'refused', resultCode: '400.002.02', resultText: 'Bad' },
  'not-sent': { ...about, type: 'not-sent', reason: 'no route to host', version: 1 },
  held: { ...about, type: 'held' },
  unanswered: { ...about, type: 'unanswered', reason: 'time-out', sendingAt: NOON },
  'in-doubt': { ...about, type: 'in-doubt', resultCode: null, resultText: 'timed out in the queue' },
  reopened: { ...about, type: 'reopened', promptUntil: NOON + 9 * MINUTE, owner: 'o' },
  succeeded: succeeded(),
  failed: failed(),
  'horizon-passed': { ...about, type: 'horizon-passed' },
  resolved: { ...about, type: 'resolved', as: 'succeeded', receipt: RECEIPT, by: 'Ann', reason: 'statement' },
} as const satisfies Record<FactAboutPayment['type'], FactAboutPayment>;

type Row = Record<PaymentStatus, string>;

/** What every fact does in every status: `-> status`, or why it is ignored. */
const RULES: Record<FactAboutPayment['type'], Row> = {
  accepted: {
    created: '-> pending',
    pending: 'already-known',
    unknown: '-> pending',
    review: 'already-known',
    failed: 'already-known',
    succeeded: 'already-known',
    reversed: 'already-known',
  },
  refused: {
    created: '-> failed',
    pending: '-> failed',
    unknown: '-> failed',
    review: 'settled',
    failed: 'settled',
    succeeded: 'settled',
    reversed: 'settled',
  },
  'not-sent': {
    created: 'superseded',
    pending: 'settled',
    unknown: 'settled',
    review: 'settled',
    failed: 'settled',
    succeeded: 'settled',
    reversed: 'settled',
  },
  held: {
    created: 'superseded',
    pending: 'settled',
    unknown: 'settled',
    review: 'settled',
    failed: 'settled',
    succeeded: 'settled',
    reversed: 'settled',
  },
  unanswered: {
    created: '-> unknown',
    pending: 'settled',
    unknown: 'settled',
    review: 'settled',
    failed: 'settled',
    succeeded: 'settled',
    reversed: 'settled',
  },
  'in-doubt': {
    created: '-> unknown',
    pending: '-> unknown',
    unknown: 'repetition',
    review: 'settled',
    failed: 'settled',
    succeeded: 'settled',
    reversed: 'settled',
  },
  reopened: {
    created: 'settled',
    pending: 'settled',
    unknown: 'settled',
    review: 'settled',
    failed: 'settled',
    succeeded: 'settled',
    reversed: 'settled',
  },
  succeeded: {
    // Nobody has acknowledged the names that it tells.
    created: 'a claim',
    pending: '-> succeeded',
    unknown: 'a claim',
    review: '-> succeeded',
    failed: '-> succeeded',
    succeeded: 'repetition',
    reversed: 'success-stands',
  },
  failed: {
    created: '-> failed',
    pending: '-> failed',
    // Nobody has acknowledged the names that it tells: it is asked about by them.
    unknown: 'a claim',
    review: '-> failed',
    failed: 'repetition',
    succeeded: 'success-stands',
    reversed: 'success-stands',
  },
  'horizon-passed': {
    created: '-> review',
    pending: '-> review',
    unknown: '-> review',
    review: 'settled',
    failed: 'settled',
    succeeded: 'settled',
    reversed: 'settled',
  },
  resolved: {
    created: 'not-in-review',
    pending: 'not-in-review',
    unknown: 'not-in-review',
    review: '-> succeeded',
    failed: 'not-in-review',
    succeeded: 'not-in-review',
    reversed: 'not-in-review',
  },
};

const PAIRS = Object.entries(RULES).flatMap(([fact, row]) =>
  Object.entries(row).map(
    ([status, rule]) => [fact, status, rule] as [keyof typeof FACTS, PaymentStatus, string],
  ),
);

describe('applyFact', () => {
  it.each(PAIRS)('%s on %s: %s', (fact, status, rule) => {
    const applied = applyFact(STANDING[status], FACTS[fact], samplePolicy);
    const claimed = 'payment' in applied && applied.payment.awaiting !== null ? 'a claim' : null;
    expect('ignored' in applied ? applied.ignored : (claimed ?? `-> ${applied.payment.status}`)).toBe(rule);
  });

  it('reaches every status by a fact, except the reversal that only another payment brings', () => {
    const reached = PAIRS.map(([, , rule]) => rule.replace('-> ', '')).filter((rule) => rule in TRANSITIONS);
    const missing = Object.keys(TRANSITIONS).filter((status) => !['created', ...reached].includes(status));
    expect(missing).toEqual(['reversed']);
  });

  it.each(PAIRS.filter(([, , rule]) => rule.startsWith('->')))(
    '%s on %s moves the version, the time and the checks with the status',
    (fact, status) => {
      const before = STANDING[status];
      const applied = applyFact(before, FACTS[fact], samplePolicy);
      if ('ignored' in applied) throw new Error(applied.ignored);
      const after = applied.payment;
      expect(after).toMatchObject({ version: before.version + 1, updatedAt: FACTS[fact].at });
      const open = ['pending', 'unknown'].includes(after.status);
      expect([after.nextCheckAt === null, after.settledAt]).toEqual(
        open ? [false, null] : [true, FACTS[fact].at],
      );
    },
  );

  it('holds back what nobody has begun to send, and nothing else', () => {
    const unsent = samplePush({ sendingAt: null });
    const notSent = samplePush({ status: 'failed', failure: 'not-sent', sendingAt: null });
    for (const payment of [unsent, notSent]) {
      expect(applyFact(payment, FACTS.held, samplePolicy)).toMatchObject({
        payment: { status: 'review', reviewReason: 'restored-backup', sendingAt: null, nextCheckAt: null },
      });
    }
    expect(applyFact(samplePush({ sendingAt: NOON }), FACTS.held, samplePolicy)).toEqual({
      ignored: 'superseded',
    });
  });

  it('plans the first question a while after the acceptance', () => {
    const applied = applyFact(STANDING.created, accepted(), samplePolicy);
    expect(applied).toMatchObject({
      payment: { checkoutRequestId: CHECKOUT, nextCheckAt: NOON + 1_000 + MINUTE },
      events: [{ seq: 2, payload: { type: 'payment.pending' } }],
    });
  });

  it('takes only the ids from an acceptance that a query has overtaken', () => {
    const early = applyFact(STANDING.created, confirmedByQuery({ checkoutRequestId: null }), samplePolicy);
    if ('ignored' in early) throw new Error(early.ignored);
    expect(applyFact(early.payment, accepted(), samplePolicy)).toMatchObject({
      payment: { status: 'succeeded', checkoutRequestId: CHECKOUT, version: 3 },
      events: [],
    });
  });

  it('asks nothing about an unanswered request before its horizon, and tells nobody', () => {
    expect(applyFact(STANDING.created, FACTS.unanswered, samplePolicy)).toMatchObject({
      payment: { status: 'unknown', nextCheckAt: NOON + 60 * MINUTE },
      events: [],
    });
  });

  it('counts the horizon from when the request was sent, however long it had lain before', () => {
    const sendingAt = NOON + 30 * MINUTE;
    const sentLater = samplePush({ sendingAt });
    expect(applyFact(sentLater, { ...FACTS.unanswered, sendingAt }, samplePolicy)).toMatchObject({
      payment: { nextCheckAt: NOON + 90 * MINUTE },
    });
  });

  it('leaves the transaction id where somebody looks after the horizon', () => {
    const known = samplePush({ status: 'unknown', transactionId: 'UKL0000000' });
    expect(applyFact(known, FACTS['horizon-passed'], samplePolicy)).toMatchObject({
      payment: { reviewReason: 'horizon', transactionId: 'UKL0000000' },
    });
  });

  it('keeps why Daraja refused', () => {
    expect(applyFact(STANDING.created, FACTS.refused, samplePolicy)).toMatchObject({
      payment: { failure: 'refused', resultCode: '400.002.02', resultText: 'Bad', settledBy: 'answer' },
      events: [{ payload: { type: 'payment.failed', failure: 'refused', resultCode: '400.002.02' } }],
    });
  });

  it('keeps the transaction id of a failure apart from receipts', () => {
    const applied = applyFact(STANDING.pending, failed({ transactionId: 'UKL0000000' }), samplePolicy);
    expect(applied).toMatchObject({ payment: { receipt: null, transactionId: 'UKL0000000' } });
  });

  it.each([
    ['checkout-request-differs', { checkoutRequestId: 'ws_CO_2' }],
    ['merchant-request-differs', { merchantRequestId: '29115-34620561-2' }],
  ])('never believes news of another request: %s', (ignored, names) => {
    for (const status of ['pending', 'review', 'failed', 'succeeded'] as const)
      for (const fact of [succeeded(names), failed(names)])
        expect(applyFact(STANDING[status], fact, samplePolicy)).toEqual({ ignored });
  });
});

describe('an attempt of which nothing was sent', () => {
  const stored = samplePush({ sendingAt: null });
  const unsent = applyFact(stored, FACTS['not-sent'], samplePolicy);
  const attempt = 'ignored' in unsent ? STANDING.reversed : unsent.payment;

  it('is failed, without a prompt or a time of sending', () => {
    expect(attempt).toMatchObject({ failure: 'not-sent', sendingAt: null, promptUntil: null });
  });

  it('may be sent once more', () => {
    const again = applyFact(attempt, FACTS.reopened, samplePolicy);
    expect(again).toMatchObject({
      payment: {
        status: 'created',
        failure: null,
        settledAt: null,
        settledBy: null,
        sendingAt: null,
        promptUntil: NOON + 9 * MINUTE,
        nextCheckAt: about.at + samplePolicy.sendLeaseMs,
      },
      events: [{ seq: 3, payload: { type: 'payment.created' } }],
    });
    if ('ignored' in again) throw new Error(again.ignored);
    expect(applyFact(again.payment, FACTS.reopened, samplePolicy)).toEqual({ ignored: 'settled' });
  });

  it('may be sent until its horizon where a host’s transaction leaves it to whoever dispatches', () => {
    const fact = { ...FACTS.reopened, owner: null } as FactAboutPayment;
    expect(applyFact(attempt, fact, samplePolicy)).toMatchObject({
      payment: { nextCheckAt: about.at + samplePolicy.horizonMs('stk-push') },
    });
  });

  it('is not concluded from a copy: not of what departed since, nor of a later attempt', () => {
    const departed = { ...stored, sendingAt: NOON };
    expect(applyFact(departed, FACTS['not-sent'], samplePolicy)).toEqual({ ignored: 'superseded' });
    const reopened = applyFact(attempt, FACTS.reopened, samplePolicy);
    if ('ignored' in reopened) throw new Error(reopened.ignored);
    expect(applyFact(reopened.payment, FACTS['not-sent'], samplePolicy)).toEqual({ ignored: 'superseded' });
  });

  it('leaves nothing to be unanswered: neither before it departs again, nor after', () => {
    for (const sendingAt of [null, NOON + MINUTE]) {
      const later = { ...stored, sendingAt };
      expect(applyFact(later, FACTS.unanswered, samplePolicy)).toEqual({ ignored: 'superseded' });
    }
  });
});

describe('a payment in review', () => {
  const disputed = samplePush({
    status: 'review',
    ...ACKNOWLEDGED,
    reviewReason: 'amount-differs: asked 1500.00, told 1.00',
  });

  it('does not fail on a callback when its amount is disputed', () => {
    expect(applyFact(disputed, failed(), samplePolicy)).toEqual({ ignored: 'in-review' });
  });

  it('does not succeed on the word of a query, which tells no amount', () => {
    expect(applyFact(disputed, confirmedByQuery(), samplePolicy)).toEqual({ ignored: 'in-review' });
  });

  it('succeeds on the word of a query when nothing but its horizon is against it', () => {
    expect(applyFact(STANDING.review, confirmedByQuery(), samplePolicy)).toMatchObject({
      payment: { status: 'succeeded', settledBy: 'query' },
      events: [{ payload: { recoveredFrom: 'review' } }],
    });
  });

  it('succeeds when somebody tells the amount that was asked', () => {
    expect(applyFact(disputed, succeeded(), samplePolicy)).toMatchObject({
      payment: { status: 'succeeded', reviewReason: null, receipt: RECEIPT },
      events: [{ payload: { recoveredFrom: 'review' } }],
    });
  });

  it('ends as a person says, with who and why', () => {
    expect(applyFact(disputed, FACTS.resolved, samplePolicy)).toMatchObject({
      payment: { receipt: RECEIPT, resultCode: '0', resultText: 'statement (Ann)', settledBy: 'person' },
      events: [{ payload: { type: 'payment.succeeded', recoveredFrom: 'review', receipt: RECEIPT } }],
    });
    const denied = { ...FACTS.resolved, as: 'failed', receipt: null } as const;
    expect(applyFact(disputed, denied, samplePolicy)).toMatchObject({
      payment: { status: 'failed', failure: 'resolved-as-failed', receipt: null },
    });
  });

  it('is called unsent by a person only where it was held back: its key will send it again', () => {
    const unsent = { ...FACTS.resolved, as: 'not-sent', receipt: null } as const;
    const held = { ...disputed, reviewReason: 'restored-backup', sendingAt: null };
    for (const sent of [disputed, { ...disputed, sendingAt: null }, { ...held, sendingAt: NOON }])
      expect(applyFact(sent, unsent, samplePolicy)).toEqual({ ignored: 'may-have-been-sent' });
    expect(applyFact(held, unsent, samplePolicy)).toMatchObject({
      payment: { status: 'failed', failure: 'not-sent', clearedAt: FACTS.resolved.at },
    });
  });
});

describe('a failure that anybody could have told', () => {
  const nameless = failed({ checkoutRequestId: null, at: NOON + MINUTE });

  it('has a payment asked about once, however often and in whatever form it is told', () => {
    const pending = samplePush({
      status: 'pending',
      checkoutRequestId: CHECKOUT,
      nextCheckAt: NOON + 9 * MINUTE,
    });
    expect(applyFact(pending, nameless, samplePolicy)).toMatchObject({
      payment: { nextCheckAt: NOON + MINUTE },
    });
    expect(applyFact({ ...pending, checks: 1 }, nameless, samplePolicy)).toEqual({ ignored: 'unproven' });
  });
});
