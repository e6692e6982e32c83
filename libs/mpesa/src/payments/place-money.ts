import { agreesWithPhone } from '../values/payer-identity.js';
import { newPayment, type Payment, type PaymentSource } from './payment.js';
import type { PushCandidateQuery } from './payment-ports.js';
import type { MoneyReceivedFact, MoneySource, SucceededFact } from './payment-fact.js';
import type { PaymentPolicy } from './payment-policy.js';
import { isOpen } from './payment-status.js';

type PlacingPolicy = Pick<PaymentPolicy, 'promptMs' | 'waitForCallbacksMs' | 'clockSkewMs'>;

/** Whose money it is. */
export type Placement =
  | { readonly place: 'push'; readonly payment: Payment }
  | { readonly place: 'wait'; readonly until: number }
  | { readonly place: 'own' };

/**
 * Finds the push a C2B confirmation belongs to. It belongs when it fits exactly one. While it fits several it waits for
 * their callbacks, which carry the receipt and end the doubt; after that it is booked on its own, and the push absorbs it
 * should the receipts meet later.
 */
export function placeMoney(
  fact: MoneyReceivedFact,
  candidates: readonly Payment[],
  now: number,
  policy: PlacingPolicy,
): Placement {
  const fitting = candidates.filter((payment) => fits(payment, fact, policy));
  const [only, ...others] = fitting;
  if (only === undefined) return { place: 'own' };
  if (others.length === 0) return { place: 'push', payment: only };
  const until = Math.max(...fitting.map((payment) => promptEnd(payment, policy))) + policy.waitForCallbacksMs;
  return now < until ? { place: 'wait', until } : { place: 'own' };
}

function fits(payment: Payment, fact: MoneyReceivedFact, policy: PlacingPolicy): boolean {
  if (payment.kind !== 'stk-push' || payment.receipt !== null || payment.sendingAt === null) return false;
  if (payment.account !== fact.account || payment.amountCents !== fact.amountCents) return false;
  if (payment.accountType === 'paybill' && payment.reference !== fact.reference) return false;
  if (payment.phone === null || !agreesWithPhone(fact.payer, payment.phone)) return false;
  if (!awaitsMoney(payment)) return false;
  const when = fact.completedAt ?? fact.at;
  return (
    when >= payment.sendingAt - policy.clockSkewMs && when <= promptEnd(payment, policy) + policy.clockSkewMs
  );
}

function awaitsMoney(payment: Payment): boolean {
  return (
    isOpen(payment.status) ||
    payment.status === 'succeeded' ||
    (payment.status === 'review' && payment.reviewReason === 'horizon')
  );
}

function promptEnd(payment: Payment, policy: PlacingPolicy): number {
  return payment.promptUntil ?? (payment.sendingAt ?? payment.createdAt) + policy.promptMs;
}

/** The span of time in which a push must have been sent to be meant by this money. */
export function candidateQuery(fact: MoneyReceivedFact, policy: PlacingPolicy): PushCandidateQuery {
  const when = fact.completedAt ?? fact.at;
  return {
    shortcodes: fact.till === null ? [fact.shortcode] : [fact.shortcode, fact.till],
    amountCents: fact.amountCents,
    reference: fact.accountType === 'till' ? null : fact.reference,
    sentFrom: when - policy.promptMs - policy.clockSkewMs,
    sentTo: when + policy.clockSkewMs,
  };
}

/** True for news that named no payment: whose it is was found out here, and may turn out to be another's. */
export function isPlaced(source: PaymentSource | null): boolean {
  return source === 'c2b' || source === 'pull' || source === 'statement' || source === 'status';
}

function sourceOf({ source = 'c2b' }: MoneyReceivedFact): MoneySource {
  return source;
}

/** The money as news about the push it belongs to. */
export function asSuccessOf(paymentId: string, fact: MoneyReceivedFact): SucceededFact {
  return {
    type: 'succeeded',
    paymentId,
    at: fact.at,
    source: sourceOf(fact),
    receipt: fact.receipt,
    amountCents: fact.amountCents,
    phone: fact.payer.form === 'clear' ? fact.payer.value : null,
    partyName: fact.partyName,
    transactionType: fact.transactionType,
    completedAt: fact.completedAt,
    checkoutRequestId: null,
    resultCode: '0',
    resultText: null,
  };
}

/** Callbacks are unsigned, and an account may ask that such news counts only once M-Pesa has confirmed it. */
export function awaitsConfirmation(
  { source = 'c2b', confirmable = false, account }: MoneyReceivedFact,
  policy: Pick<PaymentPolicy, 'confirmByQuery'>,
): boolean {
  return source === 'c2b' && confirmable && policy.confirmByQuery(account);
}

/** The money as a payment of its own that does not count yet. Its receipt is what M-Pesa is asked by. */
export function bookClaim(id: string, fact: MoneyReceivedFact): Payment {
  const { phone, completedAt, ...booked } = bookMoney(id, fact);
  const claim = { receipt: fact.receipt, amountCents: fact.amountCents, phone, completedAt };
  const open = { status: 'pending', settledBy: null, settledAt: null, completedAt: null } as const;
  return { ...booked, ...open, phone, claim, nextCheckAt: fact.at };
}

/** The money as a payment of its own, which nobody asked for through this module. */
export function bookMoney(id: string, fact: MoneyReceivedFact): Payment {
  return newPayment({
    id,
    kind: 'c2b',
    direction: 'in',
    status: 'succeeded',
    account: fact.account,
    accountType: fact.accountType,
    shortcode: fact.shortcode,
    till: fact.till,
    amountCents: fact.amountCents,
    reference: fact.reference,
    phone: fact.payer.form === 'clear' ? fact.payer.value : null,
    phoneMasked: fact.payer.form === 'masked' ? fact.payer.value : null,
    phoneHash: fact.payer.form === 'hashed' ? fact.payer.value : null,
    partyName: fact.partyName,
    transactionType: fact.transactionType,
    receipt: fact.receipt,
    completedAt: fact.completedAt,
    settledBy: sourceOf(fact),
    settledAt: fact.at,
    createdAt: fact.at,
  });
}
