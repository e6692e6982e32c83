import type { PaymentQueries } from '../../payments/payment-ports.js';
import type { Payment } from '../../payments/payment.js';
import type { StatementRow } from '../../statements/statement-row.js';
import { MOST_LISTED, type MissingOnStatement } from './statement-import.js';
import { HOUR_MS } from '../../values/duration.js';

/** A payment is stored up to an hour before the money moves, when it was asked for, and some days after it at most. */
const BEFORE_MS = HOUR_MS;
const AFTER_MS = 72 * HOUR_MS;
const PAGE = 200;

/** The time a statement covers and the receipts it has, to find what it lacks. */
export class StatementSpan {
  readonly #receipts = new Set<string>();
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  add(rows: readonly StatementRow[]): void {
    for (const { receipt, completed, completedAt } of rows) {
      if (completed) this.#receipts.add(receipt);
      this.#from = Math.min(this.#from, completedAt);
      this.#to = Math.max(this.#to, completedAt);
    }
  }

  /** Payments of the account that were completed between the first and the last row; 1000 at most. */
  async missing(account: string, queries: Pick<PaymentQueries, 'find'>): Promise<MissingOnStatement[]> {
    if (this.#from > this.#to) return [];
    const filter = {
      account,
      status: ['succeeded', 'reversed'] as const,
      createdFrom: this.#from - BEFORE_MS,
      createdTo: this.#to + AFTER_MS,
    };
    const missing: MissingOnStatement[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<PaymentQueries['find']>> = await queries.find(filter, {
        limit: PAGE,
        cursor,
      });
      missing.push(...page.items.flatMap((payment) => this.#lack(payment) ?? []));
      cursor = page.nextCursor;
    } while (cursor !== null && missing.length < MOST_LISTED);
    return missing.slice(0, MOST_LISTED);
  }

  #lack({ id, receipt, amountCents, completedAt }: Payment): MissingOnStatement | null {
    if (receipt === null || completedAt === null || this.#receipts.has(receipt)) return null;
    if (completedAt < this.#from || completedAt > this.#to) return null;
    return { paymentId: id, receipt, amountCents };
  }
}
