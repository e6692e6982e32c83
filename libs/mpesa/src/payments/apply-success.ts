import { formatCents } from '../values/money.js';
import type { Payment, PaymentClaim } from './payment.js';
import type { SucceededFact } from './payment-fact.js';
import type { ApplyPolicy } from './payment-policy.js';
import { isOwnerInDoubt, isPlaced } from './place-money.js';
import { become, change, idsDiffer, idsLearnt, ignored, type Applied } from './transition.js';

const AMOUNT_DIFFERS = 'amount-differs';
const PAYEE_DIFFERS = 'payee-differs';

/** News of success: the first one settles, later ones may only add what was not known yet. */
export function applySuccess(payment: Payment, news: SucceededFact, policy: ApplyPolicy): Applied {
  const fact = seenFrom(payment, news);
  const differs = idsDiffer(payment, fact);
  if (differs !== null) return ignored(differs);
  if (payment.status === 'reversed') return ignored('success-stands');
  // That the money is there says nothing about whose it is.
  if (isOwnerInDoubt(payment)) return ignored('owner-in-doubt');
  if (fact.amountCents !== null && fact.amountCents !== payment.amountCents)
    return refuse(payment, fact, amountsOf(payment, fact));
  if (payeeDiffers(payment, fact)) return refuse(payment, fact, PAYEE_DIFFERS);
  if (payment.status === 'succeeded') return enrich(payment, fact);
  // A query tells no amount, so it cannot end the doubt about one, unless it confirms a claim to the right one.
  if (fact.amountCents === null && payment.claim === null && amountInDoubt(payment))
    return ignored('in-review');
  if (isOnlyClaim(payment, fact, policy)) return holdClaim(payment, fact);
  return settle(payment, fact);
}

/** The other party is whom we paid, or who paid us. */
function seenFrom({ direction }: Payment, fact: SucceededFact): SucceededFact {
  return direction === 'in' ? { ...fact, ...fact.received } : fact;
}

function amountInDoubt({ status, reviewReason }: Payment): boolean {
  return status === 'review' && reviewReason?.startsWith(AMOUNT_DIFFERS) === true;
}

function amountsOf({ amountCents }: Payment, fact: SucceededFact): string {
  return `${AMOUNT_DIFFERS}: asked ${formatCents(amountCents)}, told ${formatCents(fact.amountCents ?? 0)}`;
}

/** One key, asked for again for somebody else by books that have forgotten the first time: the name is that of the first. */
function payeeDiffers({ direction, phone }: Payment, { payeePhone }: SucceededFact): boolean {
  return direction === 'out' && phone !== null && payeePhone != null && payeePhone !== phone;
}

/** Money moved, but not the money that was asked for. */
function refuse(payment: Payment, fact: SucceededFact, reviewReason: string): Applied {
  if (payment.status === 'succeeded') return ignored(`${wordOf(reviewReason)}-after-success`);
  if (payment.status === 'review') return ignored('in-review');
  return become(payment, 'review', fact.at, {
    reviewReason,
    transactionId: fact.receipt,
    resultCode: fact.resultCode,
    resultText: fact.resultText,
    completedAt: fact.completedAt,
    checkoutRequestId: payment.checkoutRequestId ?? fact.checkoutRequestId,
  });
}

/** The reason without its figures. */
function wordOf(reviewReason: string): string {
  return reviewReason.split(':', 1)[0] ?? reviewReason;
}

/**
 * True while the news must not count yet: callbacks are unsigned, and an account may ask that each success be confirmed by
 * Daraja first.
 */
export function isOnlyClaim(payment: Payment, fact: SucceededFact, policy: ApplyPolicy): boolean {
  const unsigned = fact.source === 'callback' || fact.source === 'c2b';
  return unsigned && payment.status !== 'succeeded' && policy.confirmByQuery(payment.account);
}

function holdClaim(payment: Payment, fact: SucceededFact): Applied {
  if (payment.claim !== null) return ignored('awaits-confirmation');
  const claim: PaymentClaim = {
    receipt: fact.receipt,
    amountCents: fact.amountCents,
    phone: fact.phone,
    completedAt: fact.completedAt,
  };
  return change(payment, fact.at, {
    claim,
    ambiguous: isAmbiguous(payment, fact),
    ...detailsLearnt(payment, fact),
    partyName: payment.partyName ?? fact.partyName,
    transactionType: payment.transactionType ?? fact.transactionType,
    nextCheckAt: fact.at,
  });
}

function settle(payment: Payment, fact: SucceededFact): Applied {
  const recoveredFrom = payment.status === 'failed' || payment.status === 'review' ? payment.status : null;
  return become(
    payment,
    'succeeded',
    fact.at,
    {
      receipt: fact.receipt ?? payment.claim?.receipt ?? null,
      ambiguous: isAmbiguous(payment, fact),
      partyName: fact.partyName ?? payment.partyName,
      transactionType: fact.transactionType ?? payment.transactionType,
      completedAt: fact.completedAt ?? payment.claim?.completedAt ?? null,
      ...detailsLearnt(payment, fact),
      resultCode: fact.resultCode,
      resultText: fact.resultText,
      settledBy: fact.source,
      failure: null,
      transactionId: null,
    },
    { recoveredFrom },
  );
}

function enrich(payment: Payment, fact: SucceededFact): Applied {
  if (payment.receipt !== null && fact.receipt !== null && payment.receipt !== fact.receipt) {
    return ignored('receipt-differs');
  }
  const learnt: Partial<Payment> = {
    receipt: payment.receipt ?? fact.receipt,
    ambiguous: isAmbiguous(payment, fact),
    // A C2B confirmation masks the payer whom Bill Manager tells in clear.
    phone: payment.phone ?? fact.phone,
    partyName: payment.partyName ?? fact.partyName,
    transactionType: payment.transactionType ?? fact.transactionType,
    completedAt: payment.completedAt ?? fact.completedAt,
    ...detailsLearnt(payment, fact),
  };
  const isNews = (Object.keys(learnt) as (keyof Payment)[]).some((key) => learnt[key] !== payment[key]);
  return isNews ? change(payment, fact.at, learnt) : ignored('repetition');
}

/** Whoever tells the payment's own receipt ends the doubt; money that was found by comparing begins it with the receipt. */
function isAmbiguous(payment: Payment, fact: SucceededFact): boolean {
  if (fact.receipt === null) return payment.ambiguous;
  if (!isPlaced(fact.source)) return false;
  return payment.receipt === null ? fact.ambiguous === true : payment.ambiguous;
}

/** What only some sources tell, and no later one unsays. */
function detailsLearnt(payment: Payment, fact: SucceededFact) {
  const balances = fact.balances === undefined || fact.balances.length === 0 ? null : fact.balances;
  return {
    checkoutRequestId: payment.checkoutRequestId ?? fact.checkoutRequestId,
    ...idsLearnt(payment, fact),
    feeCents: payment.feeCents ?? fact.feeCents ?? null,
    recipientRegistered: payment.recipientRegistered ?? fact.recipientRegistered ?? null,
    balances: payment.balances ?? balances,
  };
}
