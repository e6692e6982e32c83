import type { DarajaClient } from '../../daraja/daraja-client.js';
import { DarajaRejectedError } from '../../errors/daraja-rejected.error.js';
import { InquiryRefusedError } from '../../errors/inquiry-refused.error.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import type { MoneyReceivedFact } from '../../payments/payment-fact.js';
import type { Payment } from '../../payments/payment.js';
import type { PaymentQueries } from '../../payments/payment-ports.js';
import { isOwnerInDoubt } from '../../payments/money/place-money.js';
import type { MissingMoney } from '../../reconciliation/missing-money.js';
import { PULL_MARGIN_MS, pullPages } from '../../reconciliation/pull-pages.js';
import { PULL_REACH_MS } from '../../values/pull-reach.js';
import { factFromPull } from '../../translation/pull.js';
import { factFromStatusReport } from '../../translation/status-money.js';
import type { Clock } from '../../values/clock.js';
import { MINUTE_MS } from '../../values/duration.js';
import { appOf } from '../daraja-apps.js';
import type { TransactionStatusService } from '../inquiries/transaction-status.service.js';
import type { OnBehalf, QuestionTurns } from '../question-turns.js';
import { refuseNonObjects } from '../request-objects.js';

/** A payment that a customer shows and the books lack. */
export interface MissingPaymentRequest extends OnBehalf {
  /** M-Pesa receipt, as the customer shows it. */
  readonly receipt: string;
  /** Named account that was paid; default `default`. */
  readonly account?: string;
  /** How long to wait for M-Pesa's status, ms; default 60000. */
  readonly timeoutMs?: number;
}

/**
 * `known`: it was stored all along. `booked`: it was missing, and is stored now. `waiting`: M-Pesa has it, but who tells the
 * account number may still do so, or it may belong to an open push; nothing is booked, ask again. `unknown`: M-Pesa knows no
 * such payment by a customer to this account. `review`: it may be the money of a push, and nobody can tell; it counts for
 * nothing until somebody resolves the payment.
 */
export type MissingPayment =
  | { readonly outcome: 'known' | 'booked' | 'review'; readonly payment: Payment }
  | { readonly outcome: 'waiting' | 'unknown' };

export interface MissingPaymentsDeps {
  readonly accounts: Pick<AccountDirectory, 'get' | 'receiver'>;
  readonly queries: Pick<PaymentQueries, 'withReceipts'>;
  readonly client: Pick<DarajaClient, 'send'>;
  readonly status: Pick<TransactionStatusService, 'query'>;
  readonly turns: Pick<QuestionTurns, 'take'>;
  readonly money: Pick<MissingMoney, 'book'>;
  readonly baseUrl: string;
  readonly clock: Clock;
}

/** As long as Pull may list late: after it, nobody is going to tell the account number. */
const PATIENCE_MS = 30 * MINUTE_MS;

/** Finds a payment that a customer has a receipt for and nobody told us of. */
export class MissingPaymentsService {
  constructor(private readonly deps: MissingPaymentsDeps) {}

  /**
   * Looks in the books, then in Pull, which alone tells the account number that was typed, then asks for the transaction's
   * status. What is found is booked once, with its `payment.succeeded`; without an account number (`reference: null`) only
   * when half an hour has passed.
   *
   * @throws InvalidRequestError fields `receipt`, `account` (also without an operator to ask for the status by), `timeoutMs`, `askedBy`
   * @throws DarajaUnavailableError, DarajaThrottledError, DarajaResponseError, DarajaRejectedError, OperatorLockedError
   * @throws InquiryRefusedError M-Pesa will not say @throws InquiryTimeoutError
   */
  async find(request: MissingPaymentRequest): Promise<MissingPayment> {
    refuseNonObjects({ request });
    const receipt = readReceipt(request.receipt);
    const known = await this.#stored(receipt);
    if (known !== null) return { outcome: isOwnerInDoubt(known) ? 'review' : 'known', payment: known };
    const account = await this.deps.accounts.get(request.account);
    // Pull and transaction status are asked in one turn. What is in the books has cost none.
    const turn = { product: 'transaction-status', account: account.name, paymentId: null } as const;
    return this.deps.turns.take(turn, request, () => this.#ask(account, request));
  }

  async #ask(account: ResolvedAccount, request: MissingPaymentRequest): Promise<MissingPayment> {
    const { receipt } = request;
    const pulled = await this.#pulled(account, receipt);
    if (pulled !== null) return this.#book(pulled);
    return this.#byStatus(account, request);
  }

  async #byStatus(
    account: ResolvedAccount,
    { receipt, timeoutMs }: MissingPaymentRequest,
  ): Promise<MissingPayment> {
    try {
      const report = await this.deps.status.query({ receipt, account: account.name, timeoutMs });
      const at = this.deps.clock.now();
      const fact = factFromStatusReport(report, account, { receipt, at });
      if ('refused' in fact) return { outcome: 'unknown' };
      return isForOthersToTell(fact, account) ? { outcome: 'waiting' } : await this.#book(fact);
    } catch (error) {
      const isUnknown =
        error instanceof InquiryRefusedError && error.explanation?.failure === 'original-unknown';
      if (isUnknown) return { outcome: 'unknown' };
      throw error;
    }
  }

  /** Null when Pull does not list it, or is not open to this account. */
  async #pulled(account: ResolvedAccount, receipt: string): Promise<MoneyReceivedFact | null> {
    const { shortcode } = account;
    // Pull tells what a store number received, not which of its tills.
    if ((await this.deps.accounts.receiver(shortcode, shortcode)) === 'ambiguous') return null;
    const now = this.deps.clock.now();
    const window = { from: now - PULL_REACH_MS + PULL_MARGIN_MS, to: now };
    const whose = { app: appOf(account, this.deps.baseUrl), shortcode };
    try {
      for await (const { transactions } of pullPages(this.deps.client, whose, window)) {
        const row = transactions.find(({ transactionId }) => transactionId === receipt);
        if (row === undefined) continue;
        const fact = factFromPull(row, account, now);
        return 'refused' in fact ? null : fact;
      }
      return null;
    } catch (error) {
      if (error instanceof DarajaRejectedError && !error.retryable) return null;
      throw error;
    }
  }

  async #book(fact: MoneyReceivedFact): Promise<MissingPayment> {
    const [finding] = await this.deps.money.book([fact]);
    const payment = await this.#stored(fact.receipt);
    if (payment === null) return { outcome: 'waiting' };
    const outcome =
      finding?.outcome === 'booked' || finding?.outcome === 'review' ? finding.outcome : 'known';
    return { outcome, payment };
  }

  async #stored(receipt: string): Promise<Payment | null> {
    const [payment = null] = await this.deps.queries.withReceipts('in', [receipt]);
    return payment;
  }
}

/**
 * Without a time it may be from any time before the question, and so the money of any push: the statement tells one. The account
 * number of a pay bill may come still.
 */
function isForOthersToTell({ completedAt, at }: MoneyReceivedFact, { type }: ResolvedAccount): boolean {
  return completedAt === null || (type === 'paybill' && at - completedAt < PATIENCE_MS);
}

function readReceipt(receipt: unknown): string {
  if (typeof receipt === 'string' && /^[A-Z0-9]{10}$/.test(receipt)) return receipt;
  throw new InvalidRequestError(
    'receipt',
    receipt,
    'must be the ten letters and digits of an M-Pesa receipt',
  );
}
