import { IllegalTransitionError } from '../errors/illegal-transition.error.js';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { PaymentNotFoundError } from '../errors/payment-not-found.error.js';
import { SettlementTimeoutError } from '../errors/settlement-timeout.error.js';
import type { Payment } from '../payments/payment.js';
import { isDoubt } from '../payments/money/place-money.js';
import type { Page, PageRequest, PaymentFilter, PaymentQueries } from '../payments/payment-ports.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import type { PaymentRecorder } from '../payments/recording/payment-recorder.js';
import type { RecordOutcome } from '../payments/record-outcome.js';
import { isSettled } from '../payments/payment-status.js';
import { questionProductOf } from '../payments/question-product.js';
import type { PaymentInquiries } from '../reconciliation/payment-inquiry.js';
import type { Clock } from '../values/clock.js';
import { readFilter, readId } from './lookup-request.js';
import { readPage } from './page-request.js';
import { readChoice, refuse } from './payment-request.js';
import type { OnBehalf, QuestionTurns } from './question-turns.js';
import type { SettlementWaiters } from './settlement-waiters.js';
import { refuseNonObjects } from './request-objects.js';

/** What a person decides about a payment in review. */
export interface Resolution {
  /** `not-sent`: only what was held back after a restore and is proven unpaid; its key sends it then. */
  readonly as: 'succeeded' | 'failed' | 'not-sent';
  /** M-Pesa receipt that proves the success; required with `as: 'succeeded'`, unless `belongsTo` names the push whose money it is. */
  readonly receipt?: string;
  /** Of money by hand: id of the push that it was; null says that it is a payment of its own, whatever push it fits. */
  readonly belongsTo?: string | null;
  /** Who decided. */
  readonly by: string;
  readonly reason: string;
}

export interface PaymentsServiceDeps {
  readonly queries: PaymentQueries;
  readonly recorder: PaymentRecorder;
  readonly waiters: SettlementWaiters;
  readonly inquiries: Partial<PaymentInquiries>;
  readonly turns: Pick<QuestionTurns, 'take'>;
  readonly policy: Pick<PaymentPolicy, 'erasedCheckouts' | 'erasedReferences'>;
  readonly clock: Clock;
}

/** Reads payments, waits for them, asks about them, and takes a person's word on those in review. */
export class PaymentsService {
  constructor(private readonly deps: PaymentsServiceDeps) {}

  /** @throws PaymentNotFoundError */
  async get(id: string): Promise<Payment> {
    const payment = await this.deps.queries.get(readId('paymentId', id));
    if (payment === null) throw new PaymentNotFoundError(id);
    return payment;
  }

  /**
   * Newest first, by any of the filter's fields: reference, receipt, checkoutRequestId, status, …
   *
   * @throws InvalidRequestError the field of the filter that has a value of another type; `limit`, `cursor`
   */
  async find(filter: PaymentFilter = {}, page: PageRequest = {}): Promise<Page<Payment>> {
    const { checkoutRequestId, reference, ...others } = readFilter(filter);
    const { erasedCheckouts, erasedReferences } = this.deps.policy;
    const found = {
      ...others,
      checkoutRequestId: erasedToo(checkoutRequestId, erasedCheckouts),
      reference: erasedToo(reference, erasedReferences),
    };
    return this.deps.queries.find(found, readPage(page));
  }

  /**
   * Waits until the payment is succeeded, failed, reversed or in review.
   *
   * @param options.timeoutMs default 120000
   * @throws PaymentNotFoundError
   * @throws InvalidRequestError field `timeoutMs`
   * @throws SettlementTimeoutError when it is still open then; the payment goes on
   */
  async settled(id: string, options: { timeoutMs?: number } = {}): Promise<Payment> {
    refuseNonObjects({ options });
    const timeoutMs = readTimeout(options.timeoutMs ?? 120_000);
    const seen = await this.deps.waiters.wait(id, timeoutMs, async () => {
      const payment = await this.get(id);
      return isSettled(payment.status) ? payment : null;
    });
    if (seen === null) throw new SettlementTimeoutError(id, timeoutMs);
    return seen;
  }

  /**
   * Asks Daraja now, and records what it says. Only a push is answered at once: of every other kind the payment comes back as
   * it stands, and the answer changes it when it arrives.
   *
   * @throws PaymentNotFoundError
   * @throws InvalidRequestError field `paymentId` when there is nothing to ask by, field `askedBy`
   * @throws DarajaThrottledError not our turn yet, see `retryAt`
   */
  async recheck(id: string, options: OnBehalf = {}): Promise<Payment> {
    const payment = await this.get(id);
    const question = { product: questionProductOf(payment), account: payment.account, paymentId: id };
    const answer = await this.deps.turns.take(question, options, async () => {
      return (await this.deps.inquiries[payment.kind]?.ask(payment)) ?? 'nothing-to-ask-by';
    });
    if (answer === 'nothing-to-ask-by') {
      throw new InvalidRequestError('paymentId', id, 'must be a payment that Daraja knows by a name');
    }
    if (typeof answer === 'object') await this.deps.recorder.record([answer.fact]);
    return this.get(id);
  }

  /**
   * Settles a payment that lies in review, on a person's word. Money by hand becomes a payment of its own, or with `belongsTo` that of
   * the push, which is settled by it. Where it may be a push's and its `reviewReason` does not say so, the word without `belongsTo`
   * is refused, and the pushes are named.
   *
   * @throws IllegalTransitionError when it is not in review
   * @throws InvalidRequestError field `as`, `receipt`, `belongsTo`, `by` or `reason`; a receipt that another payment has is refused
   *   by its name
   * @throws StorageLockedError when somebody keeps the payment locked for longer than about five seconds
   */
  async resolve(id: string, resolution: Resolution): Promise<Payment> {
    refuseNonObjects({ resolution });
    const { receipt, by, reason } = resolution;
    const as = readChoice('as', resolution.as, ['succeeded', 'failed', 'not-sent']);
    const owner = readOwner(resolution);
    if (as === 'succeeded' && owner.belongsTo == null && !/^[A-Z0-9]{10}$/.test(receipt ?? '')) {
      throw new InvalidRequestError(
        'receipt',
        receipt,
        'must be the ten letters and digits of an M-Pesa receipt',
      );
    }
    refuse('by', by, isSaid(by) ? null : 'must name who decided');
    refuse('reason', reason, isSaid(reason) ? null : 'must say why');
    const payment = await this.get(id);
    const at = this.deps.clock.now();
    const word = { paymentId: id, at, as, receipt: receipt ?? null, by, reason };
    const [outcome] = await this.deps.recorder.record([{ type: 'resolved', ...word, ...owner }]);
    if (outcome?.result === 'ignored' && outcome.reason === 'receipt-taken')
      await this.#refuseTaken(payment, receipt);
    refuseOther(outcome, resolution);
    if (outcome?.result !== 'applied') throw new IllegalTransitionError(id, payment.status, as);
    return this.get(id);
  }

  /** @throws InvalidRequestError naming the payment that has the receipt */
  async #refuseTaken({ direction }: Payment, receipt = ''): Promise<never> {
    const [owner] = await this.deps.queries.withReceipts(direction, [receipt]);
    throw new InvalidRequestError('receipt', receipt, `must be its own: payment ${owner?.id} has it`);
  }
}

/** Null is a word as well: it is a payment of its own. */
function readOwner({ as, belongsTo }: Resolution): Pick<Resolution, 'belongsTo'> {
  if (belongsTo === undefined) return {};
  refuse('belongsTo', belongsTo, as === 'succeeded' ? null : "needs as: 'succeeded'");
  return { belongsTo: belongsTo === null ? null : readId('belongsTo', belongsTo) };
}

/** What the books know speaks against the word. */
function refuseOther(outcome: RecordOutcome | undefined, { receipt, belongsTo }: Resolution): void {
  if (outcome?.result !== 'ignored') return;
  if (outcome.reason === 'belongs-to-another')
    throw new InvalidRequestError(
      'belongsTo',
      belongsTo,
      'must be a push of the same account and amount whose receipt nobody knows',
    );
  if (isDoubt(outcome.reason)) {
    const rule = `must say whose money it is (${outcome.reason}); null says that it is its own`;
    throw new InvalidRequestError('belongsTo', belongsTo, rule);
  }
  if (outcome.reason === 'amount-differs')
    throw new InvalidRequestError('receipt', receipt, 'must be of this amount: M-Pesa tells another of it');
  if (outcome.reason === 'receipt-differs')
    throw new InvalidRequestError('receipt', receipt, 'must be the receipt of this very money');
}

/** NaN would be waited for without end and without a pause. */
function readTimeout(timeoutMs: number): number {
  if (typeof timeoutMs === 'number' && timeoutMs >= 0) return timeoutMs;
  throw new InvalidRequestError('timeoutMs', timeoutMs, 'must be milliseconds, 0 or more');
}

function isSaid(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== '';
}

/** What a number was erased from is found by it all the same. */
function erasedToo(
  told: string | readonly string[] | undefined,
  formsOf: (one: string) => readonly string[],
): readonly string[] | undefined {
  return told === undefined ? undefined : [told].flat().flatMap((one) => [one, ...formsOf(one)]);
}
