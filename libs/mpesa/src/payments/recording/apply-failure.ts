import { claimOfNames, isByComparing, isProven, replaces } from '../claim.js';
import { DENIED } from '../denied.js';
import { isPastHorizon } from '../past-horizon.js';
import type { Payment, PaymentClaim } from '../payment.js';
import type { FailedFact } from '../payment-fact.js';
import { isOpen } from '../payment-status.js';
import { idsDiffer, idsLearnt, namesFirst, namesShown } from '../request-names.js';
import { become, change, ignored, type Applied } from '../transition.js';

/** News of failure ends a payment where it tells the names of the request, or where it is Daraja's own answer. */
export function applyFailure(payment: Payment, fact: FailedFact): Applied {
  const differs = idsDiffer(payment, fact);
  if (differs !== null) return ignored(differs);
  const { status, claim } = payment;
  if (status === 'succeeded' || status === 'reversed') return ignored('success-stands');
  const known = isKnown(payment, fact);
  if (!known && !mayBeFirst(payment, fact)) return askNow(payment, fact);
  // While its acknowledgement is on its way, whoever tells names has been told them by Daraja. Later anybody can make some up.
  if (!known && status !== 'created') return askByNames(payment, fact);
  // Made-up names must not take the place of what a success has told: the acknowledgement will say whose names are right.
  if (!known && claim !== null && !isByComparing(claim)) return ignored('awaits-confirmation');
  if (claim !== null && isProven(claim) && !isByComparing(claim))
    return contradictClaim(payment, claim, fact);
  const ends = isOpen(status) || isPastHorizon(payment);
  if (claim !== null && !ends) return change(payment, fact.at, { claim: null, nextCheckAt: null });
  if (status === 'failed') return ignored('repetition');
  if (!ends) return ignored('in-review');
  return become(payment, 'failed', fact.at, {
    failure: fact.failure,
    resultCode: fact.resultCode,
    resultText: fact.resultText,
    transactionId: fact.transactionId,
    settledBy: fact.source,
    // From names that nobody has acknowledged, nothing is learnt: they are kept to be held against the acknowledgement.
    ...(known ? namesKnown(payment, fact) : { claim: claimOfNames(fact) }),
  });
}

/** The name that was asked by is kept: where a stranger told it, it may be another push's, and the storage lets one push have it. */
function namesKnown(payment: Payment, fact: FailedFact) {
  const checkoutRequestId = payment.checkoutRequestId ?? fact.checkoutRequestId;
  return { checkoutRequestId, ...idsLearnt(payment, fact) };
}

/** Daraja's own answer, or a callback of somebody who knows the names of the request. */
function isKnown(payment: Payment, fact: FailedFact): boolean {
  if (fact.source !== 'callback' && fact.answers === undefined) return true;
  return fact.answers === 'our-question' || namesShown(payment, fact);
}

/** Nobody has acknowledged the request yet, and the callback tells names for it: it has overtaken its acknowledgement. */
function mayBeFirst(payment: Payment, fact: FailedFact): boolean {
  return fact.answers === undefined && namesFirst(payment, fact);
}

/** A failure that anybody could have told ends nothing. It is a reason to ask, where nobody has asked yet, however often it is told. */
function askNow(payment: Payment, { at, answers }: FailedFact): Applied {
  const { status, nextCheckAt, checks } = payment;
  const canAsk = answers === undefined && checks === 0 && (status === 'pending' || status === 'unknown');
  if (!canAsk || nextCheckAt === null || nextCheckAt <= at) return ignored('unproven');
  return change(payment, at, { nextCheckAt: at });
}

/** Its names may be made up as well: all that is taken from it is what it can be asked about by. */
function askByNames(payment: Payment, fact: FailedFact): Applied {
  const { claim: held } = payment;
  if (payment.status !== 'unknown' && !isPastHorizon(payment)) return ignored('unproven');
  const claim = claimOfNames(fact);
  if (held !== null && !replaces(claim, held)) return ignored('awaits-confirmation');
  return change(payment, fact.at, { claim, nextCheckAt: fact.at });
}

/** A callback claims success and the query denies it: neither may win without a person. */
function contradictClaim(payment: Payment, claim: PaymentClaim, { at }: FailedFact): Applied {
  const values = { reviewReason: DENIED, transactionId: claim.receipt };
  return payment.status === 'review'
    ? change(payment, at, { ...values, claim: null, nextCheckAt: null })
    : become(payment, 'review', at, values);
}
