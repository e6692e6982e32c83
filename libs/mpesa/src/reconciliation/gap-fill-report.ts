import type { MoneyReceivedFact } from '../payments/payment-fact.js';
import type { MoneyDifference, MoneyFinding } from './missing-money.js';

/** What one run found for one account. */
export interface GapFillReport {
  readonly account: string;
  /** Rows that Pull told, also those told before. */
  readonly rows: number;
  readonly booked: number;
  readonly known: number;
  /** Stored otherwise; nothing was overwritten. */
  readonly differing: readonly MoneyDifference[];
  /** May belong to open pushes; looked at again in the next run. */
  readonly undecided: number;
  /** May belong to pushes, and nobody told in time: in review, also those put there before. */
  readonly inReview: number;
  /** Not readable, or no payment by a customer. */
  readonly unread: number;
}

/** Counts while a run goes on. */
export class GapFillTally {
  rows = 0;
  /** Epoch ms of the first payment that was not decided; the cursor does not pass it. */
  undecidedSince: number | null = null;
  readonly #counts = { booked: 0, known: 0, differs: 0, undecided: 0, review: 0 };
  readonly #differing: MoneyDifference[] = [];
  #unread = 0;

  constructor(private readonly account: string) {}

  add(unread: number, facts: readonly MoneyReceivedFact[], findings: readonly MoneyFinding[]): void {
    this.rows += unread + facts.length;
    this.#unread += unread;
    findings.forEach((finding, index) => {
      this.#counts[finding.outcome] += 1;
      if (finding.outcome === 'differs') this.#differing.push(finding.difference);
      const when = facts[index]?.completedAt ?? null;
      if (finding.outcome === 'undecided' && when !== null)
        this.undecidedSince = Math.min(this.undecidedSince ?? when, when);
    });
  }

  report(): GapFillReport {
    const { booked, known, undecided, review } = this.#counts;
    return {
      account: this.account,
      rows: this.rows,
      booked,
      known,
      differing: this.#differing,
      undecided,
      inReview: review,
      unread: this.#unread,
    };
  }
}
