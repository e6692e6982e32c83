import { claimedReceipt } from '../claim.js';
import { fitOf } from './money-fit.js';
import type { FactAboutPayment, MoneyReceivedFact } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { Payment } from '../payment.js';
import { asSuccessOf } from './place-money.js';
import type { RecordOutcome } from '../record-outcome.js';
import { isOnlyClaim } from '../verdict.js';
import type { WorkingSet } from '../working-set.js';

export interface PushQuestionsDeps {
  readonly set: WorkingSet;
  readonly applyTo: (fact: FactAboutPayment) => RecordOutcome;
  readonly policy: PaymentPolicy;
  readonly now: number;
}

/** The pushes that money by hand may be of, and which of them Daraja is asked about before they get it. */
export class PushQuestions {
  constructor(private readonly deps: PushQuestionsDeps) {}

  /** The push whose own callback, yet to be confirmed, names this receipt. */
  claimantOf(fact: MoneyReceivedFact): Payment | undefined {
    return this.#all().find((push) => claims(push, fact));
  }

  /** Those that it may have paid, however little speaks for it. */
  fitting(fact: MoneyReceivedFact): Payment[] {
    return this.#all().filter((push) => fitOf(push, fact, this.deps.policy) !== null);
  }

  /** Those that it may have paid, and that do not count before Daraja was asked about them. */
  unconfirmed(fact: MoneyReceivedFact): Payment[] {
    const isFirm = (push: Payment): boolean => fitOf(push, fact, this.deps.policy) === 'firm';
    return this.#all().filter((push) => isFirm(push) && this.isOnlyClaim(push, fact));
  }

  /** True where the money is no more to this push than a reason to ask about it. */
  isOnlyClaim(push: Payment, fact: MoneyReceivedFact): boolean {
    return isOnlyClaim(push, asSuccessOf(push.id, fact), this.deps.policy);
  }

  /** @returns null where no answer is due: of what lies in review Daraja could not tell once already */
  askAbout(pushes: readonly Payment[], fact: MoneyReceivedFact): RecordOutcome | null {
    const { set, applyTo, now, policy } = this.deps;
    for (const { id } of pushes) applyTo(asSuccessOf(id, fact));
    const isAnswerDue = pushes.some(({ id }) => set.get(id)?.status !== 'review');
    return isAnswerDue ? { result: 'waiting', until: now + policy.firstCheckMs } : null;
  }

  #all(): Payment[] {
    return this.deps.set.ofKind('stk-push');
  }
}

function claims(push: Payment, fact: MoneyReceivedFact): boolean {
  const isMeant = claimedReceipt(push) === fact.receipt;
  return isMeant && push.account === fact.account && push.amountCents === fact.amountCents;
}
