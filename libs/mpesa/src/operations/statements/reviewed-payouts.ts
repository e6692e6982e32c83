import type { Payment } from '../../payments/payment.js';
import type { SucceededFact } from '../../payments/payment-fact.js';
import type { PaymentQueries } from '../../payments/payment-ports.js';
import { OPEN_STATUSES } from '../../payments/payment-status.js';
import type { PaymentRecorder } from '../../payments/recording/payment-recorder.js';
import type { StatementRow } from '../../statements/statement-row.js';
import type { Clock } from '../../values/clock.js';
import type { RestoreStore } from '../restores/restore.store.js';
import { provenPayouts, type PayoutProof } from './proven-payouts.js';

export interface ReviewedPayoutsDeps {
  readonly queries: Pick<PaymentQueries, 'find'>;
  readonly recorder: Pick<PaymentRecorder, 'record'>;
  readonly restores: Pick<RestoreStore, 'list'>;
  readonly clock: Clock;
}

const PAGE = 200;

/** Settles payouts and reversals in review by money that left and that no other payment is. */
export class ReviewedPayouts {
  constructor(private readonly deps: ReviewedPayoutsDeps) {}

  /** @returns the rows that have settled a payment */
  async settle(account: string, rows: readonly StatementRow[]): Promise<ReadonlySet<StatementRow>> {
    const once = [...new Map(rows.map((row) => [row.receipt, row])).values()];
    if (once.length === 0) return new Set();
    const proofs = provenPayouts(once, await this.#unsettled(account), await this.deps.restores.list());
    const at = this.deps.clock.now();
    const outcomes = await this.deps.recorder.record(proofs.map((proof) => factFrom(proof, at)));
    return new Set(proofs.filter((_, n) => outcomes[n]?.result === 'applied').map(({ row }) => row));
  }

  /** Those that are open as well: money that left may be theirs, whose news is still to come. */
  async #unsettled(account: string): Promise<Payment[]> {
    const payments: Payment[] = [];
    let cursor: string | null = null;
    do {
      const filter = { account, status: ['review', ...OPEN_STATUSES] } as const;
      const page: Awaited<ReturnType<PaymentQueries['find']>> = await this.deps.queries.find(filter, {
        limit: PAGE,
        cursor,
      });
      payments.push(...page.items.filter(({ direction }) => direction === 'out'));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return payments;
  }
}

function factFrom({ row, payment }: PayoutProof, at: number): SucceededFact {
  return {
    type: 'succeeded',
    paymentId: payment.id,
    at,
    source: 'statement',
    receipt: row.receipt,
    amountCents: row.amountCents,
    phone: null,
    partyName: row.name,
    transactionType: null,
    completedAt: row.completedAt,
    checkoutRequestId: null,
    resultCode: '0',
    resultText: `statement: ${row.reason}`,
  };
}
