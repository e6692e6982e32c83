import { isReceiptTrusted } from './evidence.js';
import type { EvidencePart, Payment, PaymentClaim } from './payment.js';
import type { SucceededFact } from './payment-fact.js';
import { isPlaced } from './placed.js';

/** What the news says and leaves open, kept until Daraja has been asked whether it is so. */
export function claimOf(fact: SucceededFact, open: readonly EvidencePart[]): PaymentClaim {
  return {
    receipt: fact.receipt,
    amountCents: fact.amountCents,
    phone: fact.phone,
    completedAt: fact.completedAt,
    at: fact.at,
    open,
    ...(isPlaced(fact.source) ? { source: fact.source } : {}),
    ...(fact.elsewhere === true ? { elsewhere: true } : {}),
    ...(fact.confirmable === true ? { confirmable: true } : {}),
    ...(fact.other === undefined ? {} : { payer: fact.other }),
    checkoutRequestId: fact.checkoutRequestId,
    merchantRequestId: fact.merchantRequestId ?? null,
    conversationId: fact.conversationId ?? null,
    originatorConversationId: fact.originatorConversationId ?? null,
  };
}

/** The news that the claim was made from. */
export function newsOf(paymentId: string, claim: PaymentClaim, at: number): SucceededFact {
  const { receipt, amountCents, phone, completedAt, payer, elsewhere = false } = claim;
  return {
    type: 'succeeded',
    paymentId,
    at: claim.at ?? at,
    source: 'callback',
    receipt,
    amountCents,
    phone,
    completedAt,
    elsewhere,
    ...(payer === undefined ? {} : { other: payer }),
    partyName: null,
    transactionType: null,
    checkoutRequestId: claim.checkoutRequestId ?? null,
    merchantRequestId: claim.merchantRequestId ?? null,
    conversationId: claim.conversationId ?? null,
    originatorConversationId: claim.originatorConversationId ?? null,
    resultCode: '0',
    resultText: null,
  };
}

/** The receipt that a confirmed claim would be booked with; null where whoever told it has not shown that they may know it. */
export function claimedReceipt({ claim }: Payment): string | null {
  return claim !== null && isReceiptTrusted(claim) ? claim.receipt : null;
}

/** True for a claim that proves all there is to prove, and only waits. */
export function isProven({ open = [] }: PaymentClaim): boolean {
  return open.length === 0;
}

/**
 * A claim that proves more takes the place of one that anybody could have made. So does one that tells other names, while nobody
 * knows those of the request: a stray result must not keep the payment's own from being asked about. And what shows the names of
 * the request knows its receipt better than who has found one by comparing.
 */
export function replaces(claim: PaymentClaim, held: PaymentClaim): boolean {
  if (isFound(held) && !isFound(claim) && isReceiptTrusted(claim)) return true;
  const [more, less] = [(claim.open ?? []).length, (held.open ?? []).length];
  return (
    more < less || (more === less && claim.open?.includes('ids') === true && isNamedOtherwise(claim, held))
  );
}

/** True for a claim that was found by comparing: it may be to money of another. */
export function isFound({ source }: PaymentClaim): boolean {
  return isPlaced(source ?? null);
}

function isNamedOtherwise(claim: PaymentClaim, held: PaymentClaim): boolean {
  const names = ['checkoutRequestId', 'originatorConversationId'] as const;
  return names.some((name) => claim[name] != null && claim[name] !== held[name]);
}

/** For people: what it left open. */
export function openOf({ open = [] }: PaymentClaim): string {
  return open.length === 0 ? '' : `: ${open.join(', ')} not proven`;
}
