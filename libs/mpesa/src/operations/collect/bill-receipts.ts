import type { BillManagerReceiptBody } from '../../daraja/contracts/bill-manager.contract.js';
import { DarajaOutcomeUnknownError } from '../../errors/daraja-outcome-unknown.error.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { MpesaError } from '../../errors/mpesa.error.js';
import { PaymentNotFoundError } from '../../errors/payment-not-found.error.js';
import type { Payment } from '../../payments/payment.js';
import type { PaymentQueries } from '../../payments/payment-ports.js';
import { toReceiptBody } from '../../translation/bill-manager.js';
import type { Clock } from '../../values/clock.js';
import type { BillManagerStore, BillReceiptKey, StoredBillReceipt } from './bill-manager.store.js';
import { readText } from './invoice-request.js';
import { readId } from '../lookup-request.js';
import { readPhone } from '../payment-request.js';
import { isKeyed } from '../../values/keyed-digests.js';

/** Which payment is acknowledged, for which bill. */
export interface BillReceiptRequest {
  /** Whose money was received. */
  readonly paymentId: string;
  /** The `id` of the invoice it pays. */
  readonly invoiceId: string;
  readonly customerName: string;
  /** What was paid for, as the invoice says. */
  readonly title: string;
  /** Where the receipt goes; the payer's own phone unless told. */
  readonly phone?: string;
  /** True sends again what was sent and not answered: the customer may get two receipts. */
  readonly resend?: boolean;
}

interface BillReceiptsDeps {
  readonly store: BillManagerStore;
  readonly queries: Pick<PaymentQueries, 'get'>;
  readonly clock: Clock;
}

type Received = Payment & { readonly receipt: string; readonly reference: string };

/** Acknowledges payments to Bill Manager, each once: a row is written before the request leaves, and stays unless it said no. */
export class BillReceipts {
  constructor(private readonly deps: BillReceiptsDeps) {}

  async acknowledge(
    request: BillReceiptRequest,
    send: (account: string, body: BillManagerReceiptBody) => Promise<void>,
  ): Promise<StoredBillReceipt> {
    const { store, clock } = this.deps;
    const payment = await this.#received(request.paymentId);
    const body = toReceiptBody(payment, readDetails(request, payment));
    const key = { paymentId: payment.id, invoiceId: request.invoiceId };
    const sentAt = clock.now();
    if (!(await store.claimReceipt(key, sentAt))) {
      const earlier = await store.receipt(key);
      if (earlier?.acknowledgedAt) return earlier;
      if (request.resend !== true) throw unanswered(key);
    }
    await this.#send(key, () => send(payment.account, body));
    const acknowledgedAt = clock.now();
    await store.acknowledged(key, acknowledgedAt).catch((cause: unknown) => {
      throw unstored(key, cause);
    });
    return { ...key, sentAt, acknowledgedAt };
  }

  async #send(key: BillReceiptKey, send: () => Promise<void>): Promise<void> {
    try {
      await send();
    } catch (error) {
      if (error instanceof DarajaOutcomeUnknownError) throw error.forPayment(key.paymentId);
      if (error instanceof MpesaError) await this.deps.store.releaseReceipt(key);
      throw error;
    }
  }

  async #received(paymentId: string): Promise<Received> {
    const payment = await this.deps.queries.get(readId('paymentId', paymentId));
    if (payment === null) throw new PaymentNotFoundError(paymentId);
    const refuse = (rule: string): InvalidRequestError =>
      new InvalidRequestError('paymentId', paymentId, rule);
    const { receipt, reference } = payment;
    if (payment.direction !== 'in' || payment.status !== 'succeeded')
      throw refuse('must be money that was received');
    if (receipt === null) throw refuse('must have a receipt, which a status query does not tell');
    if (reference === null) throw refuse('must have been paid to an account number');
    if (isKeyed(reference)) throw refuse('must not be one whose account number was erased');
    return { ...payment, receipt, reference };
  }
}

function readDetails(request: BillReceiptRequest, payment: Payment) {
  return {
    invoiceId: readText('invoiceId', request.invoiceId),
    customerName: readText('customerName', request.customerName),
    title: readText('title', request.title),
    phone: readPhone(request.phone ?? payment.phone),
  };
}

function unanswered({ paymentId, invoiceId }: BillReceiptKey): DarajaOutcomeUnknownError {
  const reason = `an earlier acknowledgement for invoice ${invoiceId} was sent and not answered`;
  return new DarajaOutcomeUnknownError({ product: 'bill-manager', reason, paymentId });
}

/** The customer has it by then: what could not be stored must not look as if it might be sent again. */
function unstored({ paymentId, invoiceId }: BillReceiptKey, cause: unknown): DarajaOutcomeUnknownError {
  const reason = `Safaricom took the acknowledgement for invoice ${invoiceId}, and that could not be stored: ${String(cause)}`;
  return new DarajaOutcomeUnknownError({ product: 'bill-manager', reason, paymentId, cause });
}
