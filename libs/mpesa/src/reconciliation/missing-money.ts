import type { Payment } from '../payments/payment.js';
import type { MoneyReceivedFact } from '../payments/payment-fact.js';
import type { PaymentQueries } from '../payments/payment-ports.js';
import type { PaymentRecorder } from '../payments/recording/payment-recorder.js';
import { isOpen } from '../payments/payment-status.js';
import { isOwnerInDoubt } from '../payments/money/place-money.js';
import type { Attempted } from '../payments/locks/around-locks.js';

/** Where a stored payment and a later source contradict each other. What is stored stays. */
export interface MoneyDifference {
  readonly paymentId: string;
  readonly receipt: string;
  readonly field: 'amountCents' | 'account' | 'status';
  readonly stored: string | number;
  readonly told: string | number;
}

/** What became of money that a later source tells of. */
export type MoneyFinding =
  | { readonly outcome: 'booked' | 'known'; readonly paymentId: string }
  | { readonly outcome: 'differs'; readonly difference: MoneyDifference }
  /** It may belong to one of several pushes: not booked now, and to be told again later. */
  | { readonly outcome: 'undecided' }
  /** Nobody has told in time whose it is: it lies in review under this id, and counts for nothing. */
  | { readonly outcome: 'review'; readonly paymentId: string };

export interface MissingMoneyDeps {
  readonly queries: Pick<PaymentQueries, 'withReceipts'>;
  readonly recorder: Pick<PaymentRecorder, 'recordUnlocked'>;
}

const UNDECIDED: MoneyFinding = { outcome: 'undecided' };

/**
 * Books money of which no callback ever told. What is stored already is compared and left as it is. All in a fixed number
 * of statements, however many facts there are.
 */
export class MissingMoney {
  constructor(private readonly deps: MissingMoneyDeps) {}

  /** @returns one finding per fact, in their order */
  async book(facts: readonly MoneyReceivedFact[]): Promise<MoneyFinding[]> {
    const stored = await this.#stored(facts);
    const open = facts.filter((fact) => isOpenQuestion(stored.get(fact.receipt), fact));
    const recorded = await this.#record(open);
    return facts.map((fact) => {
      const payment = stored.get(fact.receipt);
      if (payment !== undefined && !isOpenQuestion(payment, fact)) return compare(payment, fact);
      return recorded.get(fact) ?? UNDECIDED;
    });
  }

  async #record(facts: readonly MoneyReceivedFact[]): Promise<Map<MoneyReceivedFact, MoneyFinding>> {
    const outcomes = await this.deps.recorder.recordUnlocked(facts);
    const stored = await this.#stored(facts);
    return new Map(
      facts.map((fact, index) => [fact, findingOf(fact, outcomes[index], stored.get(fact.receipt))]),
    );
  }

  async #stored(facts: readonly MoneyReceivedFact[]): Promise<Map<string, Payment>> {
    const receipts = [...new Set(facts.map(({ receipt }) => receipt))];
    if (receipts.length === 0) return new Map();
    const payments = await this.deps.queries.withReceipts('in', receipts);
    return new Map(payments.map((payment) => [payment.receipt ?? '', payment]));
  }
}

/** True for what is not stored, and for what is stored and does not count yet: told again, it may be settled. */
function isOpenQuestion(payment: Payment | undefined, fact: MoneyReceivedFact): boolean {
  if (payment === undefined) return true;
  // Booked when nobody had told when it was paid: by its time it counts for its day, and may be a push's.
  const isDated = isUntimed(payment) && fact.completedAt !== null;
  // These sources are M-Pesa's own word, which a claim or a doubt waits for, and a person would look for.
  const waits = payment.kind === 'c2b' && (isOpen(payment.status) || payment.status === 'review');
  return (isDated || waits) && compare(payment, fact).outcome === 'known';
}

function isUntimed({ status, completedAt }: Payment): boolean {
  return status === 'succeeded' && completedAt === null;
}

/** Compares a stored payment with what a later source tells of its receipt. */
export function compare(
  payment: Payment,
  told: Pick<MoneyReceivedFact, 'receipt' | 'amountCents' | 'account'>,
): MoneyFinding {
  for (const field of ['account', 'amountCents'] as const) {
    if (payment[field] === told[field]) continue;
    const difference = { paymentId: payment.id, receipt: told.receipt, field };
    return { outcome: 'differs', difference: { ...difference, stored: payment[field], told: told[field] } };
  }
  return { outcome: 'known', paymentId: payment.id };
}

function findingOf(
  fact: MoneyReceivedFact,
  outcome: Attempted | undefined,
  payment: Payment | undefined,
): MoneyFinding {
  if (outcome === undefined || outcome.result === 'waiting' || outcome.result === 'locked') return UNDECIDED;
  if (payment === undefined) {
    const stored = outcome.result === 'ignored' ? outcome.reason : outcome.result;
    const { paymentId } = outcome;
    const difference = {
      paymentId,
      receipt: fact.receipt,
      field: 'status',
      stored,
      told: 'succeeded',
    } as const;
    return { outcome: 'differs', difference };
  }
  if (isOwnerInDoubt(payment)) return { outcome: 'review', paymentId: payment.id };
  const settledNow = payment.settledBy === fact.source && payment.settledAt === fact.at;
  if (outcome.result === 'applied' && settledNow) return { outcome: 'booked', paymentId: payment.id };
  return compare(payment, fact);
}
