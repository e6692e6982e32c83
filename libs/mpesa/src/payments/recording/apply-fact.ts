import { claimOfNames, newsOf, openOf } from '../claim.js';
import type { Payment } from '../payment.js';
import type {
  AcceptedFact,
  FactAboutPayment,
  HeldFact,
  HorizonPassedFact,
  NotSentFact,
  RefusedFact,
  ReopenedFact,
  ResolvedFact,
  UnansweredFact,
} from '../payment-fact.js';
import type { ApplyPolicy } from '../payment-policy.js';
import { applyDoubt } from './apply-doubt.js';
import { applyFailure } from './apply-failure.js';
import { applySuccess } from './apply-success.js';
import { heldBack, isHeldBack } from '../held-back.js';
import { isOpen } from '../payment-status.js';
import { idsDiffer, idsLearnt, namesShown } from '../request-names.js';
import { become, change, changeIfNews, ignored, isAtRest, type Applied } from '../transition.js';

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
    const acknowledged = { ...payment, ...ids };
    const proven = proveClaim(acknowledged, fact, policy);
    return (
      proven ?? become(payment, 'pending', fact.at, { ...ids, ...waitingClaim(acknowledged, fact, policy) })
    );
  }
  // The callback overtook its own acknowledgement: the status stands, only the ids are news.
  const values: Partial<Payment> = { ...ids, ...doubtfulFailure({ ...payment, ...ids }, fact) };
  return changeIfNews(payment, fact.at, values, 'already-known');
}

/** A failure that was believed by names which are not those of the acknowledgement was made up: it is asked about. */
function doubtfulFailure(acknowledged: Payment, fact: AcceptedFact): Partial<Payment> {
  const { claim } = acknowledged;
  if (claim === null || !isAtRest(acknowledged)) return {};
  if (namesShown(acknowledged, claim)) return { claim: null };
  return { claim: claimOfNames(fact), nextCheckAt: fact.at };
}

/**
 * The callback that overtook this acknowledgement lacked nothing but the names that it tells: no question is needed. Or it told
 * figures that contradict, and whoever told them knew the names.
 */
function proveClaim(acknowledged: Payment, fact: AcceptedFact, policy: ApplyPolicy): Applied | null {
  const { claim } = acknowledged;
  if (claim?.open?.includes('ids') !== true) return null;
  const end = claim.open.length === 1 ? 'succeeded' : 'review';
  const applied = applySuccess(
    { ...acknowledged, claim: null },
    newsOf(acknowledged.id, claim, fact.at),
    policy,
  );
  return 'payment' in applied && applied.payment.status === end ? applied : null;
}

/** Asked about at once; a claim to names that are not those of the request was made up. */
function waitingClaim(acknowledged: Payment, { at }: AcceptedFact, policy: ApplyPolicy) {
  const { claim } = acknowledged;
  const later = { nextCheckAt: at + policy.firstCheckMs };
  if (claim === null) return later;
  return idsDiffer(acknowledged, newsOf(acknowledged.id, claim, at)) === null
    ? { nextCheckAt: at }
    : { ...later, claim: null };
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
  // A failure was believed by names that an acknowledgement would have shown to be right: none came.
  const isDoubtful = isAtRest(payment) && payment.claim !== null;
  if (payment.status !== 'created' && !isDoubtful) return ignored('settled');
  if (payment.sendingAt !== fact.sendingAt) return ignored('superseded');
  if (isDoubtful) return change(payment, fact.at, { nextCheckAt: fact.at + policy.firstCheckMs });
  const horizon = fact.sendingAt + policy.horizonMs(payment.kind);
  // A name that we chose ourselves, or that a callback told, can be asked about although nobody acknowledged it.
  const hasName = payment.originatorConversationId !== null || payment.claim !== null;
  const nextCheckAt = hasName ? fact.at + policy.firstCheckMs : horizon;
  return become(payment, 'unknown', fact.at, { resultText: fact.reason, nextCheckAt });
}

function applyReopening(payment: Payment, fact: ReopenedFact, policy: ApplyPolicy): Applied {
  if (!isNotSent(payment)) return ignored('settled');
  // Nobody knows any more to whom it was to go.
  if (payment.erasedAt !== null) return ignored('erased');
  return become(payment, 'created', fact.at, {
    failure: null,
    resultText: null,
    settledBy: null,
    settledAt: null,
    promptUntil: fact.promptUntil,
    // What nobody waits for may be sent for as long as it would be asked about.
    nextCheckAt: fact.at + (fact.owner === null ? policy.horizonMs(payment.kind) : policy.sendLeaseMs),
  });
}

function applyHorizon(payment: Payment, { at }: HorizonPassedFact): Applied {
  const { status, claim } = payment;
  if (!isOpen(status) && claim === null) return ignored('settled');
  // Whoever looks at it wants to see the receipt that was claimed and never confirmed.
  const transactionId = claim?.receipt ?? payment.transactionId;
  // Nobody asks about it any more.
  if (status === 'review') return change(payment, at, { claim: null, nextCheckAt: null, transactionId });
  const open = claim === null ? '' : openOf(claim);
  return become(payment, 'review', at, { reviewReason: `horizon${open}`, transactionId });
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
        { ...note, receipt: fact.receipt, receiptFrom: 'person', resultCode: '0' },
        { recoveredFrom: 'review' },
      )
    : become(payment, 'failed', fact.at, {
        ...note,
        ...(fact.as === 'not-sent'
          ? { failure: 'not-sent', clearedAt: fact.at }
          : { failure: 'resolved-as-failed' }),
      });
}
