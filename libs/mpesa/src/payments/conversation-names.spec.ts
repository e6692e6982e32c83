/** The names that Daraja and we give to the requests of an organisation: which news they let through. */
import { describe, expect, it } from '@jest/globals';
import { conversationName } from '../operations/money-out/conversation-name.js';
import { OWN_NAME } from '../testing/in-memory/evidence-samples.js';
import { recorderFixture } from '../testing/in-memory/recorder-fixture.js';
import {
  accepted,
  autoPolicy,
  CHECKOUT,
  confirmedByQuery,
  failed,
  MERCHANT,
  MINUTE,
  NOON,
  RECEIPT,
  samplePolicy,
  samplePush,
  succeeded,
} from '../testing/in-memory/sample-payments.js';
import { applyFact } from './recording/apply-fact.js';
import type { FactAboutPayment, InDoubtFact, RequestNames } from './payment-fact.js';
import type { Payment } from './payment.js';

const AT = NOON + 30_000;
const PUSH = { checkoutRequestId: CHECKOUT, merchantRequestId: MERCHANT } as const;
const own = { conversationId: 'AG_1', originatorConversationId: '16740-1' } as const;
const nameless = { checkoutRequestId: null, merchantRequestId: null } as const;
const plain = { checkoutRequestId: null, phone: null, amountCents: 150_000 } as const;

function sent(over: Partial<Payment> = {}): Payment {
  return samplePush({
    kind: 'b2b',
    direction: 'out',
    status: 'unknown',
    nextCheckAt: NOON + 60 * MINUTE,
    ...over,
  });
}

function timedOut(over: Partial<InDoubtFact> = {}): InDoubtFact {
  return {
    type: 'in-doubt',
    paymentId: 'push-1',
    at: AT,
    resultCode: null,
    resultText: 'timed out in the queue',
    conversationId: 'AG_1',
    originatorConversationId: '16740-1',
    ...over,
  };
}

function changed(applied: ReturnType<typeof applyFact>): Payment {
  if ('payment' in applied) return applied.payment;
  throw new Error(applied.ignored);
}

describe('a queue timeout', () => {
  it('of a request that nobody acknowledged tells a name to ask by, asking begins, and nothing is learnt', () => {
    expect(applyFact(sent(), timedOut(), samplePolicy)).toMatchObject({
      payment: {
        status: 'unknown',
        conversationId: null,
        originatorConversationId: null,
        claim: { originatorConversationId: '16740-1' },
        nextCheckAt: AT + samplePolicy.firstCheckMs,
      },
      events: [],
    });
  });

  it('that tells another name is asked about by that one, and no later than before', () => {
    const first = changed(applyFact(sent(), timedOut(), samplePolicy));
    const other = timedOut({ at: AT + 10_000, originatorConversationId: '16740-2' });
    expect(applyFact(first, other, samplePolicy)).toMatchObject({
      payment: { claim: { originatorConversationId: '16740-2' }, nextCheckAt: first.nextCheckAt },
    });
  });

  it('is known by the name that Daraja has acknowledged, and completes it', () => {
    const named = sent({ kind: 'b2c', status: 'pending', conversationId: 'AG_1' });
    expect(applyFact(named, timedOut(), samplePolicy)).toMatchObject({
      payment: { status: 'unknown', originatorConversationId: '16740-1', claim: null },
    });
  });

  it('of a request whose name is known already changes nothing', () => {
    const named = sent({ originatorConversationId: '16740-1' });
    const told = changed(applyFact(sent(), timedOut(), samplePolicy));
    for (const payment of [named, told])
      expect(applyFact(payment, timedOut(), samplePolicy)).toEqual({ ignored: 'repetition' });
    expect(applyFact(sent(), timedOut({ originatorConversationId: null }), samplePolicy)).toEqual({
      ignored: 'repetition',
    });
  });
});

describe('the result of an organisation’s request', () => {
  const known = sent({ status: 'pending', conversationId: 'AG_1', originatorConversationId: 'WAGE-1' });

  it.each([
    ['b2c', { conversationId: 'AG_9', originatorConversationId: OWN_NAME }],
    ['b2c', { conversationId: 'AG_1', originatorConversationId: '16740-9' }],
    ['b2b', { conversationId: 'AG_1', originatorConversationId: '16740-9' }],
  ] as const)('of a %s counts when one of its two names fits, and renames nothing: %j', (kind, names) => {
    const payment = {
      ...known,
      kind,
      originatorConversationId: OWN_NAME,
      instruction: { isNameDrawn: true },
    };
    const { conversationId, originatorConversationId } = payment;
    const applied = applyFact(payment, succeeded({ ...plain, ...names }), samplePolicy);
    expect(applied).toMatchObject({
      payment: { status: 'succeeded', conversationId, originatorConversationId },
    });
  });

  it.each<[string, string, Partial<Payment>]>([
    ['a host gave', 'WAGE-1', {}],
    // A version that did not say who had named it, or erasure, has left it so.
    ['a host may have drawn as we draw ours', OWN_NAME, {}],
    ['a host may have drawn, who has said something else', OWN_NAME, { instruction: { occasion: 'Payday' } }],
    [
      'is made of its key',
      conversationName({ account: 'default', shortcode: '174379', idempotencyKey: 'wage:17' }),
      {},
    ],
    ['stands in its URLs', 'push-1', {}],
  ])('is asked about where all it shows is a name that %s', (_, originatorConversationId, over) => {
    for (const kind of ['b2c', 'pochi'] as const) {
      const payment = { ...known, kind, originatorConversationId, ...over };
      const names = { originatorConversationId, conversationId: 'AG_9' };
      expect(applyFact(payment, succeeded({ ...plain, ...names }), samplePolicy)).toMatchObject({
        payment: { status: 'pending', receipt: null, claim: { open: ['ids'] } },
      });
      expect(applyFact(payment, failed({ checkoutRequestId: null, ...names }), samplePolicy)).toMatchObject({
        payment: { status: 'pending', failure: null, nextCheckAt: NOON + 20_000 },
      });
    }
  });

  it('whose acknowledgement was lost ends it where it tells a name that nobody can work out', () => {
    const told = (ours: string, originatorConversationId: string | null) =>
      applyFact(
        sent({
          kind: 'b2c',
          originatorConversationId: ours,
          instruction: { isNameDrawn: ours === OWN_NAME },
        }),
        failed({ checkoutRequestId: null, conversationId: 'AG_1', originatorConversationId }),
        samplePolicy,
      );
    expect(told(OWN_NAME, OWN_NAME)).toMatchObject({ payment: { status: 'failed' } });
    for (const name of ['WAGE-1', 'WAGE-9', null])
      expect(told('WAGE-1', name)).toMatchObject({ payment: { status: 'unknown', failure: null } });
  });

  describe.each(
    (['b2b', 'tax', 'top-up', 'reversal', 'b2c'] as const).flatMap((kind) => [
      [kind, '16740-9'] as const,
      // As we draw them ourselves.
      [kind, OWN_NAME] as const,
    ]),
  )(
    'of a %s that nobody acknowledged, told by somebody who makes up names like %s,',
    (kind, originatorConversationId) => {
      const madeUp = { ...plain, conversationId: 'AG_9', originatorConversationId };
      const names = { claim: { conversationId: 'AG_9', originatorConversationId } };
      const unheard = sent({ kind, originatorConversationId: null, nextCheckAt: NOON + 60 * MINUTE });
      const late = { ...unheard, status: 'review', reviewReason: 'horizon', nextCheckAt: null } as const;
      const asked = (payment: Payment, fact: FactAboutPayment) =>
        expect(applyFact(payment, fact, samplePolicy)).toMatchObject({
          payment: { status: payment.status, receipt: null, nextCheckAt: NOON + 20_000, ...names },
          events: [],
        });

      it('is a reason to ask, be it a success, another amount or a failure', () => {
        for (const payment of [unheard, late]) {
          asked(payment, succeeded(madeUp));
          asked(payment, succeeded({ ...madeUp, amountCents: 100 }));
          asked(payment, failed({ ...madeUp }));
        }
      });

      it('ends nothing by telling the same names twice, first in doubt', () => {
        for (const status of ['created', 'unknown'] as const) {
          const doubted = changed(applyFact({ ...unheard, status }, timedOut(madeUp), samplePolicy));
          expect(doubted).toMatchObject({ status: 'unknown', originatorConversationId: null, ...names });
          for (const again of [succeeded(madeUp), failed(madeUp)]) {
            const applied = applyFact(doubted, again, samplePolicy);
            if ('payment' in applied)
              expect(applied.payment).toMatchObject({ status: 'unknown', receipt: null });
          }
        }
      });

      it('neither ends nor disturbs what is settled', () => {
        for (const settled of [
          { status: 'failed', failure: 'declined' },
          { status: 'review', reviewReason: 'amount-differs: asked 1.00, told 2.00' },
          { status: 'succeeded', receipt: RECEIPT },
        ] as const)
          expect(applyFact(sent({ kind, ...settled }), failed(madeUp), samplePolicy)).toHaveProperty(
            'ignored',
          );
      });

      it('gives way to its own result, whose failure counts once Daraja says the same', () => {
        const own = { ...plain, conversationId: 'AG_1', originatorConversationId: '16740-1' };
        const forged = changed(applyFact(unheard, failed(madeUp), samplePolicy));
        const told = changed(applyFact(forged, failed(own), samplePolicy));
        expect(told.claim).toMatchObject({ originatorConversationId: '16740-1' });
        const answer = failed({ ...own, source: 'query', answers: 'our-question', failure: 'declined' });
        expect(applyFact(told, answer, samplePolicy)).toMatchObject({
          payment: { status: 'failed', failure: 'declined', settledBy: 'query' },
        });
      });
    },
  );

  describe.each<[string, Partial<Payment>, RequestNames, RequestNames]>([
    ['push', { kind: 'stk-push' }, PUSH, { checkoutRequestId: 'ws_CO_9', merchantRequestId: 'M-9' }],
    ['b2b', { kind: 'b2b' }, own, { conversationId: 'AG_9', originatorConversationId: '16740-9' }],
    ['b2c by v1', { kind: 'b2c' }, own, { conversationId: 'AG_9', originatorConversationId: OWN_NAME }],
    [
      'b2c whose name can be worked out',
      { kind: 'b2c', originatorConversationId: own.originatorConversationId },
      own,
      { ...own, conversationId: 'AG_9' },
    ],
  ])('that says no to a %s before the acknowledgement', (_, over, ours, madeUp) => {
    const leaving = sent({ status: 'created', ...over });
    const failedBy = (names: RequestNames) =>
      changed(applyFact(leaving, failed({ ...nameless, ...names }), samplePolicy));
    const acknowledge = (payment: Payment) =>
      changed(applyFact(payment, accepted({ ...nameless, ...ours, at: AT }), samplePolicy));

    it('ends it, waits for nothing, and is asked about by nobody once the acknowledgement tells the same names', () => {
      expect(failedBy(ours)).toMatchObject({ status: 'failed', awaiting: null, nextCheckAt: null });
      const settled = acknowledge(failedBy(ours));
      expect(settled).toMatchObject({ status: 'failed', claim: null, awaiting: null, nextCheckAt: null });
      expect(settled).toMatchObject(ours);
    });

    it('is asked about where no acknowledgement comes', () => {
      const fact = { type: 'unanswered', paymentId: 'push-1', reason: 'no answer', sendingAt: NOON } as const;
      const lost = applyFact({ ...failedBy(madeUp), sendingAt: NOON }, { ...fact, at: AT }, samplePolicy);
      expect(lost).toMatchObject({
        payment: { status: 'failed', awaiting: 'confirmation', nextCheckAt: AT + samplePolicy.firstCheckMs },
        events: [],
      });
      expect(applyFact(changed(lost), { ...fact, at: AT }, samplePolicy)).toEqual({ ignored: 'settled' });
    });

    it('takes nothing from a success that was told before it, which the acknowledgement proves', () => {
      const toldPaid = succeeded({
        ...nameless,
        ...ours,
        ...(over.kind === 'stk-push' ? {} : { phone: null }),
      });
      const paid = changed(applyFact(leaving, toldPaid, samplePolicy));
      expect(paid).toMatchObject({ status: 'created', claim: { receipt: RECEIPT } });
      const denied = applyFact(paid, failed({ ...nameless, ...madeUp }), samplePolicy);
      expect(denied).toEqual({ ignored: 'awaits-confirmation' });
    });

    it('is asked about where the acknowledgement tells others, and Daraja’s word counts', () => {
      const asked = acknowledge(failedBy(madeUp));
      expect(asked).toMatchObject({
        status: 'failed',
        claim: ours,
        awaiting: 'confirmation',
        nextCheckAt: AT,
      });
      expect(asked).toMatchObject(ours);
      const answered = { ...nameless, source: 'query', at: AT + 1 } as const;
      expect(changed(applyFact(asked, failed(answered), samplePolicy))).toMatchObject({
        status: 'failed',
        claim: null,
        nextCheckAt: null,
      });
      expect(applyFact(asked, confirmedByQuery(answered), samplePolicy)).toMatchObject({
        payment: { status: 'succeeded', claim: null },
        events: [{ payload: { recoveredFrom: 'failed' } }],
      });
    });
  });

  it('that says no to a push before its acknowledgement keeps no money from being asked about', () => {
    const leaving = sent({ kind: 'stk-push', direction: 'in', status: 'created' });
    const ended = changed(applyFact(leaving, failed(), samplePolicy));
    const money = succeeded({ ...nameless, source: 'c2b' });
    expect(applyFact(ended, money, autoPolicy)).toMatchObject({
      payment: { status: 'failed', claim: { receipt: RECEIPT, source: 'c2b' }, nextCheckAt: NOON + 20_000 },
    });
  });

  it.each([
    // Both are Daraja's, and the first may have come from a queue timeout.
    [{ conversationId: 'AG_9', originatorConversationId: 'WAGE-1' }],
    [{ conversationId: 'AG_1', originatorConversationId: null }],
    [{ conversationId: 'AG_9', originatorConversationId: null }],
    [{ conversationId: null, originatorConversationId: null }],
  ])('is asked about where it does not tell both: %j', (names) => {
    expect(applyFact(known, succeeded({ ...plain, ...names }), samplePolicy)).toMatchObject({
      payment: { status: 'pending', claim: { open: ['ids'] }, nextCheckAt: NOON + 20_000 },
      events: [],
    });
  });

  it('is of another payment when both names differ, whatever it says', () => {
    const names = { conversationId: 'AG_9', originatorConversationId: 'WAGE-9' };
    for (const fact of [
      succeeded({ ...plain, ...names }),
      failed({ checkoutRequestId: null, ...names }),
      timedOut(names),
    ])
      expect(applyFact(known, fact, samplePolicy)).toEqual({ ignored: 'conversation-differs' });
  });

  it('of a till’s prompt must name the request by the one name it has', () => {
    const prompt = sent({ kind: 'b2b-express', direction: 'in', originatorConversationId: OWN_NAME });
    const answer = (originatorConversationId: string | null) =>
      applyFact(
        prompt,
        succeeded({ ...plain, conversationId: 'AG_1', originatorConversationId }),
        samplePolicy,
      );
    expect(answer('another')).toEqual({ ignored: 'conversation-differs' });
    expect(answer(OWN_NAME)).toMatchObject({ payment: { status: 'succeeded', conversationId: 'AG_1' } });
    expect(answer(null)).toMatchObject({ payment: { status: 'review', reviewReason: 'unproven: ids' } });
  });

  it('that carries the names of another payment to one that has none is told apart, and its neighbours count', async () => {
    const { seed, recorder, payment } = recorderFixture();
    // Half acknowledged: each lacks one of its names.
    const half = (id: string, conversationId: string) => sent({ id, kind: 'b2c', conversationId });
    await seed(known, half('push-2', 'AG_2'), half('push-3', 'AG_3'));
    const names = { conversationId: 'AG_2', originatorConversationId: 'WAGE-1' };
    const fresh = { conversationId: 'AG_3', originatorConversationId: 'WAGE-3' };
    const outcomes = await recorder.record([
      timedOut({ ...names, paymentId: 'push-2' }),
      timedOut({ ...fresh, paymentId: 'push-3' }),
    ]);
    expect(outcomes).toEqual([
      { result: 'ignored', paymentId: 'push-2', reason: 'conversation-taken' },
      { result: 'applied', paymentId: 'push-3' },
    ]);
    expect(payment('push-2')).toMatchObject({ status: 'unknown', originatorConversationId: null });
    expect(payment('push-3')).toMatchObject({ originatorConversationId: 'WAGE-3' });
  });
});
