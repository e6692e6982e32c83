import { claimedReceipt } from '../claim.js';
import { assign } from './assignment.js';
import { judgeMoney, type Neighbours, type Judgement, type Placement } from './judge-money.js';
import { fitOf, isPaid, isTimeless } from './money-fit.js';
import type { FactAboutPayment, MoneyReceivedFact } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { Payment } from '../payment.js';
import {
  asSuccessOf,
  bookDoubt,
  bookOwn,
  doubtOver,
  inDoubt,
  isOwnerInDoubt,
  moneyOf,
} from './place-money.js';
import type { ReceiptTransfer } from './receipt-transfer.js';
import type { RecordOutcome } from '../record-outcome.js';
import { become, change } from '../transition.js';
import { isOnlyClaim, verdictOfMoney } from '../verdict.js';
import type { WorkingSet } from '../working-set.js';

export interface MoneyPlacingDeps {
  readonly set: WorkingSet;
  readonly transfer: ReceiptTransfer;
  readonly applyTo: (fact: FactAboutPayment) => RecordOutcome;
  readonly policy: PaymentPolicy;
  readonly now: number;
  readonly newId: () => string;
}

/** Money whose owner is told and was not known before: in a row of its own, or not stored at all. */
interface Told {
  readonly fact: MoneyReceivedFact;
  readonly row?: Payment | undefined;
}

const NO_NEIGHBOURS: Neighbours = { pushes: [], money: [], booked: [] };

/** Gives received money to its payment, books it, or leaves the question open. */
export class MoneyPlacing {
  /** Money of this batch that waits for a push to be asked about. It counts still when receipts are counted. */
  readonly #kept: MoneyReceivedFact[] = [];

  constructor(private readonly deps: MoneyPlacingDeps) {}

  /** @param later money of the same batch that is still to be placed, and counts when receipts are counted */
  place(fact: MoneyReceivedFact, later: readonly MoneyReceivedFact[]): RecordOutcome {
    const { set, applyTo } = this.deps;
    const known = set.byReceipt(fact.receipt, 'in');
    if (known !== undefined && !isOwnerInDoubt(known))
      return this.#reconsider(known, fact, later) ?? applyTo(asSuccessOf(known.id, fact));
    const claimant = set.ofKind('stk-push').find((payment) => claims(payment, fact));
    if (claimant !== undefined) return this.#giveOrKeep({ fact, row: known }, claimant);
    return this.#decide({ fact, row: known }, this.#judge(fact, later));
  }

  /** Looks again at money that may be a push's: what this batch has told may have ended the question. */
  settleDoubts(): void {
    for (const { id } of this.deps.set.ofKind('c2b').filter(isOwnerInDoubt)) {
      const row = this.deps.set.get(id);
      const fact = row === undefined ? null : moneyOf(row);
      if (row !== undefined && isOwnerInDoubt(row) && fact !== null)
        this.#decide({ fact, row }, this.#judge(fact, []));
    }
  }

  /** A push was told another receipt than the one that it had been given: that money may be the one of a third push. */
  placeSplitOff(): void {
    const { set, transfer } = this.deps;
    for (const own of transfer.splitOff.splice(0)) {
      // Told again in this batch it has its place already.
      const isPlaced = own.receipt !== null && set.byReceipt(own.receipt, 'in') !== undefined;
      const booked = isPlaced ? null : this.#placedAlone(own);
      if (booked !== null) set.book(booked, own.settledBy ?? 'c2b');
    }
  }

  /** As a payment of its own, which counts or waits; null where it was given to a push. */
  #placedAlone(own: Payment): Payment | null {
    const told = moneyOf(own);
    if (told === null) return own;
    const fact = { ...told, at: this.deps.now };
    const judgement = this.#judge(fact, []);
    if (judgement.verdict.place === 'own') return own;
    return this.#isGiven(fact, judgement) ? null : inDoubt(own, fact.receipt, this.#fitting(fact));
  }

  #isGiven(fact: MoneyReceivedFact, judgement: Judgement): boolean {
    const isGivable = judgement.verdict.place === 'push' && this.#unconfirmed(fact).length === 0;
    return isGivable && this.#decide({ fact }, judgement).result === 'applied';
  }

  /** A push that had to give its receipt away has another one: it may be what was booked alone meanwhile. */
  settleBereft(): void {
    const { set, policy } = this.deps;
    const bereft = set.ofKind('stk-push').filter((push) => isPaid(push) && set.releasedReceipt.has(push.id));
    const pushes = bereft.filter(({ receipt }) => receipt === null);
    if (pushes.length === 0) return;
    const rows = set.ofKind('c2b').filter(isBookedAlone);
    const booked = new Map(rows.flatMap((row) => [[moneyOf(row), row] as const]));
    const receipts = [...booked.keys()].filter((fact) => fact !== null);
    const fits = (push: Payment, fact: MoneyReceivedFact) => fitOf(push, fact, policy) === 'firm';
    for (const [fact, push] of assign({ pushes, receipts, fits, mayFit: fits }).pushOf)
      this.#give({ fact, row: booked.get(fact) }, push, true);
  }

  /** Money that was booked alone before anybody told when it was paid: its time may show that it is a push's. */
  #reconsider(row: Payment, fact: MoneyReceivedFact, later: readonly MoneyReceivedFact[]) {
    if (!isBookedAlone(row) || !isTimeless(row) || isTimeless(fact)) return null;
    const judgement = this.#judge(fact, later);
    const isGiven = judgement.verdict.place === 'push' && this.#unconfirmed(fact).length === 0;
    return isGiven ? this.#decide({ fact, row }, judgement) : null;
  }

  #judge(fact: MoneyReceivedFact, later: readonly MoneyReceivedFact[]): Judgement {
    const { set, now, policy } = this.deps;
    const pushes = set.ofKind('stk-push');
    const neighbours = pushes.length === 0 ? NO_NEIGHBOURS : { pushes, ...this.#otherMoney(fact, later) };
    return judgeMoney(fact, neighbours, now, policy);
  }

  #otherMoney(fact: MoneyReceivedFact, later: readonly MoneyReceivedFact[]): Omit<Neighbours, 'pushes'> {
    const { set } = this.deps;
    const rows = set.ofKind('c2b');
    const inDoubt = rows.filter(isOwnerInDoubt).flatMap((row) => moneyOf(row) ?? []);
    const untold = [...this.#kept, ...later].filter(
      ({ receipt }) => set.byReceipt(receipt, 'in') === undefined,
    );
    // Told twice it is still one receipt.
    const money = new Map([...untold, ...inDoubt, fact].map((one) => [one.receipt, one]));
    const others = rows.filter((row) => isBookedAlone(row) && row.receipt !== fact.receipt);
    const booked = others.flatMap((row) => moneyOf(row) ?? []);
    return { money: [...money.values()], booked };
  }

  #decide(told: Told, { verdict, misbooked }: Judgement): RecordOutcome {
    const isPlaceable = verdict.place === 'push' || verdict.place === 'own';
    const unconfirmed = isPlaceable ? this.#unconfirmed(told.fact) : [];
    if (unconfirmed.length > 0) return this.#keep(told, unconfirmed);
    for (const [fact, push] of misbooked)
      this.#give({ fact, row: this.deps.set.byReceipt(fact.receipt, 'in') }, push, true);
    if (verdict.place === 'push') return this.#give(told, verdict.payment, verdict.ambiguous);
    return told.row === undefined
      ? this.#book(told.fact, verdict)
      : this.#rejudge(told.row, told.fact, verdict);
  }

  #give({ fact, row }: Told, push: Payment, ambiguous: boolean): RecordOutcome {
    const { transfer, applyTo, now } = this.deps;
    const success = asSuccessOf(push.id, row === undefined ? fact : { ...fact, at: now }, ambiguous);
    if (row !== undefined) transfer.absorb(row, push.id, now);
    return applyTo(success);
  }

  #giveOrKeep(told: Told, push: Payment): RecordOutcome {
    return this.#isOnlyClaim(push, told.fact) ? this.#keep(told, [push]) : this.#give(told, push, false);
  }

  #isOnlyClaim(push: Payment, fact: MoneyReceivedFact): boolean {
    return isOnlyClaim(push, asSuccessOf(push.id, fact), this.deps.policy);
  }

  #fitting(fact: MoneyReceivedFact): Payment[] {
    return this.deps.set.ofKind('stk-push').filter((push) => fitOf(push, fact, this.deps.policy) !== null);
  }

  /** Pushes that it may have paid, and that do not count before Daraja was asked about them. */
  #unconfirmed(fact: MoneyReceivedFact): Payment[] {
    const { policy } = this.deps;
    return this.#fitting(fact).filter(
      (push) => fitOf(push, fact, policy) === 'firm' && this.#isOnlyClaim(push, fact),
    );
  }

  /**
   * Has the pushes asked about. The money is not used up by that: should Daraja deny that one was paid, it is another's, or its own.
   */
  #keep({ fact, row }: Told, pushes: readonly Payment[]): RecordOutcome {
    const { set, applyTo, now, policy } = this.deps;
    for (const { id } of pushes) applyTo(asSuccessOf(id, row === undefined ? fact : { ...fact, at: now }));
    if (row !== undefined) return { result: 'ignored', paymentId: row.id, reason: 'owner-in-doubt' };
    this.#kept.push(fact);
    // Of what lies in review Daraja could not tell once already: nobody waits for its answer a second time.
    const isAnswerDue = pushes.some(({ id }) => set.get(id)?.status !== 'review');
    const until = now + policy.firstCheckMs;
    return this.#book(fact, isAnswerDue ? { place: 'wait', until } : { place: 'review', pushes });
  }

  #book(fact: MoneyReceivedFact, verdict: Exclude<Placement, { place: 'push' }>): RecordOutcome {
    const { policy, newId, set } = this.deps;
    if (verdict.place === 'wait') return { result: 'waiting', until: verdict.until };
    const id = newId();
    const payment =
      verdict.place === 'review'
        ? bookDoubt(id, fact, verdict.pushes, policy)
        : bookOwn(id, fact, verdict.ambiguous, policy);
    set.book(payment, payment.settledBy ?? 'c2b');
    return { result: 'applied', paymentId: id };
  }

  #rejudge(
    row: Payment,
    fact: MoneyReceivedFact,
    verdict: Exclude<Placement, { place: 'push' }>,
  ): RecordOutcome {
    const isProven = verdictOfMoney(fact, this.deps.policy) === 'settle';
    if (verdict.place === 'own' && isProven) return this.#bookAfterAll(row, fact);
    const { receipt, source = 'c2b' } = fact;
    const reviewReason = verdict.place === 'review' ? doubtOver(receipt, verdict.pushes) : row.reviewReason;
    const learnt = isProven ? { settledBy: source, claim: null } : {};
    const values = { reviewReason, completedAt: row.completedAt ?? fact.completedAt, ...learnt };
    const isNews = (Object.keys(values) as (keyof typeof values)[]).some((key) => values[key] !== row[key]);
    const changed = isNews ? change(row, this.deps.now, values) : null;
    if (changed !== null && 'payment' in changed) this.deps.set.put(changed.payment);
    return { result: 'ignored', paymentId: row.id, reason: 'owner-in-doubt' };
  }

  /** Every push it could have been has its money, or has none. */
  #bookAfterAll(row: Payment, { source = 'c2b', ...fact }: MoneyReceivedFact): RecordOutcome {
    const completedAt = row.completedAt ?? fact.completedAt;
    const values = { settledBy: source, ambiguous: true, completedAt };
    const booked = become(row, 'succeeded', this.deps.now, values, { recoveredFrom: 'review' });
    if ('ignored' in booked) return { result: 'ignored', paymentId: row.id, reason: booked.ignored };
    this.deps.set.put(booked.payment);
    this.deps.set.events.push(...booked.events);
    this.deps.set.statusChanges.push({ payment: booked.payment, from: row.status, source });
    return { result: 'applied', paymentId: row.id };
  }
}

/** True for a push whose own callback, yet to be confirmed, names this receipt. */
function claims(payment: Payment, fact: MoneyReceivedFact): boolean {
  const isMeant = payment.kind === 'stk-push' && claimedReceipt(payment) === fact.receipt;
  return isMeant && payment.account === fact.account && payment.amountCents === fact.amountCents;
}

function isBookedAlone({ kind, status, supersededBy, reversedCents }: Payment): boolean {
  return kind === 'c2b' && status === 'succeeded' && supersededBy === null && reversedCents === 0;
}
