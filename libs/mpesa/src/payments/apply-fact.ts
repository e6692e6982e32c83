import type { Payment, PaymentClaim } from './payment.js';
import type {
  AcceptedFact,
  FactAboutPayment,
  FailedFact,
  HeldFact,
  HorizonPassedFact,
  InDoubtFact,
  NotSentFact,
  RefusedFact,
  ReopenedFact,
  ResolvedFact,
  UnansweredFact,
} from './payment-fact.js';
import type { ApplyPolicy } from './payment-policy.js';
import { applySuccess } from './apply-success.js';
import { heldBack, isHeldBack } from './held-back.js';
import { isOpen } from './payment-status.js';
import { become, change, idsDiffer, idsLearnt, ignored, type Applied } from './transition.js';

/** The rules, without any I/O: the same payment and the same fact always give the same answer. */
export function applyFact(payment: Payment, fact: FactAboutPayment, policy: ApplyPolicy): Applied {
  switch (fact.type) {
    case 'accepted':
      return applyAcceptance(payment, fact, policy);
    case 'refused':
      return applyRefusal(payment, fact);
    case 'not-sent':
      return applyNotSent(payment, fact);
    case 'held':
      return applyHold(payment, fact);
    case 'unanswered':
      return applyUnanswered(payment, fact, policy);
    case 'in-doubt':
      return applyDoubt(payment, fact, policy);
    case 'reopened':
      return applyReopening(payment, fact, policy);
    case 'succeeded':
      return applySuccess(payment, fact, policy);
    case 'failed':
      return applyFailure(payment, fact);
    case 'horizon-passed':
      return applyHorizon(payment, fact);
    case 'resolved':
      return applyResolution(payment, fact);
  }
}

function applyAcceptance(payment: Payment, fact: AcceptedFact, policy: ApplyPolicy): Applied {
  const ids = {
    checkoutRequestId: payment.checkoutRequestId ?? fact.checkoutRequestId,
    merchantRequestId: payment.merchantRequestId ?? fact.merchantRequestId,
    ...idsLearnt(payment, fact),
    // What Daraja calls it from now on, even where we had hoped for a name of our own.
    originatorConversationId: fact.originatorConversationId ?? payment.originatorConversationId,
  };
  if (payment.status === 'created' || payment.status === 'unknown') {
    return become(payment, 'pending', fact.at, { ...ids, nextCheckAt: fact.at + policy.firstCheckMs });
  }
  // The callback overtook its own acknowledgement: the status stands, only the ids are news.
  const isNews = (Object.keys(ids) as (keyof typeof ids)[]).some((key) => ids[key] !== payment[key]);
  return isNews ? change(payment, fact.at, ids) : ignored('already-known');
}

function applyRefusal(payment: Payment, fact: RefusedFact): Applied {
  if (!isOpen(payment.status)) return ignored('settled');
  return become(payment, 'failed', fact.at, {
    failure: fact.failure,
    resultCode: fact.resultCode,
    resultText: fact.resultText,
    settledBy: 'answer',
  });
}

function applyNotSent(payment: Payment, fact: NotSentFact): Applied {
  if (payment.status !== 'created') return ignored('settled');
  // Whoever drew this conclusion saw another payment: one that nobody had begun to send, or a later attempt.
  if (payment.sendingAt !== null || payment.version !== fact.version) return ignored('superseded');
  return become(payment, 'failed', fact.at, {
    failure: 'not-sent',
    resultCode: null,
    resultText: fact.reason,
    settledBy: 'module',
    promptUntil: null,
  });
}

function applyHold(payment: Payment, { at }: HeldFact): Applied {
  // Another has begun to send it since.
  if (payment.status === 'created' && payment.sendingAt !== null) return ignored('superseded');
  const isUnsent = payment.status === 'created' || isNotSent(payment);
  return isUnsent ? become(payment, 'review', at, heldBack()) : ignored('settled');
}

function isNotSent({ status, failure }: Payment): boolean {
  return status === 'failed' && failure === 'not-sent';
}

function applyUnanswered(payment: Payment, fact: UnansweredFact, policy: ApplyPolicy): Applied {
  if (payment.status !== 'created') return ignored('settled');
  if (payment.sendingAt !== fact.sendingAt) return ignored('superseded');
  const horizon = fact.sendingAt + policy.horizonMs(payment.kind);
  // A name that we chose ourselves can be asked about although nobody acknowledged it.
  const nextCheckAt = payment.originatorConversationId === null ? horizon : fact.at + policy.firstCheckMs;
  return become(payment, 'unknown', fact.at, { resultText: fact.reason, nextCheckAt });
}

function applyDoubt(payment: Payment, fact: InDoubtFact, policy: ApplyPolicy): Applied {
  const differs = idsDiffer(payment, fact);
  if (differs !== null) return ignored(differs);
  if (!isOpen(payment.status)) return ignored('settled');
  const values = {
    ...idsLearnt(payment, fact),
    resultCode: fact.resultCode,
    resultText: fact.resultText,
    nextCheckAt: fact.at + policy.firstCheckMs,
  };
  if (payment.status !== 'unknown') return become(payment, 'unknown', fact.at, values);
  // Nobody had acknowledged it: this is the first name that it can be asked about by.
  const named = payment.originatorConversationId === null && values.originatorConversationId !== null;
  return named ? change(payment, fact.at, values) : ignored('repetition');
}

function applyReopening(payment: Payment, fact: ReopenedFact, policy: ApplyPolicy): Applied {
  if (!isNotSent(payment)) return ignored('settled');
  return become(payment, 'created', fact.at, {
    failure: null,
    resultText: null,
    settledBy: null,
    settledAt: null,
    promptUntil: fact.promptUntil,
    nextCheckAt: fact.at + policy.sendLeaseMs,
  });
}

function applyHorizon(payment: Payment, { at }: HorizonPassedFact): Applied {
  if (!isOpen(payment.status)) return ignored('settled');
  // Whoever looks at it wants to see the receipt that was claimed and never confirmed.
  const transactionId = payment.claim?.receipt ?? payment.transactionId;
  return become(payment, 'review', at, { reviewReason: 'horizon', transactionId });
}

function applyFailure(payment: Payment, fact: FailedFact): Applied {
  const differs = idsDiffer(payment, fact);
  if (differs !== null) return ignored(differs);
  if (payment.status === 'succeeded' || payment.status === 'reversed') return ignored('success-stands');
  if (payment.claim !== null) return contradictClaim(payment, payment.claim, fact);
  if (payment.status === 'failed') return ignored('repetition');
  if (payment.status === 'review' && payment.reviewReason !== 'horizon') return ignored('in-review');
  return become(payment, 'failed', fact.at, {
    failure: fact.failure,
    resultCode: fact.resultCode,
    resultText: fact.resultText,
    transactionId: fact.transactionId,
    settledBy: fact.source,
    checkoutRequestId: payment.checkoutRequestId ?? fact.checkoutRequestId,
    ...idsLearnt(payment, fact),
  });
}

/** A callback claims success and the query denies it: neither may win without a person. */
function contradictClaim(payment: Payment, claim: PaymentClaim, { at }: FailedFact): Applied {
  const values = { reviewReason: 'callback-and-query-disagree', transactionId: claim.receipt };
  return payment.status === 'review'
    ? change(payment, at, { ...values, claim: null, nextCheckAt: null })
    : become(payment, 'review', at, values);
}

function applyResolution(payment: Payment, fact: ResolvedFact): Applied {
  if (payment.status !== 'review') return ignored('not-in-review');
  // Its key sends it again, so it must be one of which no byte has left.
  if (fact.as === 'not-sent' && !isHeldBack(payment)) return ignored('may-have-been-sent');
  const note = { resultText: `${fact.reason} (${fact.by})`, settledBy: 'person' as const };
  return fact.as === 'succeeded'
    ? become(
        payment,
        'succeeded',
        fact.at,
        { ...note, receipt: fact.receipt, resultCode: '0' },
        { recoveredFrom: 'review' },
      )
    : become(payment, 'failed', fact.at, {
        ...note,
        failure: fact.as === 'not-sent' ? 'not-sent' : 'resolved-as-failed',
      });
}
