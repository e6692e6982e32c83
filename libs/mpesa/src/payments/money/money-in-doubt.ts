import type { Placement } from './judge-money.js';
import { doubtOver } from './place-money.js';
import type { MoneyReceivedFact } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { Payment } from '../payment.js';
import type { RecordOutcome } from '../record-outcome.js';
import { become, change, changeIfNews } from '../transition.js';
import { verdictOfMoney } from '../verdict.js';
import type { WorkingSet } from '../working-set.js';

interface MoneyInDoubtDeps {
  readonly set: WorkingSet;
  readonly policy: PaymentPolicy;
  readonly now: number;
}

type Undecided = Exclude<Placement, { place: 'push' }>;

/** Money that is stored, and may be that of pushes. */
export class MoneyInDoubt {
  constructor(private readonly deps: MoneyInDoubtDeps) {}

  /** By what is known now; it is its own after all where every push it could have been has its money, or has none. */
  rejudge(row: Payment, fact: MoneyReceivedFact, verdict: Undecided): RecordOutcome {
    const isProven = verdictOfMoney(fact, this.deps.policy) === 'settle';
    if (verdict.place === 'own' && isProven) return this.#bookAfterAll(row, fact);
    const { receipt, source = 'c2b' } = fact;
    const reviewReason = verdict.place === 'review' ? doubtOver(receipt, verdict.pushes) : row.reviewReason;
    const completedAt = row.completedAt ?? fact.completedAt;
    const learnt = isProven ? { settledBy: source, claim: null, completedAt } : {};
    const values: Partial<Payment> = { reviewReason, ...learnt };
    const changed = changeIfNews(row, this.deps.now, values, 'owner-in-doubt');
    if ('payment' in changed) this.deps.set.put(changed.payment);
    return { result: 'ignored', paymentId: row.id, reason: 'owner-in-doubt' };
  }

  /** It is there, and may be that of these pushes. */
  doubt(row: Payment, fact: MoneyReceivedFact, pushes: readonly Payment[]): RecordOutcome {
    const { set, now } = this.deps;
    const { source = 'c2b', completedAt, receipt } = fact;
    const reviewReason = doubtOver(receipt, pushes);
    const values = {
      reviewReason,
      completedAt,
      receiptFrom: source,
      settledBy: source,
      claim: null,
      nextCheckAt: null,
      failure: null,
    };
    const applied = row.status === 'review' ? change(row, now, values) : become(row, 'review', now, values);
    if ('ignored' in applied) return { result: 'ignored', paymentId: row.id, reason: applied.ignored };
    set.put(applied.payment);
    set.events.push(...applied.events);
    if (row.status !== 'review')
      set.statusChanges.push({ payment: applied.payment, from: row.status, source });
    return { result: 'applied', paymentId: row.id };
  }

  #bookAfterAll(row: Payment, { source = 'c2b', ...fact }: MoneyReceivedFact): RecordOutcome {
    const completedAt = row.completedAt ?? fact.completedAt;
    const values = { settledBy: source, ambiguous: true, completedAt, failure: null };
    const booked = become(row, 'succeeded', this.deps.now, values, { recoveredFrom: 'review' });
    if ('ignored' in booked) return { result: 'ignored', paymentId: row.id, reason: booked.ignored };
    this.deps.set.put(booked.payment);
    this.deps.set.events.push(...booked.events);
    this.deps.set.statusChanges.push({ payment: booked.payment, from: row.status, source });
    return { result: 'applied', paymentId: row.id };
  }
}
