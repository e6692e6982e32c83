import type { AccountDirectory } from '../../options/account-directory.js';
import { toInvoiceBody } from '../../translation/bill-manager.js';
import type {
  BillManagerEnrolment,
  BillManagerOptIn,
  BillManagerRegistration,
} from './bill-manager-enrolment.js';
import type { BillManagerLine, BillManagerRow } from './bill-manager-line.js';
import type { StoredBillReceipt } from './bill-manager.store.js';
import type { BillReceiptRequest, BillReceipts } from './bill-receipts.js';
import { type Invoice, readInvoice, readInvoiceIds, readInvoices, readText } from './invoice-request.js';
import type { AskedBy } from '../questions/question-deps.js';
import { refuseNonObjects } from '../request-objects.js';

/** Bill Manager has done it. */
export interface BillManagerReply {
  /** Safaricom's own words. */
  readonly message: string | null;
}

export interface BillManagerServiceDeps {
  readonly accounts: AccountDirectory;
  readonly line: BillManagerLine;
  readonly enrolment: BillManagerEnrolment;
  readonly receipts: BillReceipts;
}

/**
 * Bills on customers' phones. All methods throw `InvalidRequestError` before anything is sent, `DarajaRejectedError`,
 * `DarajaUnavailableError` and `DarajaThrottledError`; nothing was done then.
 */
export class BillManagerService {
  constructor(private readonly deps: BillManagerServiceDeps) {}

  /**
   * Opts a shortcode in, once: Safaricom then takes its bills and pushes their payments to the module. What is needed for
   * later calls is kept.
   */
  async optIn(request: BillManagerOptIn): Promise<BillManagerRegistration> {
    refuseNonObjects({ request });
    return this.deps.enrolment.enrol(request, (rows) => rows.optIn);
  }

  /** Changes what was given when opting in. */
  async update(request: BillManagerOptIn): Promise<BillManagerRegistration> {
    refuseNonObjects({ request });
    return this.deps.enrolment.enrol(request, (rows) => rows.changeOptIn);
  }

  /** The opt-in of an account; null when it was not done through this module. */
  async registration(options: AskedBy = {}): Promise<BillManagerRegistration | null> {
    refuseNonObjects({ options });
    return this.deps.enrolment.registration(options);
  }

  /**
   * Sends one bill to a customer.
   *
   * @throws DarajaOutcomeUnknownError the customer may have it: it is not sent again by itself
   */
  async invoice(invoice: Invoice, options: AskedBy = {}): Promise<BillManagerReply> {
    refuseNonObjects({ options });
    const bill = readInvoice(invoice);
    return this.#send(options, (rows) => rows.invoice, toInvoiceBody(bill));
  }

  /**
   * Sends up to 1000 bills in one request, all or none.
   *
   * @throws DarajaOutcomeUnknownError the customers may have them: they are not sent again by themselves
   */
  async invoices(invoices: readonly Invoice[], options: AskedBy = {}): Promise<BillManagerReply> {
    refuseNonObjects({ options });
    const bills = readInvoices(invoices);
    return this.#send(options, (rows) => rows.invoices, bills.map(toInvoiceBody));
  }

  /** Replaces a bill by the one given, found by its id. */
  async changeInvoice(invoice: Invoice, options: AskedBy = {}): Promise<BillManagerReply> {
    refuseNonObjects({ options });
    const bill = readInvoice(invoice);
    return this.#send(options, (rows) => rows.changeInvoice, toInvoiceBody(bill));
  }

  /** Replaces up to 1000 bills. */
  async changeInvoices(invoices: readonly Invoice[], options: AskedBy = {}): Promise<BillManagerReply> {
    refuseNonObjects({ options });
    const bills = readInvoices(invoices);
    return this.#send(options, (rows) => rows.changeInvoices, bills.map(toInvoiceBody));
  }

  /** Takes a bill back. One that is paid, or paid in part, is refused with code `409`. */
  async cancel(id: string, options: AskedBy = {}): Promise<BillManagerReply> {
    refuseNonObjects({ options });
    const externalReference = readText('id', id);
    return this.#send(options, (rows) => rows.cancelInvoice, { externalReference });
  }

  /** Takes up to 1000 bills back. */
  async cancelMany(ids: readonly string[], options: AskedBy = {}): Promise<BillManagerReply> {
    refuseNonObjects({ options });
    const bodies = readInvoiceIds(ids).map((externalReference) => ({ externalReference }));
    return this.#send(options, (rows) => rows.cancelInvoices, bodies);
  }

  /**
   * Tells Bill Manager that a payment is booked; it sends the customer a receipt. Once for a payment and an invoice, however
   * often it is called: what was acknowledged is not sent again.
   *
   * @throws PaymentNotFoundError
   * @throws InvalidRequestError field `paymentId` when it is no money received, `phone` when M-Pesa did not tell the payer's
   * @throws DarajaOutcomeUnknownError this acknowledgement or an earlier one may have arrived: only `resend` sends another
   */
  async acknowledge(request: BillReceiptRequest): Promise<StoredBillReceipt> {
    refuseNonObjects({ request });
    return this.deps.receipts.acknowledge(request, async (name, body) => {
      await this.#send({ account: name }, (rows) => rows.receipt, body);
    });
  }

  async #send<Req>(
    options: AskedBy,
    row: BillManagerRow<Req>,
    body: NoInfer<Req>,
  ): Promise<BillManagerReply> {
    const account = await this.deps.accounts.get(options.account);
    const { message } = await this.deps.line.ask(account, row, body);
    return { message };
  }
}
