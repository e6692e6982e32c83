import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import type { PaymentQueries } from '../../payments/payment-ports.js';
import type { Payment } from '../../payments/payment.js';
import { compare, type MissingMoney } from '../../reconciliation/missing-money.js';
import { readStatement, type StatementInput } from '../../statements/read-statement.js';
import { isCustomerPayment, type StatementRow } from '../../statements/statement-row.js';
import { factFromStatement } from '../../translation/statement.js';
import type { Clock } from '../../values/clock.js';
import type { ReviewedPayouts } from './reviewed-payouts.js';
import { MOST_LISTED, StatementTally, type StatementImport } from './statement-import.js';
import { StatementSpan } from './statement-span.js';
import { refuseNonObjects } from '../request-objects.js';

/** How a statement of the organisation portal is imported. */
export interface StatementImportRequest {
  /** Whose statement it is; the default account unless told. */
  readonly account?: string;
  /**
   * Also list payments that we hold for paid and the statement lacks. Only for a statement that has all transactions of
   * its time. Remembers every receipt of the file meanwhile, some 100 bytes each.
   */
  readonly findMissing?: boolean;
}

export interface StatementServiceDeps {
  readonly accounts: AccountDirectory;
  readonly money: Pick<MissingMoney, 'book'>;
  readonly payouts: Pick<ReviewedPayouts, 'settle'>;
  readonly queries: Pick<PaymentQueries, 'withReceipts' | 'find'>;
  readonly clock: Clock;
}

const BATCH = 200;

/** Compares the organisation portal's statement with what is stored, and books what is missing. */
export class StatementService {
  constructor(private readonly deps: StatementServiceDeps) {}

  /**
   * Reads the portal's transaction export (CSV) and books the completed payments by customers that are not stored, each
   * with its `payment.succeeded`. What is stored is compared and never overwritten; money that left is compared, settles the
   * payout in review that it can only be, and is never booked otherwise. A file may be imported any number of times, also while confirmations arrive, and is read piece by piece.
   *
   * @throws InvalidRequestError field `statement`: no statement, or no CSV from some line on; rows before that line have
   *   been worked on, and importing the mended file is safe
   * @throws InvalidRequestError field `account`: unknown, or the statement names another shortcode
   */
  async import(statement: StatementInput, request: StatementImportRequest = {}): Promise<StatementImport> {
    refuseNonObjects({ request });
    const account = await this.deps.accounts.get(request.account);
    const tally = new StatementTally();
    const span = request.findMissing ? new StatementSpan() : null;
    const rows = readStatement(statement, (shortcodes) => refuseForeign(account, shortcodes));
    for await (const batch of inBatches(rows)) {
      const read: StatementRow[] = [];
      for (const row of batch) {
        if ('skipped' in row) tally.skip(row.line, row.skipped);
        else read.push(row);
      }
      span?.add(read);
      await this.#work(account, read, tally);
    }
    await this.#settlePayouts(account.name, tally);
    const report = tally.report(account.name);
    if (span === null) return report;
    return { ...report, missingOnStatement: await span.missing(account.name, this.deps.queries) };
  }

  /** Once all rows are known: what fits exactly must be the only one in the file. Of a longer list not all are held. */
  async #settlePayouts(account: string, tally: StatementTally): Promise<void> {
    const left = tally.withdrawals;
    const settled = left.length < MOST_LISTED ? await this.deps.payouts.settle(account, left) : new Set();
    tally.settlePayouts((row) => settled.has(row));
  }

  async #work(account: ResolvedAccount, rows: readonly StatementRow[], tally: StatementTally): Promise<void> {
    const isMoney = (row: StatementRow): boolean => row.completed && isCustomerPayment(row);
    const money = rows.filter(isMoney);
    const at = this.deps.clock.now();
    const findings = await this.deps.money.book(money.map((row) => factFromStatement(row, account, at)));
    money.forEach((row, index) => {
      const finding = findings[index];
      if (finding !== undefined) tally.found(row, finding);
    });
    const others = rows.filter((row) => !isMoney(row));
    for (const direction of ['in', 'out'] as const) {
      const some = others.filter((row) => row.direction === direction);
      const receipts = [...new Set(some.map(({ receipt }) => receipt))];
      const stored = await this.deps.queries.withReceipts(direction, receipts);
      const byReceipt = new Map(stored.map((payment) => [payment.receipt, payment]));
      for (const row of some) judge(row, byReceipt.get(row.receipt), { account: account.name, tally });
    }
  }
}

/** A row that is never booked: failed, withdrawn, or money that no customer paid. */
function judge(
  row: StatementRow,
  payment: Payment | undefined,
  { account, tally }: { readonly account: string; readonly tally: StatementTally },
): void {
  const { line, receipt, direction, reason, status } = row;
  if (!row.completed && payment !== undefined) {
    const difference = { paymentId: payment.id, receipt, field: 'status', stored: payment.status } as const;
    return tally.found(row, { outcome: 'differs', difference: { ...difference, told: status } });
  }
  if (payment !== undefined) return tally.found(row, compare(payment, { ...row, account }));
  if (!row.completed) return tally.skip(line, `not completed: ${status}`);
  if (direction === 'out') return tally.unknownWithdrawal(row);
  return tally.skip(line, `no payment by a customer: ${reason}`);
}

/** The money of one account is not booked on another. */
function refuseForeign({ name, shortcode, till }: ResolvedAccount, told: readonly string[]): void {
  if (told.length === 0 || told.some((number) => number === shortcode || number === till)) return;
  const rule = `has the number ${till ?? shortcode}, but the statement is of ${told.join(', ')}`;
  throw new InvalidRequestError('account', name, rule);
}

async function* inBatches<T>(items: AsyncIterable<T>): AsyncGenerator<T[], void, void> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
