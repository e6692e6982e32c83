import type { Payment } from './payment.js';
import { eventFor, type SuccessContext } from './announce.js';
import type { NewPaymentEvent } from './payment-events.js';
import type { ConversationIds } from './payment-fact.js';
import { isOpen, mayBecome, type PaymentStatus } from './payment-status.js';

/** What a fact does to a payment. An ignored fact is data as well: late, repeated and contradictory news is normal. */
export type Applied =
  { readonly payment: Payment; readonly events: readonly NewPaymentEvent[] } | { readonly ignored: string };

export function ignored(reason: string): Applied {
  return { ignored: reason };
}

/** Why a fact cannot be about this payment, by the names Daraja has given both; null when nothing speaks against it. */
export function idsDiffer(
  payment: Payment,
  fact: ConversationIds & { readonly checkoutRequestId?: string | null },
): string | null {
  if (differ(payment.checkoutRequestId, fact.checkoutRequestId)) return 'checkout-request-differs';
  const originator = differ(payment.originatorConversationId, fact.originatorConversationId);
  // A prompt to a till is known by the name we chose, and by no other.
  if (payment.kind === 'b2b-express') return originator ? 'conversation-differs' : null;
  // One of the two may be renamed between the acknowledgement and the result; both never are.
  const conversation = differ(payment.conversationId, fact.conversationId);
  return conversation && originator ? 'conversation-differs' : null;
}

function differ(known: string | null, told: string | null | undefined): boolean {
  return known !== null && told !== null && told !== undefined && known !== told;
}

/** The names of the payment, with those a fact adds. */
export function idsLearnt(payment: Payment, fact: ConversationIds) {
  return {
    conversationId: payment.conversationId ?? fact.conversationId ?? null,
    originatorConversationId: payment.originatorConversationId ?? fact.originatorConversationId ?? null,
  };
}

/** A change that is no news to anybody: no event. */
export function change(payment: Payment, at: number, values: Partial<Payment>): Applied {
  return { payment: { ...payment, ...values, updatedAt: at, version: payment.version + 1 }, events: [] };
}

/** Moves the payment along the transition table and writes the event that tells of it. */
export function become(
  payment: Payment,
  status: PaymentStatus,
  at: number,
  values: Partial<Payment>,
  context?: SuccessContext,
): Applied {
  if (!mayBecome(payment.status, status)) return ignored(`${payment.status}-cannot-become-${status}`);
  const settled = !isOpen(status);
  const next: Payment = {
    ...payment,
    ...(settled ? { settledAt: at, nextCheckAt: null, claim: null } : {}),
    ...(status === 'review' ? {} : { reviewReason: null }),
    ...values,
    status,
    updatedAt: at,
    version: payment.version + 1,
  };
  // Nobody acts on "we do not know": the news will be the event that ends it.
  return { payment: next, events: status === 'unknown' ? [] : [eventFor(next, context)] };
}
