import { evidenceOfMoney, whyUnproven } from '../evidence.js';
import { newPayment, type Payment } from '../payment.js';
import type { MoneyReceivedFact, MoneySource, SucceededFact } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import { numberOf, payerOf } from '../payer-of.js';
import { isPlaced, receiptSource } from '../placed.js';
import { awaiting } from '../transition.js';
import { verdictOfMoney } from '../verdict.js';

function sourceOf({ source = 'c2b' }: MoneyReceivedFact): MoneySource {
  return source;
}

/** The money as news about the push it belongs to. */
export function asSuccessOf(paymentId: string, fact: MoneyReceivedFact, ambiguous = false): SucceededFact {
  return {
    type: 'succeeded',
    paymentId,
    at: fact.at,
    source: sourceOf(fact),
    ambiguous,
    receipt: fact.receipt,
    amountCents: fact.amountCents,
    phone: fact.payer.form === 'clear' ? fact.payer.value : null,
    partyName: fact.partyName,
    transactionType: fact.transactionType,
    completedAt: fact.completedAt,
    ...(fact.elsewhere === true ? { elsewhere: true } : {}),
    ...(fact.confirmable === true ? { confirmable: true } : {}),
    checkoutRequestId: null,
    resultCode: '0',
    resultText: null,
  };
}

type BookingPolicy = Pick<PaymentPolicy, 'clockSkewMs' | 'confirming'>;

/** The money as a payment of its own: one that counts, one that M-Pesa is asked about first, or one for a person to look at. */
export function bookOwn(
  id: string,
  fact: MoneyReceivedFact,
  ambiguous: boolean,
  policy: BookingPolicy,
): Payment {
  switch (verdictOfMoney(fact, policy)) {
    case 'settle':
      return bookMoney(id, fact, ambiguous);
    case 'claim':
      return bookClaim(id, fact, ambiguous, policy);
    case 'review':
      return {
        ...bookMoney(id, fact, ambiguous),
        status: 'review',
        reviewReason: `unproven: ${whyUnproven(evidenceOfMoney(fact, policy), fact)}`,
      };
  }
}

/** Its receipt is what M-Pesa is asked by. */
function bookClaim(id: string, fact: MoneyReceivedFact, ambiguous: boolean, policy: BookingPolicy): Payment {
  const { phone, completedAt, ...booked } = bookMoney(id, fact, ambiguous);
  const { open } = evidenceOfMoney(fact, policy);
  const claim = {
    receipt: fact.receipt,
    amountCents: fact.amountCents,
    phone,
    completedAt,
    at: fact.at,
    open,
    ...(fact.elsewhere === true ? { elsewhere: true } : {}),
  };
  const waiting = { status: 'pending', settledBy: null, settledAt: null, completedAt: null } as const;
  return awaiting({ ...booked, ...waiting, phone, claim, nextCheckAt: fact.at });
}

/** The money as a payment that counts for nothing until somebody tells whose it is: its own, or that of one of these pushes. */
export function bookDoubt(id: string, fact: MoneyReceivedFact, pushes: readonly Payment[]): Payment {
  return inDoubt(bookMoney(id, fact), fact.receipt, pushes);
}

/** The same of money that a push had been given: who paid it was not kept. */
export function inDoubt(own: Payment, receipt: string, pushes: readonly Payment[]): Payment {
  return awaiting({ ...own, status: 'review', reviewReason: doubtOver(receipt, pushes) });
}

const OWNER_IN_DOUBT = 'owner-in-doubt';
/** As many ids as the column has room for beside the words. */
const MOST_NAMED = 4;

/** Names both sides: the receipt, and the pushes that it may be the money of. */
export function doubtOver(receipt: string, pushes: readonly Payment[]): string {
  const ids = pushes.map(({ id }) => id).sort();
  const named = ids.slice(0, MOST_NAMED).join(', ');
  const others = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
  return `${OWNER_IN_DOUBT}: ${receipt} may be the money of ${named}${others}`;
}

/** True for a reason that `doubtOver` gave. */
export function isDoubt(reason: string | null): boolean {
  return reason?.startsWith(OWNER_IN_DOUBT) === true;
}

/** True for money in review that may be a push's, and then must not count beside it. */
export function isOwnerInDoubt({ kind, status, reviewReason }: Payment): boolean {
  return kind === 'c2b' && status === 'review' && isDoubt(reviewReason);
}

/** True for money by hand that does not count yet, or was said to be none: whose it is shows when M-Pesa says that it is there. */
export function isUnbelieved(row: Payment): boolean {
  const isCounted = row.status === 'succeeded' || row.status === 'reversed';
  return row.kind === 'c2b' && row.receipt !== null && !isCounted && !isOwnerInDoubt(row);
}

/** The same money once that news has shown it to be there, as `row` stands after it; null where nobody told of it as money. */
export function believedMoney(row: Payment, { source, phone }: SucceededFact): MoneyReceivedFact | null {
  const money = moneyOf(row);
  if (money === null) return null;
  const payer =
    money.payer.form !== 'clear' && phone !== null ? ({ form: 'clear', value: phone } as const) : money.payer;
  // Asked about by its receipt, M-Pesa's own status told it.
  return { ...money, payer, source: isPlaced(source) ? source : 'status' };
}

/** A payment of its own as the news that it was booked from; null where nobody told of it as money. */
export function moneyOf(payment: Payment): MoneyReceivedFact | null {
  const { receipt, claim } = payment;
  const source = receiptSource(payment);
  if (receipt === null || !isPlaced(source)) return null;
  const { account, accountType, shortcode, till, amountCents, reference } = payment;
  const { partyName, transactionType } = payment;
  const completedAt = payment.completedAt ?? claim?.completedAt ?? null;
  const whose = { account, accountType, shortcode, till, payer: payerOf(payment), partyName };
  return {
    type: 'money-received',
    // Booked after all it settled later than it was told; split off from a push it was stored later.
    at: Math.min(payment.settledAt ?? payment.createdAt, payment.createdAt),
    source,
    confirmable: claim !== null,
    ...(claim?.elsewhere === true ? { elsewhere: true } : {}),
    receipt,
    amountCents,
    reference,
    transactionType,
    completedAt,
    ...whose,
  };
}

/** The money as a payment of its own, which nobody asked for through this module. */
export function bookMoney(id: string, fact: MoneyReceivedFact, ambiguous = false): Payment {
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
    ...numberOf(fact.payer),
    partyName: fact.partyName,
    transactionType: fact.transactionType,
    receipt: fact.receipt,
    receiptFrom: sourceOf(fact),
    completedAt: fact.completedAt,
    settledBy: sourceOf(fact),
    settledAt: fact.at,
    createdAt: fact.at,
    ambiguous,
  });
}
