import { describe, expect, it } from '@jest/globals';
import { NOON, PHONE, RECEIPT, samplePush } from '../testing/in-memory/sample-payments.js';
import { eventFor, supersededEvent } from './announce.js';
import { DURABLE_EVENTS } from './payment-events.js';
import { TRANSITIONS, type PaymentStatus } from './payment-status.js';

const paid = samplePush({
  status: 'succeeded',
  receipt: RECEIPT,
  partyName: 'Wanjiku',
  metadata: { order: 17 },
  idempotencyKey: 'order-17',
  settledBy: 'callback',
  completedAt: NOON + 1,
  updatedAt: NOON + 2,
  version: 3,
});

describe('eventFor', () => {
  it.each<[PaymentStatus, string]>([
    ['created', 'payment.created'],
    ['pending', 'payment.pending'],
    ['unknown', 'payment.pending'],
    ['succeeded', 'payment.succeeded'],
    ['failed', 'payment.failed'],
    ['review', 'payment.review'],
    ['reversed', 'payment.reversed'],
  ])('tells of %s as %s', (status, type) => {
    const event = eventFor(samplePush({ status, version: 7 }));
    expect(event).toMatchObject({
      subjectId: 'push-1',
      seq: 7,
      payload: { type, status, paymentId: 'push-1' },
    });
    expect(DURABLE_EVENTS).toContain(event.payload.type);
  });

  it('covers every status', () => {
    for (const status of Object.keys(TRANSITIONS) as PaymentStatus[]) {
      expect(eventFor(samplePush({ status })).payload.status).toBe(status);
    }
  });

  it('carries what a handler needs to credit the right order', () => {
    expect(eventFor(paid).payload).toEqual({
      type: 'payment.succeeded',
      ambiguous: false,
      paymentId: 'push-1',
      kind: 'stk-push',
      direction: 'in',
      status: 'succeeded',
      account: 'default',
      accountType: 'paybill',
      shortcode: '174379',
      till: null,
      amountCents: 150_000,
      currency: 'KES',
      phone: PHONE,
      phoneMasked: null,
      phoneHash: null,
      party: null,
      partyName: 'Wanjiku',
      reference: 'ORDER-17',
      description: null,
      metadata: { order: 17 },
      idempotencyKey: 'order-17',
      transactionType: null,
      checkoutRequestId: null,
      conversationId: null,
      originatorConversationId: null,
      originalPaymentId: null,
      completedAt: NOON + 1,
      occurredAt: NOON + 2,
      receipt: RECEIPT,
      requested: true,
      recoveredFrom: null,
      supersedes: null,
      settledBy: 'callback',
      feeCents: null,
      recipientRegistered: null,
      balances: null,
    });
  });

  it('tells money that nobody asked for from money that was', () => {
    expect(eventFor({ ...paid, kind: 'c2b' }).payload).toMatchObject({ requested: false });
  });

  it('says what a success has recovered from and what it supersedes', () => {
    expect(eventFor(paid, { recoveredFrom: 'failed', supersedes: 'c2b-1' }).payload).toMatchObject({
      recoveredFrom: 'failed',
      supersedes: 'c2b-1',
    });
  });

  it('says why a payment failed, lies in review, or how much came back', () => {
    const failed = samplePush({
      status: 'failed',
      failure: 'cancelled',
      resultCode: '1032',
      resultText: 'x',
    });
    expect(eventFor(failed).payload).toMatchObject({
      failure: 'cancelled',
      resultCode: '1032',
      resultText: 'x',
    });
    expect(eventFor(samplePush({ status: 'review', reviewReason: 'horizon' })).payload).toMatchObject({
      reviewReason: 'horizon',
    });
    expect(eventFor(samplePush({ status: 'reversed', reversedCents: 5 })).payload).toMatchObject({
      reversedCents: 5,
    });
  });

  it('tells of a payment that turned out to be the money of another', () => {
    expect(supersededEvent(paid, 'push-2')).toMatchObject({
      subjectId: 'push-1',
      seq: 3,
      payload: { type: 'payment.superseded', supersededBy: 'push-2', amountCents: 150_000 },
    });
  });
});
