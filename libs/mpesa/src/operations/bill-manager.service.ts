import type { BillManagerAnswer, BillManagerOptInBody } from '../daraja/contracts/bill-manager.contract.js';
import type { Endpoint } from '../daraja/endpoint.js';
import { billManagerEndpoints } from '../daraja/endpoints/bill-manager.endpoints.js';
import { openToken, sealToken } from '../daraja/token-seal.js';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import type { ResolvedAccount } from '../options/resolved-options.js';
import { toInvoiceBody } from '../translation/bill-manager.js';
import { callbackUrlProblems } from '../values/callback-url.js';
import type { Clock } from '../values/clock.js';
import { localPhone } from '../values/phone-number.js';
import type { RandomSource } from '../values/random.js';
import { type BillReceiptRequest, type BillReceipts } from './bill-receipts.js';
import type { BillManagerStore, StoredBiller, StoredBillReceipt } from './bill-manager.store.js';
import { type Invoice, readInvoice, readInvoiceIds, readInvoices, readText } from './invoice-request.js';
import { readPhone, refuse } from './payment-request.js';
import { ask, type AskedBy, type QuestionDeps } from './question-deps.js';

export interface BillManagerOptIn extends AskedBy {
  /** Shown to customers. */
  readonly email: string;
  /** The business's phone, shown to customers; in any usual form. */
  readonly contactPhone: string;
  /** True: M-Pesa reminds customers 7, 3 and 1 days before a bill is due. Unless told, it does not. */
  readonly sendReminders?: boolean;
  /** A picture for the bills, as Safaricom wants it. */
  readonly logo?: string;
}

/** A shortcode that has opted in through this module. */
export interface BillManagerRegistration {
  readonly shortcode: string;
  readonly account: string;
  readonly email: string;
  /** Where payments are pushed. */
  readonly callbackUrl: string;
  /** Epoch ms. */
  readonly optedInAt: number;
  /** Epoch ms. */
  readonly updatedAt: number;
}

/** Bill Manager has done it. */
export interface BillManagerReply {
  /** Safaricom's own words. */
  readonly message: string | null;
}

export interface BillManagerServiceDeps extends QuestionDeps {
  readonly store: BillManagerStore;
  readonly receipts: BillReceipts;
  readonly callbackUrlFor: (account: ResolvedAccount) => string;
  /** Safaricom's production: its URL rules apply. */
  readonly production: boolean;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly onWarning: (message: string) => void;
}

type Rows = ReturnType<typeof billManagerEndpoints>;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

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
    return this.#enrol(request, (rows) => rows.optIn);
  }

  /** Changes what was given when opting in. */
  async update(request: BillManagerOptIn): Promise<BillManagerRegistration> {
    return this.#enrol(request, (rows) => rows.changeOptIn);
  }

  /** The opt-in of an account; null when it was not done through this module. */
  async registration(options: AskedBy = {}): Promise<BillManagerRegistration | null> {
    const { shortcode } = await this.deps.accounts.get(options.account);
    const biller = await this.deps.store.biller(shortcode);
    return biller === null ? null : shown(biller);
  }

  /**
   * Sends one bill to a customer.
   *
   * @throws DarajaOutcomeUnknownError the customer may have it: it is not sent again by itself
   */
  async invoice(invoice: Invoice, options: AskedBy = {}): Promise<BillManagerReply> {
    const bill = readInvoice(invoice);
    return this.#send(options, (rows) => rows.invoice, toInvoiceBody(bill));
  }

  /**
   * Sends up to 1000 bills in one request, all or none.
   *
   * @throws DarajaOutcomeUnknownError the customers may have them: they are not sent again by themselves
   */
  async invoices(invoices: readonly Invoice[], options: AskedBy = {}): Promise<BillManagerReply> {
    const bills = readInvoices(invoices);
    return this.#send(options, (rows) => rows.invoices, bills.map(toInvoiceBody));
  }

  /** Replaces a bill by the one given, found by its id. */
  async changeInvoice(invoice: Invoice, options: AskedBy = {}): Promise<BillManagerReply> {
    const bill = readInvoice(invoice);
    return this.#send(options, (rows) => rows.changeInvoice, toInvoiceBody(bill));
  }

  /** Replaces up to 1000 bills. */
  async changeInvoices(invoices: readonly Invoice[], options: AskedBy = {}): Promise<BillManagerReply> {
    const bills = readInvoices(invoices);
    return this.#send(options, (rows) => rows.changeInvoices, bills.map(toInvoiceBody));
  }

  /** Takes a bill back. One that is paid, or paid in part, is refused with code `409`. */
  async cancel(id: string, options: AskedBy = {}): Promise<BillManagerReply> {
    const externalReference = readText('id', id);
    return this.#send(options, (rows) => rows.cancelInvoice, { externalReference });
  }

  /** Takes up to 1000 bills back. */
  async cancelMany(ids: readonly string[], options: AskedBy = {}): Promise<BillManagerReply> {
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
  acknowledge(request: BillReceiptRequest): Promise<StoredBillReceipt> {
    return this.deps.receipts.acknowledge(request, async (name, body) => {
      await this.#send({ account: name }, (rows) => rows.receipt, body);
    });
  }

  async #enrol(
    request: BillManagerOptIn,
    row: (rows: Rows) => Endpoint<BillManagerOptInBody, BillManagerAnswer>,
  ): Promise<BillManagerRegistration> {
    const account = await this.deps.accounts.get(request.account);
    const callbackUrl = this.deps.callbackUrlFor(account);
    this.#checkUrl(callbackUrl);
    const body = toOptInBody(request, { shortcode: account.shortcode, callbackUrl });
    const known = await this.deps.store.biller(account.shortcode);
    const answer = await this.#ask(account, row, body);
    const now = this.deps.clock.now();
    const biller: StoredBiller = {
      shortcode: account.shortcode,
      account: account.name,
      sealedAppKey:
        answer.appKey === null ? (known?.sealedAppKey ?? null) : this.#seal(account, answer.appKey),
      email: request.email,
      callbackUrl,
      optedInAt: known?.optedInAt ?? now,
      updatedAt: now,
    };
    await this.deps.store.putBiller(biller);
    return shown(biller);
  }

  async #send<Req>(
    options: AskedBy,
    row: (rows: Rows) => Endpoint<Req, BillManagerAnswer>,
    body: NoInfer<Req>,
  ): Promise<BillManagerReply> {
    const account = await this.deps.accounts.get(options.account);
    const { message } = await this.#ask(account, row, body);
    return { message };
  }

  async #ask<Req>(
    account: ResolvedAccount,
    row: (rows: Rows) => Endpoint<Req, BillManagerAnswer>,
    body: NoInfer<Req>,
  ): Promise<BillManagerAnswer> {
    const { prefix, cancelBulk } = account.billManager;
    const appKey = await this.#appKey(account);
    const rows = billManagerEndpoints({ prefix, cancelBulk, ...(appKey === null ? {} : { appKey }) });
    return ask(this.deps, account, { endpoint: row(rows), body });
  }

  async #appKey(account: ResolvedAccount): Promise<string | null> {
    if (account.billManager.appKey !== null) return account.billManager.appKey;
    const sealed = (await this.deps.store.biller(account.shortcode))?.sealedAppKey ?? null;
    return sealed === null ? null : openToken(sealed, account.consumerSecret, contextOf(account));
  }

  #seal(account: ResolvedAccount, appKey: string): string {
    const at = { context: contextOf(account), random: this.deps.random };
    return sealToken(appKey, account.consumerSecret, at);
  }

  #checkUrl(url: string): void {
    for (const { severity, rule } of callbackUrlProblems(url, { production: this.deps.production })) {
      if (severity === 'error') throw new InvalidRequestError('callbackUrl', url, rule);
      this.deps.onWarning(`callbackUrl ${url} ${rule}`);
    }
  }
}

function toOptInBody(
  request: BillManagerOptIn,
  { shortcode, callbackUrl }: { shortcode: string; callbackUrl: string },
): BillManagerOptInBody {
  const { email, logo } = request;
  refuse('email', email, typeof email === 'string' && EMAIL.test(email) ? null : 'must be an e-mail address');
  return {
    shortcode,
    email,
    officialContact: localPhone(readPhone(request.contactPhone, 'contactPhone')),
    sendReminders: request.sendReminders === true ? '1' : '0',
    ...(logo === undefined ? {} : { logo }),
    callbackurl: callbackUrl,
  };
}

/** Sealed along with the key, so that it opens for no other shortcode. */
function contextOf({ shortcode }: ResolvedAccount): string {
  return `bill-manager ${shortcode}`;
}

/** Without the key. */
function shown(biller: StoredBiller): BillManagerRegistration {
  const { shortcode, account, email, callbackUrl, optedInAt, updatedAt } = biller;
  return { shortcode, account, email, callbackUrl, optedInAt, updatedAt };
}
