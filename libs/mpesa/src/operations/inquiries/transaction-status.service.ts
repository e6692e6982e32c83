import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import type { IdentifierType } from '../../daraja/wire/identifier-types.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { PaymentNotFoundError } from '../../errors/payment-not-found.error.js';
import { claimedReceipt } from '../../payments/claim.js';
import type { Payment } from '../../payments/payment.js';
import type { StatusReceived } from '../../payments/payment-events.js';
import type { PaymentQueries } from '../../payments/payment-ports.js';
import { toTransactionStatusBody } from '../../translation/transaction-status.js';
import { readId } from '../lookup-request.js';
import { identifierTypeOf, readIdentifierType } from '../operators/identifier-type.js';
import { operatorFor } from '../operators/initiator-credentials.js';
import { readOccasion, readRemarks } from '../operators/operator-texts.js';
import type { OnBehalf, QuestionTurns } from '../question-turns.js';
import type { InquiryService } from './inquiry.service.js';
import { refuseNonObjects } from '../request-objects.js';

/** Exactly one of `receipt`, `originatorConversationId` and `paymentId` says which transaction is meant. */
export interface TransactionStatusRequest extends OnBehalf {
  /** M-Pesa receipt. */
  readonly receipt?: string;
  /** Of the request that asked for the transaction, at most 50 characters. */
  readonly originatorConversationId?: string;
  /** A payment of this module; asked about by its operator, and changed by what the answer says. */
  readonly paymentId?: string;
  /** Named account; default that of the payment, or `default`. */
  readonly account?: string;
  /** How long to wait for the answer, ms; default 60000. */
  readonly timeoutMs?: number;
  /** 2 to 100 characters. Default `Status`. */
  readonly remarks?: string;
  /** 1 to 100 characters. With one of yours, an answer settles the payment only where it tells the names of its request. */
  readonly occasion?: string;
  /** Name of one of the account's operators; default that of the payment, or the one for status. */
  readonly initiator?: string;
  /** What kind of party the shortcode is; default by the account's type. */
  readonly identifierType?: IdentifierType;
}

interface Named {
  readonly payment: Payment | null;
  readonly receipt: string | null;
  readonly originatorConversationId: string | null;
}

const LONGEST_NAME = 50;

/** How one transaction stands, by M-Pesa's own word. */
export class TransactionStatusService {
  constructor(
    private readonly inquiries: InquiryService,
    private readonly queries: Pick<PaymentQueries, 'get' | 'find'>,
    private readonly turns: Pick<QuestionTurns, 'take'>,
    private readonly wordFor: (paymentId: string) => string,
  ) {}

  /**
   * Asks and waits. The answer is also told by the event `status.received`, and by that alone when it comes too late for the
   * call. An answer about a payment of this module settles it, if it can.
   *
   * @throws PaymentNotFoundError
   * @throws InvalidRequestError before anything is asked
   * @throws OperatorLockedError, DarajaThrottledError, DarajaUnavailableError, DarajaRejectedError nothing was asked
   * @throws DarajaResponseError it may have been asked; ask again, its answer would not be believed
   * @throws InquiryRefusedError M-Pesa knows no such transaction, or will not say
   * @throws InquiryTimeoutError
   */
  async query(request: TransactionStatusRequest): Promise<StatusReceived> {
    refuseNonObjects({ request });
    const { payment, receipt, originatorConversationId } = await this.#named(request);
    const account = await this.inquiries.account(request.account ?? payment?.account);
    const initiator = operatorFor(account, 'status', request.initiator ?? payment?.initiator ?? undefined);
    const question = {
      receipt,
      originatorConversationId,
      shortcode: account.shortcode,
      identifierType: readIdentifierType(
        'identifierType',
        request.identifierType ?? identifierTypeOf(account),
      ),
      remarks: readRemarks(request.remarks, 'Status'),
      // An answer that brings back our own word is believed about the payment.
      occasion: readOccasion(request.occasion) ?? (payment === null ? null : this.wordFor(payment.id)),
    };
    const paymentId = payment?.id ?? null;
    const turn = { product: 'transaction-status', account: account.name, paymentId } as const;
    const { answer } = await this.turns.take(turn, request, () =>
      this.inquiries.ask({
        kind: 'status',
        account,
        initiator,
        paymentId,
        endpoint: ENDPOINTS.transactionStatus,
        body: (signed) => toTransactionStatusBody({ ...signed, ...question }),
        timeoutMs: request.timeoutMs,
      }),
    );
    return answer as unknown as StatusReceived;
  }

  async #named({
    receipt,
    originatorConversationId,
    paymentId,
    account,
  }: TransactionStatusRequest): Promise<Named> {
    const own = account === undefined ? {} : { account: readId('account', account) };
    const given = [receipt, originatorConversationId, paymentId].filter((one) => one !== undefined);
    if (given.length !== 1) {
      const rule = 'must be given, or originatorConversationId, or paymentId, and only one of them';
      throw new InvalidRequestError('receipt', receipt, rule);
    }
    if (paymentId !== undefined) return this.#byPayment(readId('paymentId', paymentId));
    if (receipt !== undefined) {
      const [payment = null] = (await this.queries.find({ ...own, receipt: readReceipt(receipt) }, ONE))
        .items;
      return { payment, receipt, originatorConversationId: null };
    }
    const name = readName(originatorConversationId);
    const [payment = null] = (await this.queries.find({ ...own, originatorConversationId: name }, ONE)).items;
    return { payment, receipt: null, originatorConversationId: name };
  }

  async #byPayment(id: string): Promise<Named> {
    const payment = await this.queries.get(id);
    if (payment === null) throw new PaymentNotFoundError(id);
    const receipt = payment.receipt ?? claimedReceipt(payment);
    // The name of a prompt to a till is between us and the prompt: transaction status does not know it.
    const named = receipt === null && payment.kind !== 'b2b-express';
    const originatorConversationId = named ? payment.originatorConversationId : null;
    if (receipt === null && originatorConversationId === null) {
      throw new InvalidRequestError('paymentId', id, 'must have a receipt or a name that M-Pesa knows it by');
    }
    return { payment, receipt, originatorConversationId };
  }
}

const ONE = { limit: 1, cursor: null };

function readReceipt(receipt: unknown): string {
  if (typeof receipt === 'string' && /^[A-Z0-9]{10}$/.test(receipt)) return receipt;
  throw new InvalidRequestError(
    'receipt',
    receipt,
    'must be the ten letters and digits of an M-Pesa receipt',
  );
}

function readName(name: unknown): string {
  if (typeof name === 'string' && name.trim() !== '' && name.length <= LONGEST_NAME) return name;
  throw new InvalidRequestError('originatorConversationId', name, `must be 1 to ${LONGEST_NAME} characters`);
}
