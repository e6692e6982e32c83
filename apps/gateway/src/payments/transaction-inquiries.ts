import { Injectable } from '@nestjs/common';
import {
  InvalidRequestError,
  PaymentsService,
  TransactionStatusService,
  type StatusReceived,
} from 'nestjs-mpesa';
import type { Caller } from '../auth/caller.js';
import { Refusal } from '../errors/refusal.js';
import { ClientPayments } from './client-payments.js';

/** Exactly one of them. */
export interface WhichTransaction {
  readonly paymentId?: string;
  /** M-Pesa receipt. */
  readonly receipt?: string;
}

/** Shorter than what stands between us and most callers is willing to wait. */
const TIMEOUT_MS = 30_000;

/** Asks M-Pesa how a client's transaction stands. */
@Injectable()
export class TransactionInquiries {
  constructor(
    private readonly clientPayments: ClientPayments,
    private readonly payments: PaymentsService,
    private readonly statuses: TransactionStatusService,
  ) {}

  /**
   * Only of the client's own payments: M-Pesa tells no account number, so of a transaction that is not in the books it cannot be
   * known whose it is, and the shortcode's other clients are nobody's business.
   *
   * @throws InvalidRequestError field `receipt` @throws Refusal `payment-not-found`, also for another's
   * @throws DarajaThrottledError not this client's turn @throws what `TransactionStatusService.query` throws
   */
  async ask({ clientId }: Caller, which: WhichTransaction): Promise<StatusReceived> {
    const paymentId = await this.#ownPayment(clientId, which);
    return this.statuses.query({ paymentId, timeoutMs: TIMEOUT_MS, askedBy: clientId });
  }

  async #ownPayment(clientId: string, { paymentId, receipt }: WhichTransaction): Promise<string> {
    if ((paymentId === undefined) === (receipt === undefined)) {
      throw new InvalidRequestError('receipt', receipt, 'must be given, or paymentId, and only one of them');
    }
    if (paymentId !== undefined) return (await this.clientPayments.get(clientId, paymentId)).id;
    const { items } = await this.payments.find({ receipt }, { limit: 2 });
    for (const { id } of items) if (await this.clientPayments.owns(clientId, id)) return id;
    throw new Refusal('payment-not-found', `there is no payment with the receipt ${receipt}`);
  }
}
