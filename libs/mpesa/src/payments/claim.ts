import { isReceiptTrusted } from './evidence.js';
import type { EvidencePart, Payment, PaymentClaim } from './payment.js';
import type { RequestNames, SucceededFact } from './payment-fact.js';
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
    ...(fact.other === undefined ? {} : { payer: fact.other }),
    ...namesOf(fact),
  };
}

/** The names that news tells of a request that is asked about by them: no success. It claims nothing more. */
export function claimOfNames(fact: RequestNames & { readonly at: number }): PaymentClaim {
  return {
    receipt: null,
    amountCents: null,
    phone: null,
    completedAt: null,
    at: fact.at,
    open: ['ids', 'amount', 'receipt', 'payer', 'time'],
    ...namesOf(fact),
  };
}

function namesOf(told: RequestNames) {
  return {
    checkoutRequestId: told.checkoutRequestId ?? null,
    merchantRequestId: told.merchantRequestId ?? null,
    conversationId: told.conversationId ?? null,
    originatorConversationId: told.originatorConversationId ?? null,
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
    ...namesOf(claim),
    resultCode: '0',
    resultText: null,
  };
}

/** The receipt that a confirmed claim would be booked with; null where whoever told it has not shown that they may know it. */
export function claimedReceipt({ kind, claim }: Payment): string | null {
  if (claim === null || (kind !== 'c2b' && isByComparing(claim))) return null;
  return isReceiptTrusted(claim) ? claim.receipt : null;
}

/** True for a claim that proves all there is to prove, and only waits. */
export function isProven({ open = [] }: PaymentClaim): boolean {
  return open.length === 0;
}

/** True for a claim that was made by comparing: a reason to ask, and the money that it speaks of may be another's, or nobody's. */
export function isByComparing({ source }: PaymentClaim): boolean {
  return source !== undefined && isPlaced(source);
}

/**
 * A claim that proves more takes the place of one that anybody could have made. So does one that tells other names, while nobody
 * knows those of the request: a stray result must not keep the payment's own from being asked about. One that was made by comparing
 * yields to any that tells names, which the payment may be asked about by.
 */
export function replaces(claim: PaymentClaim, held: PaymentClaim): boolean {
  if (isByComparing(claim) !== isByComparing(held)) {
    if (claim.checkoutRequestId != null) return true;
    if (held.checkoutRequestId != null) return false;
  }
  const [more, less] = [(claim.open ?? []).length, (held.open ?? []).length];
  return (
    more < less || (more === less && claim.open?.includes('ids') === true && isNamedOtherwise(claim, held))
  );
}

function isNamedOtherwise(claim: PaymentClaim, held: PaymentClaim): boolean {
  const names = ['checkoutRequestId', 'originatorConversationId'] as const;
  return names.some((name) => claim[name] != null && claim[name] !== held[name]);
}

/** For people: what it left open. */
export function openOf({ open = [] }: PaymentClaim): string {
  return open.length === 0 ? '' : `: ${open.join(', ')} not proven`;
}
