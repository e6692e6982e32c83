import { assign } from './assignment.js';
import {
  fitOf,
  isErased,
  isFaceless,
  isPaid,
  isTimeless,
  promptEnd,
  whenPaid,
  type Fit,
  type PlacingPolicy,
} from './money-fit.js';
import type { MoneyReceivedFact } from '../payment-fact.js';
import type { Payment } from '../payment.js';

/** Whose money it is. `ambiguous`: others fitted as well, and only the sum is certain. */
export type Placement =
  | { readonly place: 'push'; readonly payment: Payment; readonly ambiguous: boolean }
  | { readonly place: 'own'; readonly ambiguous: boolean }
  | { readonly place: 'wait'; readonly until: number }
  /** It may be that of these pushes, and nobody has told in all the time that it waited. */
  | { readonly place: 'review'; readonly pushes: readonly Payment[] };

export interface Neighbours {
  /** Pushes, in any state. */
  readonly pushes: readonly Payment[];
  /** Money whose place is not known yet. */
  readonly money: readonly MoneyReceivedFact[];
  /** Money that was booked alone. It fills up what was paid for certain, after all other money, and settles nothing. */
  readonly booked: readonly MoneyReceivedFact[];
}

export interface Judgement {
  readonly verdict: Placement;
  /** Money that was booked alone and is that of a push, if the verdict stands. */
  readonly misbooked: ReadonlyMap<MoneyReceivedFact, Payment>;
}

const LATE = ['late'] as const;
const NOTHING_MISBOOKED: ReadonlyMap<MoneyReceivedFact, Payment> = new Map();

/**
 * Finds whose money it is, together with all money and all pushes it hangs together with: a set of receipts against a set of
 * pushes without one. While it fits several, it waits for their callbacks, which carry the receipt and end the doubt. After
 * that *n* receipts are those of *n* pushes that they fit, in time order; what is more is money of its own; what is fewer goes
 * to a person, because booked alone it would be counted twice once its push turned out to be paid. So does what nobody has told the time of.
 */
export function judgeMoney(
  money: MoneyReceivedFact,
  neighbours: Neighbours,
  now: number,
  policy: PlacingPolicy,
): Judgement {
  const fitting = neighbours.pushes.filter((push) => fitOf(push, money, policy) !== null);
  const [only] = fitting;
  const ambiguous = neighbours.pushes.some((push) => couldHaveHad(push, money, policy));
  if (only === undefined) return undisputed({ place: 'own', ambiguous });
  const isNamed = !isFaceless(money) && !isErased(only);
  if (fitting.length === 1 && isNamed && fitOf(only, money, policy) === 'firm') {
    return undisputed({ place: 'push', payment: only, ambiguous });
  }
  const until = Math.max(...fitting.map((push) => promptEnd(push, policy))) + policy.waitForCallbacksMs;
  if (now < until) return undisputed({ place: 'wait', until });
  if (isTimeless(money)) return undisputed({ place: 'review', pushes: fitting });
  return weigh(money, fitting, related(money, withTime(neighbours), policy), policy);
}

/** What may be from before a push was sent, or from after it was paid, is no receipt to count: its time may take it away again. */
function withTime({ pushes, money, booked }: Neighbours): Neighbours {
  const isTimed = (one: MoneyReceivedFact): boolean => !isTimeless(one);
  return { pushes, money: money.filter(isTimed), booked: booked.filter(isTimed) };
}

/** True for a push that was given another receipt, of which it is not certain that it is not this one. */
function couldHaveHad(push: Payment, money: MoneyReceivedFact, policy: PlacingPolicy): boolean {
  return push.ambiguous && fitOf({ ...push, receipt: null, claim: null }, money, policy) !== null;
}

function undisputed(verdict: Placement): Judgement {
  return { verdict, misbooked: NOTHING_MISBOOKED };
}

function weigh(
  money: MoneyReceivedFact,
  fitting: readonly Payment[],
  { pushes, money: others, booked }: Neighbours,
  policy: PlacingPolicy,
): Judgement {
  const isBooked = new Set(booked);
  const fitAs = (push: Payment, one: MoneyReceivedFact, ...fits: Fit[]): boolean => {
    const fit = fitOf(push, one, policy);
    return fit !== null && fits.includes(fit) && (isPaid(push) || !isBooked.has(one));
  };
  const onlyLate = new Set(others.filter((one) => !pushes.some((push) => fitAs(push, one, 'firm'))));
  const { pushOf, doubtful } = assign({
    pushes: [...pushes].sort(bySending),
    receipts: [...[...others].sort(byTime), ...[...booked].sort(byTime)],
    fits: (push, one) => fitAs(push, one, 'firm'),
    mayFit: (push, one) => fitAs(push, one, 'firm', 'faceless', ...(onlyLate.has(one) ? LATE : [])),
  });
  if (doubtful.has(money)) return undisputed({ place: 'review', pushes: fitting });
  const push = pushOf.get(money);
  const verdict: Placement =
    push === undefined
      ? { place: 'own', ambiguous: true }
      : { place: 'push', payment: push, ambiguous: true };
  const misbooked = [...pushOf].filter(([one]) => isBooked.has(one) && !doubtful.has(one));
  return { verdict, misbooked: new Map(misbooked) };
}

/** All that the money hangs together with: pushes it fits, other money that fits those, and so on. */
function related(money: MoneyReceivedFact, neighbours: Neighbours, policy: PlacingPolicy): Neighbours {
  const pushes = new Set<Payment>();
  const known = new Set<MoneyReceivedFact>([money]);
  const all = [...neighbours.money, ...neighbours.booked];
  for (const one of known) {
    for (const push of neighbours.pushes) {
      if (pushes.has(push) || fitOf(push, one, policy) === null) continue;
      pushes.add(push);
      for (const other of all) if (fitOf(push, other, policy) !== null) known.add(other);
    }
  }
  const booked = neighbours.booked.filter((one) => known.has(one));
  return { pushes: [...pushes], money: [...known].filter((one) => !booked.includes(one)), booked };
}

function bySending(a: Payment, b: Payment): number {
  return Number(a.sendingAt) - Number(b.sendingAt) || (a.id < b.id ? -1 : 1);
}

/** Money whose payer is told before money that may be anybody's. */
function byTime(a: MoneyReceivedFact, b: MoneyReceivedFact): number {
  return (
    Number(isFaceless(a)) - Number(isFaceless(b)) ||
    whenPaid(a) - whenPaid(b) ||
    (a.receipt < b.receipt ? -1 : 1)
  );
}
