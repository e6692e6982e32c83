import type { Payment } from './payment.js';
import type { NewPaymentEvent, PaymentEvent } from './payment-events.js';

/** Facts about a success that the payment itself does not carry. */
export interface SuccessContext {
  readonly recoveredFrom?: 'failed' | 'review' | null;
  readonly supersedes?: string | null;
}

/** The event that announces the status a payment has just reached, as it stands now. */
export function eventFor(payment: Payment, context: SuccessContext = {}): NewPaymentEvent {
  const base = { subjectId: payment.id, seq: payment.version };
  const told = describe(payment);
  switch (payment.status) {
    case 'succeeded':
      return {
        ...base,
        payload: {
          type: 'payment.succeeded',
          ...told,
          receipt: payment.receipt,
          ambiguous: payment.ambiguous,
          requested: payment.kind !== 'c2b',
          recoveredFrom: context.recoveredFrom ?? null,
          supersedes: context.supersedes ?? null,
          settledBy: payment.settledBy,
          feeCents: payment.feeCents,
          recipientRegistered: payment.recipientRegistered,
          balances: payment.balances,
        },
      };
    case 'failed':
      return {
        ...base,
        payload: {
          type: 'payment.failed',
          ...told,
          failure: payment.failure ?? 'unknown',
          resultCode: payment.resultCode,
          resultText: payment.resultText,
        },
      };
    case 'review':
      return {
        ...base,
        payload: { type: 'payment.review', ...told, reviewReason: payment.reviewReason ?? 'unknown' },
      };
    case 'reversed':
      return reversedEvent(payment);
    case 'created':
      return { ...base, payload: { type: 'payment.created', ...told } };
    case 'pending':
    case 'unknown':
      return { ...base, payload: { type: 'payment.pending', ...told } };
  }
}

/** Tells that some or all of a payment was given back. */
export function reversedEvent(payment: Payment): NewPaymentEvent {
  return {
    subjectId: payment.id,
    seq: payment.version,
    payload: {
      type: 'payment.reversed',
      ...describe(payment),
      reversedCents: payment.reversedCents,
      reversalUnknownCents: payment.reversalUnknownCents,
    },
  };
}

/** Tells that a payment booked on its own was the money of another one. */
export function supersededEvent(payment: Payment, supersededBy: string): NewPaymentEvent {
  return {
    subjectId: payment.id,
    seq: payment.version,
    payload: { type: 'payment.superseded', ...describe(payment), supersededBy },
  };
}

function describe(payment: Payment): Omit<PaymentEvent, 'type'> {
  return {
    paymentId: payment.id,
    kind: payment.kind,
    direction: payment.direction,
    status: payment.status,
    account: payment.account,
    accountType: payment.accountType,
    shortcode: payment.shortcode,
    till: payment.till,
    amountCents: payment.amountCents,
    currency: payment.currency,
    phone: payment.phone,
    phoneMasked: payment.phoneMasked,
    phoneHash: payment.phoneHash,
    party: payment.party,
    partyName: payment.partyName,
    reference: payment.reference,
    description: payment.description,
    metadata: payment.metadata,
    idempotencyKey: payment.idempotencyKey,
    transactionType: payment.transactionType,
    checkoutRequestId: payment.checkoutRequestId,
    conversationId: payment.conversationId,
    originatorConversationId: payment.originatorConversationId,
    originalPaymentId: payment.originalPaymentId,
    completedAt: payment.completedAt,
    occurredAt: payment.updatedAt,
  };
}
