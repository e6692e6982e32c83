import type { Payment, PaymentKind } from './payment.js';
import type { RequestNames } from './payment-fact.js';

/** Why news cannot be about this payment, by the names Daraja has given both; null when nothing speaks against it. */
export function idsDiffer(payment: Payment, told: RequestNames): string | null {
  if (differ(payment.checkoutRequestId, told.checkoutRequestId)) return 'checkout-request-differs';
  if (differ(payment.merchantRequestId, told.merchantRequestId)) return 'merchant-request-differs';
  const originator = differ(payment.originatorConversationId, told.originatorConversationId);
  // A prompt to a till is known by the name we chose, and by no other.
  if (payment.kind === 'b2b-express') return originator ? 'conversation-differs' : null;
  // One of the two may be renamed between the acknowledgement and the result; both never are.
  const conversation = differ(payment.conversationId, told.conversationId);
  return conversation && originator ? 'conversation-differs' : null;
}

/** Kinds that we name ourselves. The others get both names from Daraja. */
const OWN_NAMES = new Set<PaymentKind>(['b2c', 'pochi', 'b2b-express']);
/** A UUID of version 4 or 7. What is made of an idempotency key has version 8, and what a host calls it may be anything. */
const DRAWN = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * True when whoever told the news knows the names of the request, which stand in no URL. Of names that differ `idsDiffer`
 * tells.
 */
export function namesShown(payment: Payment, told: RequestNames): boolean {
  if (payment.kind === 'stk-push') return pushShown(payment, told);
  const own = isOwnSecret(payment) && same(payment.originatorConversationId, told.originatorConversationId);
  if (payment.kind === 'b2b-express') return own;
  return toldBoth(told) && (own || same(payment.conversationId, told.conversationId));
}

/**
 * True when news tells the names that only whoever took the request has, and Daraja has told us none yet: its acknowledgement
 * is under way, or lost.
 */
export function namesFirst(payment: Payment, told: RequestNames): boolean {
  const { kind, checkoutRequestId, conversationId, originatorConversationId: ours } = payment;
  if (kind === 'stk-push')
    return checkoutRequestId === null && told.checkoutRequestId != null && told.merchantRequestId != null;
  if (conversationId !== null || !toldBoth(told)) return false;
  // A name that we can only have worked out ourselves still has to be told; the id of the payment stands in its URLs.
  return ours === null || (ours !== payment.id && same(ours, told.originatorConversationId));
}

/** True where the request bears a name of ours, which Daraja knows it by even where nobody has acknowledged it. */
export function hasOwnName({ kind, originatorConversationId }: Payment): boolean {
  return OWN_NAMES.has(kind) && originatorConversationId !== null;
}

/** The names of the payment, with those that news adds. */
export function idsLearnt(payment: Payment, told: RequestNames) {
  return {
    conversationId: payment.conversationId ?? told.conversationId ?? null,
    originatorConversationId: payment.originatorConversationId ?? told.originatorConversationId ?? null,
  };
}

/** Daraja may acknowledge a push without the second of its names. */
function pushShown({ checkoutRequestId, merchantRequestId }: Payment, told: RequestNames): boolean {
  if (!same(checkoutRequestId, told.checkoutRequestId)) return false;
  return merchantRequestId === null || same(merchantRequestId, told.merchantRequestId);
}

/**
 * A name of ours that nobody can work out. One made of an idempotency key proves nothing: keys are order numbers. Neither does
 * the id of the payment, which stands in its URLs, nor a name that the host gave, or may have given: it may stand anywhere.
 */
function isOwnSecret(payment: Payment): boolean {
  const { id, originatorConversationId: name } = payment;
  return name !== null && name !== id && DRAWN.test(name) && isDrawn(payment);
}

/** Nobody names a till's prompt for us. A payout says so; one that an older version has stored, or that was erased, does not. */
function isDrawn({ kind, instruction }: Payment): boolean {
  return kind === 'b2b-express' || instruction?.['isNameDrawn'] === true;
}

function toldBoth({ conversationId, originatorConversationId }: RequestNames): boolean {
  return conversationId != null && originatorConversationId != null;
}

function same(known: string | null, told: string | null | undefined): boolean {
  return known !== null && known === told;
}

function differ(known: string | null, told: string | null | undefined): boolean {
  return known !== null && told !== null && told !== undefined && known !== told;
}
