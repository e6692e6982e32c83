import { assign } from './assignment.js';
import { judgeMoney, type Neighbours, type Judgement, type Placement } from './judge-money.js';
import { fitOf, isPaid, isTimeless } from './money-fit.js';
import { isPayerDenied } from '../denied.js';
import { MoneyInDoubt } from './money-in-doubt.js';
import type { FactAboutPayment, MoneyReceivedFact } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { Payment } from '../payment.js';
import {
  asSuccessOf,
  bookDoubt,
  bookOwn,
  inDoubt,
  isOwnerInDoubt,
  isUnbelieved,
  moneyOf,
} from './place-money.js';
import { PushQuestions } from './push-questions.js';
import type { ReceiptTransfer } from './receipt-transfer.js';
import type { RecordOutcome } from '../record-outcome.js';
import { correctionOf, isToldOtherwise, toldAgain, TOLD_OTHERWISE } from './told-again.js';
import { change } from '../transition.js';
import { verdictOfMoney } from '../verdict.js';
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

/** Not before it is known to be there. */
const UNASKED = {
  verdict: { place: 'own', ambiguous: false },
  misbooked: new Map(),
} as const satisfies Judgement;
const NOBODY = { form: 'none', value: '' } as const;
const NO_NEIGHBOURS: Neighbours = { pushes: [], money: [], booked: [] };

/** Gives received money to its payment, books it, or leaves the question open. */
export class MoneyPlacing {
  /** Money of this batch that waits for a push to be asked about. It counts still when receipts are counted. */
  readonly #kept: MoneyReceivedFact[] = [];

  readonly #inDoubt: MoneyInDoubt;
  readonly #pushes: PushQuestions;

  constructor(private readonly deps: MoneyPlacingDeps) {
    this.#inDoubt = new MoneyInDoubt(deps);
    this.#pushes = new PushQuestions(deps);
  }

  /** @param later money of the same batch that is still to be placed, and counts when receipts are counted */
  place(fact: MoneyReceivedFact, later: readonly MoneyReceivedFact[]): RecordOutcome {
    const { set, applyTo } = this.deps;
    const known = set.byReceipt(fact.receipt, 'in');
    if (known === undefined) return this.#placeOpen({ fact }, later);
    const again = toldAgain(known, fact);
    if (again !== null && isOwnerInDoubt(known)) return this.#placeOpen({ fact: again, row: known }, later);
    const reconsidered = again === null ? null : this.#reconsider(known, again, later);
    if (reconsidered !== null) return reconsidered;
    if (isToldOtherwise(known, fact))
      return { result: 'ignored', paymentId: known.id, reason: TOLD_OTHERWISE };
    if (again !== null && isUnbelieved(known)) this.#correct(known, fact);
    return applyTo(asSuccessOf(known.id, fact));
  }

  #correct(row: Payment, fact: MoneyReceivedFact): void {
    const correction = correctionOf(row, fact);
    const corrected = correction === null ? null : change(row, this.deps.now, correction);
    if (corrected !== null && 'payment' in corrected) this.deps.set.put(corrected.payment);
  }

  #placeOpen(told: Told, later: readonly MoneyReceivedFact[]): RecordOutcome {
    const claimant = this.#pushes.claimantOf(told.fact);
    if (claimant !== undefined) return this.#giveOrKeep(told, claimant);
    return this.#decide(told, this.#judge(told.fact, later));
  }

  /**
   * Money that was stored and waited for M-Pesa's word, and has it now.
   *
   * @returns null where it is its own
   */
  placeBelieved(row: Payment, fact: MoneyReceivedFact): RecordOutcome | null {
    const claimant = this.#pushes.claimantOf(fact);
    if (claimant !== undefined && this.#pushes.isOnlyClaim(claimant, fact))
      return this.#pushes.askAbout([claimant], fact) ?? this.#inDoubt.doubt(row, fact, [claimant]);
    const judgement = claimant === undefined ? this.#judge(fact, []) : givenTo(claimant);
    const { verdict } = judgement;
    if (verdict.place === 'wait') return { result: 'waiting', until: verdict.until };
    if (verdict.place === 'review') return this.#inDoubt.doubt(row, fact, verdict.pushes);
    const unconfirmed = this.#pushes.unconfirmed(fact);
    if (unconfirmed.length > 0)
      return this.#pushes.askAbout(unconfirmed, fact) ?? this.#inDoubt.doubt(row, fact, unconfirmed);
    this.#giveMisbooked(judgement);
    if (verdict.place === 'push') return this.#give({ fact, row }, verdict.payment, verdict.ambiguous);
    if (verdict.ambiguous) this.deps.set.put({ ...row, ambiguous: true });
    return null;
  }

  /**
   * Money in review that a person says is there, without a word on whose it is.
   *
   * @returns the pushes that it may be of; none where it is its own
   */
  placeSpoken(row: Payment): readonly Payment[] {
    const told = moneyOf(row);
    if (told === null) return [];
    // They have seen it: it counts as if M-Pesa had told it.
    const payer = isPayerDenied(row) ? NOBODY : told.payer;
    const fact = { ...told, payer, source: 'status' } as const;
    const claimant = this.#pushes.claimantOf(fact);
    const judgement = this.#judge(fact, []);
    if (claimant !== undefined || judgement.verdict.place !== 'own')
      return [...new Set([...this.#pushes.fitting(fact), ...(claimant === undefined ? [] : [claimant])])];
    this.#giveMisbooked(judgement);
    if (judgement.verdict.ambiguous) this.deps.set.put({ ...row, ambiguous: true });
    return [];
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
    const { policy, now } = this.deps;
    // Where nobody can tell here whether M-Pesa can be asked, the horizon catches what it cannot be asked about.
    const fact = { ...told, at: now, confirmable: policy.confirming(own.account).canAsk !== false };
    // An older version gave it to the push unasked.
    if (verdictOfMoney(fact, policy) === 'claim') return bookOwn(own.id, fact, false, policy);
    const judgement = this.#judge(fact, []);
    if (judgement.verdict.place === 'own') return own;
    return this.#isGiven(fact, judgement) ? null : inDoubt(own, fact.receipt, this.#pushes.fitting(fact));
  }

  #isGiven(fact: MoneyReceivedFact, judgement: Judgement): boolean {
    const isGivable = judgement.verdict.place === 'push' && this.#pushes.unconfirmed(fact).length === 0;
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
    const isGiven = judgement.verdict.place === 'push' && this.#pushes.unconfirmed(fact).length === 0;
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
    // What nobody has shown to be there does not count beside what is.
    const isOfItsKind = (one: MoneyReceivedFact): boolean => !this.#isBelieved(fact) || this.#isBelieved(one);
    const inDoubt = rows
      .filter(isOwnerInDoubt)
      .flatMap((row) => moneyOf(row) ?? [])
      .filter(isOfItsKind);
    const untold = [...this.#kept, ...later].filter(
      (one) => set.byReceipt(one.receipt, 'in') === undefined && isOfItsKind(one),
    );
    // Told twice it is still one receipt.
    const money = new Map([...untold, ...inDoubt, fact].map((one) => [one.receipt, one]));
    const others = rows.filter((row) => isBookedAlone(row) && row.receipt !== fact.receipt);
    const booked = others.flatMap((row) => moneyOf(row) ?? []);
    return { money: [...money.values()], booked };
  }

  #decide(told: Told, judged: Judgement): RecordOutcome {
    const { place } = judged.verdict;
    const isPlaceable = place === 'push' || place === 'own';
    const unconfirmed = isPlaceable ? this.#pushes.unconfirmed(told.fact) : [];
    if (unconfirmed.length > 0) return this.#keep(told, unconfirmed);
    const isUnasked = place !== 'wait' && !this.#isBelieved(told.fact, told.row);
    const judgement = isUnasked ? UNASKED : judged;
    this.#giveMisbooked(judgement);
    const { verdict } = judgement;
    if (verdict.place === 'push') return this.#give(told, verdict.payment, verdict.ambiguous);
    return told.row === undefined
      ? this.#book(told.fact, verdict)
      : this.#inDoubt.rejudge(told.row, told.fact, verdict);
  }

  #giveMisbooked({ misbooked }: Judgement): void {
    for (const [fact, push] of misbooked)
      this.#give({ fact, row: this.deps.set.byReceipt(fact.receipt, 'in') }, push, true);
  }

  /** True for money that need not be asked about before its receipt is anybody's. */
  #isBelieved(fact: MoneyReceivedFact, row?: Payment): boolean {
    const wasBelieved = row !== undefined && row.claim === null;
    return wasBelieved || verdictOfMoney(fact, this.deps.policy) === 'settle';
  }

  #give({ fact, row }: Told, push: Payment, ambiguous: boolean): RecordOutcome {
    const { transfer, applyTo, now } = this.deps;
    const success = asSuccessOf(push.id, row === undefined ? fact : { ...fact, at: now }, ambiguous);
    if (row !== undefined) transfer.absorb(row, push.id, now);
    return applyTo(success);
  }

  #giveOrKeep(told: Told, push: Payment): RecordOutcome {
    return this.#pushes.isOnlyClaim(push, told.fact)
      ? this.#keep(told, [push])
      : this.#give(told, push, false);
  }

  /**
   * Has the pushes asked about. The money is not used up by that: should Daraja deny that one was paid, it is another's, or its own.
   */
  #keep({ fact, row }: Told, pushes: readonly Payment[]): RecordOutcome {
    const waiting = this.#pushes.askAbout(pushes, row === undefined ? fact : { ...fact, at: this.deps.now });
    if (row !== undefined) return { result: 'ignored', paymentId: row.id, reason: 'owner-in-doubt' };
    this.#kept.push(fact);
    if (waiting !== null) return waiting;
    return this.#book(fact, this.#isBelieved(fact) ? { place: 'review', pushes } : UNASKED.verdict);
  }

  #book(fact: MoneyReceivedFact, verdict: Exclude<Placement, { place: 'push' }>): RecordOutcome {
    const { policy, newId, set } = this.deps;
    if (verdict.place === 'wait') return { result: 'waiting', until: verdict.until };
    const id = newId();
    const payment =
      verdict.place === 'review'
        ? bookDoubt(id, fact, verdict.pushes)
        : bookOwn(id, fact, verdict.ambiguous, policy);
    set.book(payment, payment.settledBy ?? 'c2b');
    return { result: 'applied', paymentId: id };
  }
}

function givenTo(payment: Payment): Judgement {
  return { ...UNASKED, verdict: { place: 'push', payment, ambiguous: false } };
}

function isBookedAlone({ kind, status, supersededBy, reversedCents }: Payment): boolean {
  return kind === 'c2b' && status === 'succeeded' && supersededBy === null && reversedCents === 0;
}
