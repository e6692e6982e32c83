import type { BundleOffer } from '../../daraja/contracts/data-bundles.contract.js';
import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { formatCents } from '../../values/money.js';
import { readPhone, refuse } from '../payment-request.js';
import { ask, type AskedBy, type QuestionDeps } from '../questions/question-deps.js';
import { refuseNonObjects } from '../request-objects.js';

/** A bundle that a number may buy, as Safaricom offers it; what it does not tell is null. */
export interface DataBundle {
  readonly id: string;
  readonly name: string | null;
  readonly priceCents: number | null;
  readonly megabytes: string | null;
  /** In Safaricom's own words. */
  readonly validity: string | null;
  /** Goes into a purchase as it is. */
  readonly resourceAccount: string | null;
}

/** A data bundle, for whom, and how it is paid for. */
export interface DataBundlePurchase extends AskedBy {
  /** Who gets the bundle and pays for it, in any usual form. */
  readonly phone: string;
  /** One of `offers()`, for that phone. */
  readonly bundle: DataBundle;
  readonly payBy: 'airtime' | 'm-pesa';
  /** Yours, unique, 1 to 64 characters: `status` asks by it, also when the purchase was not answered. */
  readonly id: string;
}

/** Daraja has taken the purchase. Ask `status` for how it ended. */
export interface DataBundleReceipt {
  readonly id: string;
  /** Safaricom's own words, written to be shown to the customer. */
  readonly customerMessage: string | null;
  readonly requestId: string | null;
}

/** How a purchase stands, in Safaricom's words. */
export interface DataBundleStatus {
  readonly id: string;
  readonly message: string | null;
  readonly responseId: string | null;
}

const ID = /^[\w.-]{1,64}$/;

/** Mobile data for customers' phones, paid by the customers. No money passes through your shortcode. */
export class DataBundlesService {
  constructor(private readonly deps: QuestionDeps) {}

  /**
   * What a number may buy.
   *
   * @throws InvalidRequestError fields `phone`, `account`
   * @throws DarajaRejectedError, DarajaUnavailableError, DarajaThrottledError, DarajaResponseError
   */
  async offers(request: AskedBy & { readonly phone: string }): Promise<DataBundle[]> {
    refuseNonObjects({ request });
    const msisdn = readPhone(request.phone);
    const account = await this.deps.accounts.get(request.account);
    const { offers } = await ask(this.deps, account, { endpoint: ENDPOINTS.bundleOffers, body: { msisdn } });
    return offers.map(toBundle);
  }

  /**
   * Buys a bundle.
   *
   * @throws InvalidRequestError fields `phone`, `bundle`, `payBy`, `id`, `account`
   * @throws DarajaRejectedError, DarajaUnavailableError, DarajaThrottledError nothing was bought
   * @throws DarajaOutcomeUnknownError it may have been bought: never sent again, ask `status`
   */
  async purchase(request: DataBundlePurchase): Promise<DataBundleReceipt> {
    refuseNonObjects({ request });
    const { id, payBy, bundle } = request;
    const account = await this.deps.accounts.get(request.account);
    refuse('id', id, idProblem(id));
    refuse('payBy', payBy, payBy === 'airtime' || payBy === 'm-pesa' ? null : 'must be airtime or m-pesa');
    const answer = await ask(this.deps, account, {
      endpoint: ENDPOINTS.bundlePurchase,
      body: {
        msisdn: readPhone(request.phone),
        paymentMode: payBy,
        transactionId: id,
        ...readBundle(bundle),
      },
    });
    return { id, customerMessage: answer.customerMessage, requestId: answer.requestRefId };
  }

  /**
   * That a purchase went through.
   *
   * @throws InvalidRequestError fields `id`, `account`
   * @throws DarajaRejectedError it was not bought, or not yet
   * @throws DarajaUnavailableError, DarajaThrottledError, DarajaResponseError
   */
  async status(request: AskedBy & { readonly id: string }): Promise<DataBundleStatus> {
    refuseNonObjects({ request });
    const { id } = request;
    refuse('id', id, idProblem(id));
    const account = await this.deps.accounts.get(request.account);
    const answer = await ask(this.deps, account, { endpoint: ENDPOINTS.bundleStatus, body: { id } });
    return { id, message: answer.responseDesc, responseId: answer.responseId };
  }
}

function toBundle(offer: BundleOffer): DataBundle {
  return {
    id: offer.offeringId,
    name: offer.offerName,
    priceCents: offer.priceCents,
    megabytes: offer.resourceValue,
    validity: offer.offerValidity,
    resourceAccount: offer.resourceAccId,
  };
}

/** What the purchase repeats of the offer. An offer that lacks any of it cannot be bought. */
function readBundle(bundle: DataBundle) {
  const { id, priceCents, megabytes, validity, resourceAccount } = Object(bundle) as Partial<DataBundle>;
  if (
    !isText(id) ||
    !isPrice(priceCents) ||
    !isText(megabytes) ||
    !isText(validity) ||
    !isText(resourceAccount)
  ) {
    throw new InvalidRequestError(
      'bundle',
      bundle,
      'must have an id, a price, an amount, a validity and an account',
    );
  }
  return {
    offeringId: id,
    accountId: resourceAccount,
    price: formatCents(priceCents).replace(/\.00$/, ''),
    resourceAmount: megabytes,
    validity,
  };
}

function idProblem(id: unknown): string | null {
  return typeof id === 'string' && ID.test(id) ? null : 'must be 1 to 64 of A-Z a-z 0-9 _ . -';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isPrice(cents: unknown): cents is number {
  return Number.isSafeInteger(cents) && Number(cents) >= 0;
}
