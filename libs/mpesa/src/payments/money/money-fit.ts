import { agreesWithPhone } from '../../values/payer-identity.js';
import { PULL_REACH_MS } from '../../values/pull-reach.js';
import type { MoneyReceivedFact } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { MoneyQuery, PushCandidateQuery } from '../payment-ports.js';
import { claimedReceipt } from '../claim.js';
import { isPastHorizon } from '../past-horizon.js';
import { isOpen } from '../payment-status.js';
import type { Payment } from '../payment.js';

export type PlacingPolicy = Pick<
  PaymentPolicy,
  'promptMs' | 'waitForCallbacksMs' | 'clockSkewMs' | 'horizonMs'
>;

/**
 * How money fits a push. `firm`: it may be what the push brought, and nothing speaks against it. `faceless`: nobody told who
 * paid, or M-Pesa does not say for what, so it settles no push and only keeps the question open. `late`: it seems to be from after the push had settled,
 * or arrived later than that and nobody told when it was paid.
 */
export type Fit = 'firm' | 'faceless' | 'late';

/** Null when the money cannot be that of the push. */
export function fitOf(push: Payment, money: MoneyReceivedFact, policy: PlacingPolicy): Fit | null {
  if (!couldBeOf(push, money) || !isInTime(push, money, policy)) return null;
  if (isLater(push, money, policy)) return 'late';
  if (!isPaid(push) && isFaceless(money)) return 'faceless';
  return agreesInReference(push, money) ? 'firm' : 'faceless';
}

/**
 * By Safaricom's clock. What we had heard of before the push settled is not from after it, whatever that clock says. What came
 * without a time after the prompt's end may be from before it or after it.
 */
function isLater(push: Payment, money: MoneyReceivedFact, policy: PlacingPolicy): boolean {
  if (isTimeless(money) && money.at > promptEnd(push, policy) + policy.clockSkewMs) return true;
  const isToldBefore = money.at <= (push.settledAt ?? push.updatedAt);
  return isPaid(push) && !isToldBefore && whenPaid(money) > lastMoment(push, policy);
}

function couldBeOf(push: Payment, money: MoneyReceivedFact): boolean {
  if (push.kind !== 'stk-push' || push.receipt !== null || push.sendingAt === null) return false;
  if (push.account !== money.account || push.amountCents !== money.amountCents) return false;
  if (!awaitsMoney(push)) return false;
  // Its own callback, or earlier money, has named its receipt: it only waits to be confirmed.
  const claimed = claimedReceipt(push) ?? money.receipt;
  return claimed === money.receipt && mayBeMeant(push, money) && agreesInPayer(push, money);
}

/**
 * What M-Pesa was asked about is there, and from that payer. For what it was paid only the confirmation said, which anybody can have
 * made up: with another account number, the receipt of a push would count beside it.
 */
function mayBeMeant(push: Payment, money: MoneyReceivedFact): boolean {
  return agreesInReference(push, money) || money.source === 'status';
}

function agreesInReference(push: Payment, { reference }: MoneyReceivedFact): boolean {
  return push.accountType !== 'paybill' || reference === null || push.reference === reference;
}

function agreesInPayer(push: Payment, { payer }: MoneyReceivedFact): boolean {
  if (payer.form === 'none' || isErased(push)) return true;
  return push.phone !== null && agreesWithPhone(payer, push.phone);
}

/** True where nobody can tell any more whose phone it was: the money of others fits it just as well. */
export function isErased({ phone, erasedAt }: Payment): boolean {
  return phone === null && erasedAt !== null;
}

/** True when nobody told who paid, or for what: it fits pushes of other customers just as well. */
export function isFaceless({ payer, accountType, reference }: MoneyReceivedFact): boolean {
  return payer.form === 'none' || (accountType === 'paybill' && reference === null);
}

function awaitsMoney(push: Payment): boolean {
  return isOpen(push.status) || push.status === 'succeeded' || isPastHorizon(push);
}

/** True when the money of the push has moved for certain, whether or not we know its receipt. */
export function isPaid({ status }: Payment): boolean {
  return status === 'succeeded';
}

/** True where nobody told when it was paid, only that it was before the news arrived: Bill Manager tries to tell us five times. */
export function isTimeless({ completedAt }: Pick<MoneyReceivedFact, 'completedAt'>): boolean {
  return completedAt === null;
}

/** Safaricom's time of the money; ours of the news where it tells none. */
export function whenPaid({ completedAt, at }: MoneyReceivedFact): number {
  return completedAt ?? at;
}

function isInTime(push: Payment, money: MoneyReceivedFact, policy: PlacingPolicy): boolean {
  const when = whenPaid(money);
  const from = sentAt(push) - policy.clockSkewMs;
  const last = lastMoment(push, policy);
  const until = isTimeless(money) ? Math.max(last, toldUntil(push, policy)) : last;
  return when >= from && when <= until + policy.clockSkewMs;
}

/** Until when news without a time may speak of the push. */
function toldUntil(push: Payment, policy: PlacingPolicy): number {
  return Math.max(promptEnd(push, policy), sentAt(push) + untimedMs(policy));
}

/**
 * For how long money may be told without its time, ms. Safaricom tells how often it tries, not for how long: as far back as Pull
 * reaches, which tells the time.
 */
function untimedMs(policy: PlacingPolicy): number {
  return Math.max(PULL_REACH_MS, policy.horizonMs('stk-push'));
}

function sentAt({ sendingAt, createdAt }: Payment): number {
  return sendingAt ?? createdAt;
}

/**
 * The last moment at which the push can have been paid: its prompt's end, or when it had settled. `settledAt` is our time, when a
 * query noticed it, some time after the payment; Safaricom's time of it is told with its receipt only, and then there is nothing
 * to find. What is later than that by no more than our clocks may differ could be either: the push's money, or a second payment
 * by hand. Given to the push it would be missing in the books if it was by hand, booked alone it would be counted twice if it was
 * not; so it waits for proof.
 */
function lastMoment(push: Payment, policy: PlacingPolicy): number {
  if (!isPaid(push)) return promptEnd(push, policy);
  return Math.min(promptEnd(push, policy), push.settledAt ?? push.updatedAt);
}

export function promptEnd(push: Payment, policy: PlacingPolicy): number {
  return push.promptUntil ?? sentAt(push) + policy.promptMs;
}

/** The span of time in which a push must have been sent to be meant by this money. */
export function candidateQuery(money: MoneyReceivedFact, policy: PlacingPolicy): PushCandidateQuery {
  const when = whenPaid(money);
  const agoMs = isTimeless(money) ? untimedMs(policy) : policy.promptMs;
  return {
    shortcodes: money.till === null ? [money.shortcode] : [money.shortcode, money.till],
    amountCents: money.amountCents,
    reference: money.accountType === 'till' || money.source === 'status' ? null : money.reference,
    sentFrom: when - agoMs - policy.clockSkewMs,
    sentTo: when + policy.clockSkewMs,
  };
}

/** The span of time in which any of these pushes can have been paid, and told of without a time. */
export function moneyQuery(pushes: readonly Payment[], policy: PlacingPolicy): Omit<MoneyQuery, 'statuses'> {
  return {
    amountsCents: [...new Set(pushes.map(({ amountCents }) => amountCents))],
    from: Math.min(...pushes.map(sentAt)) - policy.clockSkewMs,
    to: Math.max(...pushes.map((push) => promptEnd(push, policy))) + policy.clockSkewMs,
    toldTo: Math.max(...pushes.map((push) => toldUntil(push, policy))) + policy.clockSkewMs,
  };
}
