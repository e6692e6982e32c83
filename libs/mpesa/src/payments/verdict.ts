import { evidenceOf, evidenceOfMoney, type Evidence } from './evidence.js';
import type { Payment } from './payment.js';
import type { MoneyReceivedFact, SucceededFact } from './payment-fact.js';
import type { Confirming, PaymentPolicy } from './payment-policy.js';
import { isDenied } from './denied.js';
import { isOpen } from './payment-status.js';

/**
 * What becomes of unsigned news of success. `claim`: nothing counts until Daraja has been asked. `enrich`: it may add to a
 * success what was not known yet. `ignore`: it changes nothing.
 */
export type Verdict = 'settle' | 'claim' | 'review' | 'enrich' | 'ignore';

type VerdictPolicy = Pick<PaymentPolicy, 'clockSkewMs' | 'confirming'>;

/** True for what came to a URL of ours without any signature; Daraja's own answers, and its records, are what they say. */
export function isUnsigned({ source, answers }: SucceededFact): boolean {
  return source === 'callback' || source === 'c2b' || answers !== undefined;
}

export function verdictOf(payment: Payment, fact: SucceededFact, policy: VerdictPolicy): Verdict {
  return verdictOn(evidenceOf(payment, fact, policy), payment, fact, policy);
}

/** The whole of the rule: evidence by product by status. */
export function verdictOn(
  { open, contradicts }: Evidence,
  payment: Payment,
  fact: SucceededFact,
  policy: VerdictPolicy,
): Verdict {
  if (payment.status === 'reversed') return 'ignore';
  // Asked again, whoever answers in Daraja's name would say the same again.
  if (fact.answers !== undefined && open.length > 0) return 'ignore';
  const proven = open.length === 0 && contradicts.length === 0;
  if (payment.status === 'succeeded') return proven ? 'enrich' : 'ignore';
  // Figures that anybody could have made up contradict nothing: they are a reason to ask.
  if (contradicts.length > 0 && !open.includes('ids'))
    return payment.status === 'review' ? 'ignore' : 'review';
  if (open.length > 0) return withoutProof(payment);
  return onProof(payment, fact, policy);
}

/** The same for money that nobody has asked for, when it is first told. */
export function verdictOfMoney(
  money: MoneyReceivedFact,
  policy: VerdictPolicy,
): 'settle' | 'claim' | 'review' {
  const { source = 'c2b', confirmable = false } = money;
  if (source !== 'c2b') return 'settle';
  const proven = evidenceOfMoney(money, policy).open.length === 0;
  const confirming = policy.confirming(money.account);
  if (confirmable) return proven && !isDoubted(money, confirming) ? 'settle' : 'claim';
  // Nobody can ask about it: that it is much is no reason to mistrust it, that it is from elsewhere is one.
  return proven && !(confirming.mode !== 'off' && money.elsewhere === true) ? 'settle' : 'review';
}

/** True while the news must not count yet. */
export function isOnlyClaim(payment: Payment, fact: SucceededFact, policy: VerdictPolicy): boolean {
  return isUnsigned(fact) && verdictOf(payment, fact, policy) === 'claim';
}

function withoutProof(payment: Payment): Verdict {
  if (canBeAskedAbout(payment)) return 'claim';
  return isOpen(payment.status) || payment.status === 'failed' ? 'review' : 'ignore';
}

function onProof(payment: Payment, fact: SucceededFact, policy: VerdictPolicy): Verdict {
  const confirming = policy.confirming(payment.account);
  if (fact.answers !== undefined || !mustConfirm(payment, fact, confirming)) return 'settle';
  const { confirmable = confirming.canAsk } = fact;
  if (canBeAskedAbout(payment) || (payment.kind === 'c2b' && confirmable === true)) return 'claim';
  // Money by hand was doubted when it was told first: told again it is no more than that.
  if (payment.kind === 'c2b') return 'ignore';
  if (!isSuspect(payment, fact, confirming)) return 'settle';
  return payment.status === 'review' ? 'ignore' : 'review';
}

/** Nobody can ask about it: that it is much is no reason to mistrust it. That it is from elsewhere is one, or that it failed. */
function isSuspect(payment: Payment, { elsewhere }: SucceededFact, { mode }: Confirming): boolean {
  return isDenied(payment) || (mode !== 'off' && (elsewhere === true || hadFailed(payment)));
}

/** What Daraja has denied once is asked about again, however often it is told. */
function mustConfirm(payment: Payment, fact: SucceededFact, confirming: Confirming): boolean {
  const isAuto = confirming.mode === 'auto';
  const isOverturning = isCompared(payment, fact) || hadFailed(payment);
  // A till's own success tells no amount, and is no smaller for that.
  const told = { elsewhere: fact.elsewhere === true, amountCents: payment.amountCents };
  return isDenied(payment) || (isAuto && isOverturning) || isDoubted(told, confirming);
}

/** Also where a success was told before, and a person is to look: told once more it is no better proven. */
function hadFailed({ status, failure }: Payment): boolean {
  return status === 'failed' || (status === 'review' && failure !== null);
}

/**
 * Whoever reads the URL for money by hand can make up money that fits a prompt, without a name of it. A prompt whose acknowledgement
 * was lost has no name to be asked about by; while that may come still, its name may as well.
 */
function isCompared({ kind, status, checkoutRequestId, claim }: Payment, { source }: SucceededFact): boolean {
  const canHaveName = status === 'created' || checkoutRequestId !== null || claim?.checkoutRequestId != null;
  return kind === 'stk-push' && source === 'c2b' && canHaveName;
}

function isDoubted(
  { elsewhere, amountCents }: Pick<MoneyReceivedFact, 'elsewhere' | 'amountCents'>,
  { mode, aboveCents }: Confirming,
): boolean {
  if (mode !== 'auto') return mode === 'query';
  return elsewhere === true || amountCents >= aboveCents;
}

/** A till's prompt, and money by hand, only where the account has an operator for status questions. */
function canBeAskedAbout({ kind, initiator, claim, nextCheckAt }: Payment): boolean {
  if (kind === 'c2b') return claim !== null || nextCheckAt !== null;
  return kind !== 'b2b-express' || initiator !== null;
}
