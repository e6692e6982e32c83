import { claimedReceipt } from './claim.js';
import { assign } from './assignment.js';
import { judgeMoney, type Neighbours, type Judgement, type Placement } from './judge-money.js';
import { fitOf, isPaid } from './money-fit.js';
import type { FactAboutPayment, MoneyReceivedFact } from './payment-fact.js';
import type { PaymentPolicy } from './payment-policy.js';
import type { Payment } from './payment.js';
import { asSuccessOf, bookDoubt, bookOwn, doubtOver, isOwnerInDoubt, moneyOf } from './place-money.js';
import type { ReceiptTransfer } from './receipt-transfer.js';
import type { RecordOutcome } from './record-outcome.js';
import { become, change } from './transition.js';
import { isOnlyClaim, verdictOfMoney } from './verdict.js';
import type { WorkingSet } from './working-set.js';

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
  constructor(private readonly deps: MoneyPlacingDeps) {}

  /** @param later money of the same batch that is still to be placed, and counts when receipts are counted */
  place(fact: MoneyReceivedFact, later: readonly MoneyReceivedFact[]): RecordOutcome {
    const { set, applyTo } = this.deps;
    const known = set.byReceipt(fact.receipt, 'in');
    if (known !== undefined && !isOwnerInDoubt(known)) return applyTo(asSuccessOf(known.id, fact));
    const claimant = set.ofKind('stk-push').find((payment) => claims(payment, fact));
    if (claimant !== undefined) return applyTo(asSuccessOf(claimant.id, fact));
    return this.#decide({ fact, row: known }, this.#judge(fact, later));
  }

  /** Money that lay in a push's claim only is money of its own again: nobody would tell of it a second time. */
  bookDisplaced(fact: MoneyReceivedFact): void {
    if (this.deps.set.byReceipt(fact.receipt, 'in') !== undefined) return;
    this.#book(fact, { place: 'own', ambiguous: true });
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
    const untold = later.filter(({ receipt }) => set.byReceipt(receipt, 'in') === undefined);
    // Told twice it is still one receipt.
    const money = new Map([...untold, ...inDoubt, fact].map((one) => [one.receipt, one]));
    const booked = rows.filter(isBookedAlone).flatMap((row) => moneyOf(row) ?? []);
    return { money: [...money.values()], booked };
  }

  #decide(told: Told, { verdict, misbooked }: Judgement): RecordOutcome {
    for (const [fact, push] of misbooked)
      this.#give({ fact, row: this.deps.set.byReceipt(fact.receipt, 'in') }, push, true);
    if (verdict.place === 'push') return this.#give(told, verdict.payment, verdict.ambiguous);
    return told.row === undefined
      ? this.#book(told.fact, verdict)
      : this.#rejudge(told.row, told.fact, verdict);
  }

  #give({ fact, row }: Told, push: Payment, ambiguous: boolean): RecordOutcome {
    const { transfer, applyTo, policy, now } = this.deps;
    const success = asSuccessOf(push.id, row === undefined ? fact : { ...fact, at: now }, ambiguous);
    if (row !== undefined && !isOnlyClaim(push, success, policy)) transfer.absorb(row, push.id, now);
    return applyTo(success);
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
    const values = { reviewReason, ...learnt };
    const isNews = (Object.keys(values) as (keyof typeof values)[]).some((key) => values[key] !== row[key]);
    const changed = isNews ? change(row, this.deps.now, values) : null;
    if (changed !== null && 'payment' in changed) this.deps.set.put(changed.payment);
    return { result: 'ignored', paymentId: row.id, reason: 'owner-in-doubt' };
  }

  /** Every push it could have been has its money, or has none. */
  #bookAfterAll(row: Payment, { source = 'c2b' }: MoneyReceivedFact): RecordOutcome {
    const values = { settledBy: source, ambiguous: true };
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
