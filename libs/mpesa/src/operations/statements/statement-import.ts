import type { MoneyDifference, MoneyFinding } from '../../reconciliation/missing-money.js';
import type { StatementRow } from '../../statements/statement-row.js';

/** A row of the statement that contradicts what is stored. */
export interface StatementDifference extends MoneyDifference {
  readonly line: number;
}

/** Money that left the account and is no payment we know. */
export interface UnknownWithdrawal {
  readonly line: number;
  readonly receipt: string;
  readonly amountCents: number;
  /** The portal's words, such as `Organization Settlement`. */
  readonly reason: string;
  /** The transaction it belongs to, such as the one it reverses. */
  readonly linkedReceipt: string | null;
}

/** A payment that we hold for paid, within the time of the statement, and the statement does not have. */
export interface MissingOnStatement {
  readonly paymentId: string;
  readonly receipt: string;
  readonly amountCents: number;
}

/** What an import did. Every row counts once: as booked, known, or in one of the lists, which are in the order of the file. */
export interface StatementImport {
  readonly account: string;
  /** Lines below the names of the columns. */
  readonly rows: number;
  /** Payments that were missing. */
  readonly booked: number;
  /** Stored already, and the same. */
  readonly known: number;
  /** Payouts and reversals that lay in review: the money that left is theirs. */
  readonly settled: number;
  /** Stored otherwise; nothing was overwritten. */
  readonly differing: readonly StatementDifference[];
  /** Not booked, because they may belong to pushes that are still open: import again later. */
  readonly undecided: readonly { readonly line: number; readonly receipt: string }[];
  /** Not counted, because they may belong to pushes and nobody can tell: each lies in review under this id. */
  readonly inReview: readonly {
    readonly line: number;
    readonly receipt: string;
    readonly paymentId: string;
  }[];
  readonly unknownWithdrawals: readonly UnknownWithdrawal[];
  readonly skipped: readonly { readonly line: number; readonly reason: string }[];
  /** Rows that the lists above have no room for; each holds the first 1000. */
  readonly omitted: number;
  /** Only when asked for. */
  readonly missingOnStatement?: readonly MissingOnStatement[];
}

export const MOST_LISTED = 1_000;

/** The report while the import goes on. Its size does not grow with the file. */
export class StatementTally {
  #rows = 0;
  #booked = 0;
  #known = 0;
  #settled = 0;
  #omitted = 0;
  readonly #differing: StatementDifference[] = [];
  readonly #undecided: { line: number; receipt: string }[] = [];
  readonly #inReview: { line: number; receipt: string; paymentId: string }[] = [];
  #withdrawals: StatementRow[] = [];
  readonly #skipped: { line: number; reason: string }[] = [];

  skip(line: number, reason: string): void {
    this.#list(this.#skipped, { line, reason });
  }

  unknownWithdrawal(row: StatementRow): void {
    this.#list(this.#withdrawals, row);
  }

  /** Money that left and is no payment we know, as far as there is room. */
  get withdrawals(): readonly StatementRow[] {
    return this.#withdrawals;
  }

  settlePayouts(isSettled: (row: StatementRow) => boolean): void {
    const unknown = this.#withdrawals.filter((row) => !isSettled(row));
    this.#settled += this.#withdrawals.length - unknown.length;
    this.#withdrawals = unknown;
  }

  found({ line, receipt }: StatementRow, finding: MoneyFinding): void {
    if (finding.outcome === 'differs') return this.#list(this.#differing, { line, ...finding.difference });
    if (finding.outcome === 'undecided') return this.#list(this.#undecided, { line, receipt });
    if (finding.outcome === 'review')
      return this.#list(this.#inReview, { line, receipt, paymentId: finding.paymentId });
    this.#rows += 1;
    if (finding.outcome === 'booked') this.#booked += 1;
    else this.#known += 1;
  }

  report(account: string): StatementImport {
    return {
      account,
      rows: this.#rows,
      booked: this.#booked,
      known: this.#known,
      settled: this.#settled,
      differing: byLine(this.#differing),
      undecided: byLine(this.#undecided),
      inReview: byLine(this.#inReview),
      unknownWithdrawals: byLine(this.#withdrawals).map(toUnknownWithdrawal),
      skipped: byLine(this.#skipped),
      omitted: this.#omitted,
    };
  }

  #list<T>(list: T[], entry: T): void {
    this.#rows += 1;
    if (list.length < MOST_LISTED) list.push(entry);
    else this.#omitted += 1;
  }
}

function toUnknownWithdrawal(row: StatementRow): UnknownWithdrawal {
  const { line, receipt, amountCents, reason, linkedReceipt } = row;
  return { line, receipt, amountCents, reason, linkedReceipt };
}

/** Batches are worked on kind by kind. */
function byLine<T extends { readonly line: number }>(entries: readonly T[]): T[] {
  return [...entries].sort((a, b) => a.line - b.line);
}
