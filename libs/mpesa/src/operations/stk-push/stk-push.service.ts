import type { ResultExplanation } from '../../daraja/catalogue/explain-result.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { PaymentNotFoundError } from '../../errors/payment-not-found.error.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import { newPayment, type JsonObject, type Payment } from '../../payments/payment.js';
import type { PaymentPolicy } from '../../payments/payment-policy.js';
import type { PaymentQueries } from '../../payments/payment-ports.js';
import type { PaymentRecorder } from '../../payments/recording/payment-recorder.js';
import type { PushInquiry } from '../../reconciliation/push-inquiry.js';
import { factFromStkQuery, statusFromStkQuery } from '../../translation/stk-push.js';
import { descriptionProblem, referenceProblem } from '../../values/account-reference.js';
import type { Clock } from '../../values/clock.js';
import type { RandomSource } from '../../values/random.js';
import { appOf } from '../daraja-apps.js';
import { readId } from '../lookup-request.js';
import type { PaymentInitiator } from '../payment-initiator.js';
import {
  readAmount,
  readIdempotencyKey,
  readMetadata,
  readPhone,
  refuse,
  requestHash,
} from '../payment-request.js';
import type { OnBehalf, QuestionTurns } from '../question-turns.js';
import { uniqueReference } from '../unique-reference.js';
import { refuseNonObjects } from '../request-objects.js';

/** Asks a customer's phone to pay. Whole shillings. */
export interface StkPushRequest {
  /** The payer, in any Kenyan form: 0722 000 000, +254 110 000 000, … */
  readonly phone: string;
  /** Whole shillings, within the account's limits (default 1 to 250,000). */
  readonly amount: number;
  /** Shown in the prompt, 1 to 12 of `A-Z a-z 0-9 space . _ -`. Default: one that the module makes up. */
  readonly reference?: string;
  /** At most 13 of the same characters. */
  readonly description?: string;
  /** Yours; comes back with the payment and its events. */
  readonly metadata?: JsonObject;
  /** Names this attempt for ever: the same key never prompts twice. */
  readonly idempotencyKey?: string;
  /** Named account; default `default`. */
  readonly account?: string;
}

/** What goes with a call besides its request. */
export interface CallOptions {
  /**
   * The TypeORM `EntityManager` of your transaction, where the module shares your DataSource: the payment is stored with
   * your own rows, and sent after the commit.
   */
  readonly manager?: unknown;
}

/** How a push stands by Daraja's own word. */
export interface StkPushStatus {
  readonly payment: Payment;
  /** True while Daraja still waits for the payer. */
  readonly pending: boolean;
  readonly result: ResultExplanation;
}

export interface StkPushServiceDeps {
  readonly initiator: PaymentInitiator;
  readonly inquiry: PushInquiry;
  readonly turns: Pick<QuestionTurns, 'take'>;
  readonly recorder: PaymentRecorder;
  readonly queries: PaymentQueries;
  readonly accounts: AccountDirectory;
  readonly baseUrl: string;
  readonly policy: Pick<PaymentPolicy, 'promptMs' | 'sendLeaseMs'>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly newId: () => string;
}

/** M-Pesa Express: asks a customer's phone to pay. */
export class StkPushService {
  constructor(private readonly deps: StkPushServiceDeps) {}

  /**
   * Stores the payment, sends the prompt and returns the payment as `pending`. Success and failure arrive as events.
   *
   * @throws InvalidRequestError before anything is stored or sent
   * @throws PromptOpenError, UnfinishedPushesError the phone cannot take a prompt now; nothing was sent
   * @throws IdempotencyConflictError the key already names another request
   * @throws DarajaUnavailableError, DarajaThrottledError nothing was sent: the same call may be made again
   * @throws DarajaRejectedError Daraja said no
   * @throws DarajaOutcomeUnknownError the prompt may be on the phone: never send again, wait for the event
   * @throws StorageUnavailableError the database is down; nothing was sent
   */
  async request(request: StkPushRequest, options: CallOptions = {}): Promise<Payment> {
    refuseNonObjects({ request, options });
    return this.deps.initiator.initiate(await this.#prepare(request), options.manager);
  }

  /**
   * Asks Daraja now how a push stands, and records what it says.
   *
   * @throws PaymentNotFoundError
   * @throws InvalidRequestError field `paymentId` when it is no push, Daraja never acknowledged it, or its personal data was erased;
   *   field `askedBy`
   * @throws DarajaThrottledError not our turn yet, see `retryAt`
   */
  async query(paymentId: string, options: OnBehalf = {}): Promise<StkPushStatus> {
    const payment = await this.deps.queries.get(readId('paymentId', paymentId));
    if (payment === null) throw new PaymentNotFoundError(paymentId);
    const { checkoutRequestId } = payment;
    if (checkoutRequestId === null || payment.erasedAt !== null) {
      const rule = 'must be a push that Daraja has acknowledged and whose personal data is not erased';
      throw new InvalidRequestError('paymentId', paymentId, rule);
    }
    const account = await this.deps.accounts.get(payment.account);
    const asked = {
      app: appOf(account, this.deps.baseUrl),
      shortcode: account.shortcode,
      passkey: passkeyOf(account),
      checkoutRequestId,
    };
    const question = { product: 'stk-query', account: account.name, paymentId } as const;
    const ask = () => this.deps.inquiry.ask(asked);
    const answer = await this.deps.turns.take(question, options, ask);
    const fact = factFromStkQuery(payment.id, answer, this.deps.clock.now());
    if (fact !== null) await this.deps.recorder.record([fact]);
    return {
      payment: (await this.deps.queries.get(paymentId)) ?? payment,
      ...statusFromStkQuery(answer),
    };
  }

  async #prepare(request: StkPushRequest): Promise<Payment> {
    const account = await this.deps.accounts.get(request.account);
    passkeyOf(account);
    const phone = readPhone(request.phone);
    const amountCents = readAmount(request.amount, account.limits.stkPush);
    if (request.reference !== undefined)
      refuse('reference', request.reference, referenceProblem(request.reference));
    if (request.description !== undefined) {
      refuse('description', request.description, descriptionProblem(request.description));
    }
    const asked = {
      kind: 'stk-push',
      phone,
      amountCents,
      reference: request.reference,
      description: request.description,
      metadata: readMetadata(request.metadata),
    };
    const now = this.deps.clock.now();
    return newPayment({
      id: this.deps.newId(),
      kind: 'stk-push',
      direction: 'in',
      account: account.name,
      accountType: account.type,
      shortcode: account.shortcode,
      till: account.till,
      phone,
      amountCents,
      reference: request.reference?.trim() ?? uniqueReference(this.deps.random),
      description: request.description ?? null,
      metadata: asked.metadata,
      idempotencyKey: readIdempotencyKey(request.idempotencyKey),
      requestHash: requestHash(asked),
      createdAt: now,
      promptUntil: now + this.deps.policy.promptMs,
      nextCheckAt: now + this.deps.policy.sendLeaseMs,
    });
  }
}

function passkeyOf(account: ResolvedAccount): string {
  if (account.passkey === null) {
    throw new InvalidRequestError('account', account.name, 'must have a passkey for STK push');
  }
  return account.passkey;
}
