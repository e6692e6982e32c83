import { PAYER_DIFFERS } from '../denied.js';
import { formatCents } from '../../values/money.js';
import { claimOf, claimedReceipt, isByComparing, isProven, newsOf, replaces } from '../claim.js';
import { evidenceOf, whyUnproven, type Evidence } from '../evidence.js';
import type { Payment } from '../payment.js';
import type { SucceededFact } from '../payment-fact.js';
import type { ApplyPolicy } from '../payment-policy.js';
import { isOwnerInDoubt } from '../money/place-money.js';
import { isAmbiguous, receiptLearnt } from './receipt-learnt.js';
import { idsDiffer, idsLearnt } from '../request-names.js';
import { become, change, changeIfNews, ignored, isAtRest, type Applied } from '../transition.js';
import { isUnsigned, verdictOn } from '../verdict.js';

const AMOUNT_DIFFERS = 'amount-differs';
const PAYEE_DIFFERS = 'payee-differs';
const ORIGINAL_DIFFERS = 'original-differs';

/** News of success: the first one that is believed settles, later ones may only add what was not known yet. */
export function applySuccess(payment: Payment, news: SucceededFact, policy: ApplyPolicy): Applied {
  const fact = seenFrom(payment, news);
  const differs = idsDiffer(payment, fact);
  if (differs !== null) return ignored(differs);
  if (payment.status === 'reversed') return ignored('success-stands');
  // That the money is there says nothing about whose it is.
  if (isOwnerInDoubt(payment)) return ignored('owner-in-doubt');
  // Asked by its receipt, Daraja tells of that one.
  if (payment.kind === 'c2b' && receiptDiffers(payment, fact)) return ignored('receipt-differs');
  if (isUnsigned(fact)) return applyUnsigned(payment, fact, policy);
  const contradiction = contradictionOf(payment, fact) ?? claimedOtherwise(payment, fact, policy);
  if (contradiction !== null) return refuse(payment, fact, contradiction);
  if (payment.status === 'succeeded') return enrich(payment, fact);
  // A query tells no amount, so it cannot end the doubt about one, unless it confirms a claim to the right one.
  const confirms = payment.claim !== null && isProven(payment.claim);
  if (fact.amountCents === null && !confirms && isAmountInDoubt(payment)) return ignored('in-review');
  return settle(payment, fact);
}

/** The other party is whom we paid, or who paid us. */
function seenFrom({ direction }: Payment, fact: SucceededFact): SucceededFact {
  return direction === 'in' ? { ...fact, ...fact.received } : fact;
}

function applyUnsigned(payment: Payment, fact: SucceededFact, policy: ApplyPolicy): Applied {
  const evidence = evidenceOf(payment, fact, policy);
  const contradiction = contradictionOf(payment, fact, evidence.contradicts);
  const verdict = verdictOn(evidence, payment, fact, policy);
  if (verdict === 'ignore') return ignored(unheard(payment, contradiction));
  if (contradiction !== null && verdict !== 'claim') return refuse(payment, fact, contradiction);
  switch (verdict) {
    case 'settle':
      return settle(payment, fact);
    case 'enrich':
      return enrich(payment, fact);
    case 'claim':
      return holdClaim(payment, fact, evidence);
    case 'review':
      return refuse(payment, fact, `unproven: ${whyUnproven(evidence, fact)}`);
  }
}

function unheard({ status }: Payment, contradiction: string | null): string {
  if (status === 'review') return 'in-review';
  return status === 'succeeded' && contradiction !== null
    ? `${wordOf(contradiction)}-after-success`
    : 'unproven';
}

/** What was told and is not so, with its figures; null when nothing is. */
function contradictionOf(
  payment: Payment,
  fact: SucceededFact,
  contradicts: Evidence['contradicts'] = [],
): string | null {
  const { amountCents, phone, direction } = payment;
  if (fact.amountCents !== null && fact.amountCents !== amountCents)
    return `${AMOUNT_DIFFERS}: asked ${formatCents(amountCents)}, told ${formatCents(fact.amountCents)}`;
  // One key, asked for again for somebody else by books that have forgotten the first time: the name is that of the first.
  const { payeePhone } = fact;
  const paysAnother = direction === 'out' && phone !== null && payeePhone != null && payeePhone !== phone;
  if (paysAnother || isForeign(payment, fact)) return PAYEE_DIFFERS;
  if (contradicts.includes('original')) return `${ORIGINAL_DIFFERS}: told ${fact.originalReceipt ?? 'none'}`;
  if (!contradicts.includes('payer')) return null;
  return direction === 'out' ? PAYEE_DIFFERS : PAYER_DIFFERS;
}

/** What was asked about by the name that a claim told is what the claim says that it is: a query tells neither amount nor payer. */
function claimedOtherwise(
  payment: Payment,
  { source, at }: SucceededFact,
  policy: ApplyPolicy,
): string | null {
  const { id, claim, checkoutRequestId } = payment;
  if (source !== 'query' || checkoutRequestId !== null || claim?.checkoutRequestId == null) return null;
  const told = newsOf(id, claim, at);
  return contradictionOf(payment, told, evidenceOf(payment, told, policy).contradicts);
}

/** A receipt of ours may be that of money that left us, or went to somebody else. */
function isForeign({ direction, shortcode, till }: Payment, { payeeNumber = null }: SucceededFact): boolean {
  return direction === 'in' && payeeNumber !== null && payeeNumber !== shortcode && payeeNumber !== till;
}

/** True where M-Pesa tells another amount than the payment has. */
export function isAmountInDoubt({ status, reviewReason }: Payment): boolean {
  return status === 'review' && reviewReason?.startsWith(AMOUNT_DIFFERS) === true;
}

/** Money moved, but not the money that was asked for, or nobody can tell that it did. */
function refuse(payment: Payment, fact: SucceededFact, reviewReason: string): Applied {
  if (payment.status === 'succeeded') return ignored(`${wordOf(reviewReason)}-after-success`);
  if (payment.status === 'review') return ignored('in-review');
  return become(payment, 'review', fact.at, {
    reviewReason,
    transactionId: fact.receipt,
    resultCode: fact.resultCode,
    resultText: fact.resultText,
    completedAt: fact.completedAt,
  });
}

/** The reason without its figures. */
function wordOf(reviewReason: string): string {
  return reviewReason.split(':', 1)[0] ?? reviewReason;
}

function holdClaim(payment: Payment, fact: SucceededFact, { open, contradicts }: Evidence): Applied {
  // Figures that contradict, from somebody who shows no name, are no proof once the names are known.
  const claim = claimOf(fact, [...open, ...contradicts]);
  const held = isAtRest(payment) ? null : payment.claim;
  if (held !== null && !replaces(claim, held)) return ignored('awaits-confirmation');
  // What somebody tells who has not shown the names of the request is kept as told, and teaches nothing.
  const learnt = open.includes('ids') || isByComparing(claim) ? {} : learntFrom(payment, fact);
  return change(payment, fact.at, { claim, ...learnt, nextCheckAt: askAt(payment, fact.at) });
}

/** What is not acknowledged yet cannot be asked about, and may be proven by its acknowledgement. */
function askAt({ status, nextCheckAt }: Payment, at: number): number | null {
  return status === 'created' ? nextCheckAt : at;
}

function learntFrom(payment: Payment, fact: SucceededFact) {
  return {
    ambiguous: isAmbiguous(payment, fact),
    ...detailsLearnt(payment, fact),
    partyName: payment.partyName ?? fact.partyName,
    transactionType: payment.transactionType ?? fact.transactionType,
  };
}

/** Settles with what is believed; of a claim that Daraja has confirmed, with what its teller could know. */
export function settle(payment: Payment, fact: SucceededFact): Applied {
  const recoveredFrom = payment.status === 'failed' || payment.status === 'review' ? payment.status : null;
  const claimedAt = claimedReceipt(payment) === null ? null : (payment.claim?.completedAt ?? null);
  return become(
    payment,
    'succeeded',
    fact.at,
    {
      ...receiptLearnt(payment, fact),
      // A C2B confirmation masks the payer, whom the answer to a status question tells in clear.
      phone: payment.phone ?? (payment.kind === 'c2b' ? fact.phone : null),
      partyName: fact.partyName ?? payment.partyName,
      transactionType: fact.transactionType ?? payment.transactionType,
      completedAt: fact.completedAt ?? claimedAt,
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
  if (receiptDiffers(payment, fact)) return ignored('receipt-differs');
  const learnt: Partial<Payment> = {
    ...receiptLearnt(payment, fact),
    // A C2B confirmation masks the payer, whom Bill Manager and the answer to a status question tell in clear.
    phone: payment.phone ?? fact.phone,
    partyName: payment.partyName ?? fact.partyName,
    transactionType: payment.transactionType ?? fact.transactionType,
    completedAt: payment.completedAt ?? fact.completedAt,
    ...detailsLearnt(payment, fact),
  };
  return changeIfNews(payment, fact.at, learnt, 'repetition');
}

function receiptDiffers(payment: Payment, fact: SucceededFact): boolean {
  return payment.receipt !== null && fact.receipt !== null && payment.receipt !== fact.receipt;
}

/** What only some sources tell, and no later one unsays. */
function detailsLearnt(payment: Payment, fact: SucceededFact) {
  const balances = fact.balances === undefined || fact.balances.length === 0 ? null : fact.balances;
  return {
    checkoutRequestId: payment.checkoutRequestId ?? fact.checkoutRequestId,
    merchantRequestId: payment.merchantRequestId ?? fact.merchantRequestId ?? null,
    ...idsLearnt(payment, fact),
    feeCents: payment.feeCents ?? fact.feeCents ?? null,
    recipientRegistered: payment.recipientRegistered ?? fact.recipientRegistered ?? null,
    balances: payment.balances ?? balances,
  };
}
