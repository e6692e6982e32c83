import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyStandingOrderFact } from './apply-standing-order-fact.js';
import { newStandingOrder, type StandingOrder } from '../standing-order.js';
import type { StandingOrderFact } from './standing-order-fact.js';

const NOON = Date.UTC(2026, 10, 21, 9);
const policy = { horizonMs: 86_400_000 };
const created = newStandingOrder({
  id: 'order-1',
  account: 'default',
  accountType: 'paybill',
  shortcode: '174379',
  till: null,
  phone: '254712345678',
  name: 'Rent A1',
  amountCents: 450_000,
  reference: 'A1',
  description: null,
  frequency: 'monthly',
  startsOn: '2026-12-01',
  endsOn: '2027-12-01',
  metadata: null,
  liveKey: 'key',
  requestHash: 'hash',
  createdAt: NOON,
  nextCheckAt: NOON + 60_000,
});
const about = { standingOrderId: 'order-1', at: NOON + 1_000 };
const accepted: StandingOrderFact = { ...about, type: 'accepted', responseRefId: 'ref-1' };
const departed: StandingOrder = { ...created, sendingAt: NOON };
const unanswered: StandingOrderFact = { ...about, type: 'unanswered', sendingAt: NOON };
const notSent: StandingOrderFact = { ...about, type: 'not-sent', reason: 'no network' };
const passed: StandingOrderFact = { ...about, type: 'horizon-passed' };
const told = { resultCode: '0', resultText: 'processed' };
const agreed: StandingOrderFact = { ...about, ...told, type: 'agreed', transactionId: 'UKL8F2IQMH' };
const declined: StandingOrderFact = {
  ...about,
  type: 'declined',
  failure: 'cancelled',
  resultCode: '1032',
  resultText: 'Error',
};
const FACTS = [accepted, unanswered, notSent, passed, agreed, declined];

/** The order after these facts, and the events they made; ignored ones change nothing. */
function after(...facts: StandingOrderFact[]) {
  const events: string[] = [];
  const ignored: string[] = [];
  const order = facts.reduce<StandingOrder>(
    (current, fact) => {
      const applied = applyStandingOrderFact(current, fact, policy);
      if ('ignored' in applied) {
        ignored.push(applied.ignored);
        return current;
      }
      events.push(...applied.events.map(({ payload }) => payload.type));
      return applied.order;
      // Only what has departed can be unanswered.
    },
    facts.includes(unanswered) ? departed : created,
  );
  return { order, events, ignored };
}

describe('news of a standing order', () => {
  it('takes it from created over pending to active, with one event', () => {
    const { order, events } = after(accepted, agreed);
    expect(order).toMatchObject({
      status: 'active',
      responseRefId: 'ref-1',
      transactionId: 'UKL8F2IQMH',
      nextCheckAt: null,
      liveKey: 'key',
      version: 3,
    });
    expect(events).toEqual(['standing-order.active']);
    expect(after(accepted).order).toMatchObject({
      status: 'pending',
      nextCheckAt: NOON + policy.horizonMs,
    });
  });

  it('that nobody answered is about the departure it was drawn from, and says nothing of another, or of none', () => {
    const apply = (order: StandingOrder) => applyStandingOrderFact(order, unanswered, policy);
    expect(apply(departed)).toMatchObject({ order: { status: 'unknown' } });
    for (const sendingAt of [null, NOON + 1])
      expect(apply({ ...created, sendingAt })).toEqual({ ignored: 'superseded' });
  });

  it('that it failed frees its name', () => {
    const { order, events } = after(accepted, declined);
    expect(order).toMatchObject({ status: 'failed', failure: 'cancelled', liveKey: null, nextCheckAt: null });
    expect(events).toEqual(['standing-order.failed']);
    expect(after(notSent).order).toMatchObject({ failure: 'not-sent', resultText: 'no network' });
  });

  it('that it was not sent is not believed once it may have been', () => {
    expect(applyStandingOrderFact(departed, notSent, policy)).toEqual({ ignored: 'already-sent' });
    expect(after(notSent, notSent).ignored).toEqual(['already-sent']);
  });

  it('may overtake its own acknowledgement, which then only adds an id, silently', () => {
    const { order, events } = after(agreed, accepted, accepted);
    expect(order).toMatchObject({ status: 'active', responseRefId: 'ref-1', version: 3 });
    expect(events).toEqual(['standing-order.active']);
  });

  it.each([agreed, declined])('is believed where it tells what Daraja called the request: $type', (news) => {
    const told = (responseRefId: string | null) => ({ ...news, told: { responseRefId } });
    for (const responseRefId of [null, 'order-1', 'REF-1'])
      expect(after(accepted, told(responseRefId))).toMatchObject({
        order: { status: 'pending', liveKey: 'key' },
        events: [],
        ignored: ['unproven'],
      });
    const status = news === agreed ? 'active' : 'failed';
    expect(after(accepted, told('ref-1')).order.status).toBe(status);
    // It has overtaken its acknowledgement, or that is lost.
    expect(after(told('ref-1')).order.status).toBe(status);
    expect(after(unanswered, told(null)).order.status).toBe(status);
  });

  it('that comes late overrules a failure and a review, and says so', () => {
    for (const [before, from] of [
      [declined, 'failed'],
      [passed, 'review'],
    ] as const) {
      const { order } = after(accepted, before);
      const applied = applyStandingOrderFact(order, agreed, policy);
      expect(applied).toMatchObject({
        order: { status: 'active', failure: null },
        events: [{ payload: { type: 'standing-order.active', recoveredFrom: from } }],
      });
    }
  });

  it('never takes an agreement back', () => {
    const { order, ignored } = after(agreed, declined, passed, notSent, unanswered, agreed);
    expect(order.status).toBe('active');
    expect(ignored).toEqual([
      'agreement-stands',
      'active-cannot-become-review',
      'already-sent',
      'active-cannot-become-unknown',
      'repetition',
    ]);
  });

  it('that nobody tells ends in review, whether it was accepted or not', () => {
    expect(after(accepted, passed)).toMatchObject({
      order: { status: 'review', nextCheckAt: null },
      events: ['standing-order.review'],
    });
    expect(after(unanswered, passed).order.status).toBe('review');
    expect(after(unanswered).order).toMatchObject({
      status: 'unknown',
      nextCheckAt: NOON + policy.horizonMs,
    });
  });

  it('in any order, any number of times, announces success once, and ends active if anybody said so', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...FACTS), { maxLength: 12 }), (facts) => {
        const { order, events } = after(...facts);
        const wasAgreed = facts.includes(agreed);
        expect(order.status === 'active').toBe(wasAgreed);
        expect(events.filter((name) => name === 'standing-order.active')).toHaveLength(wasAgreed ? 1 : 0);
        expect(order.version).toBeLessThanOrEqual(1 + facts.length);
        expect(order.nextCheckAt === null).toBe(['active', 'failed', 'review'].includes(order.status));
      }),
    );
  });
});
