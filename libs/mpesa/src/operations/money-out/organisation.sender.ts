import type { Acknowledgement } from '../../daraja/contracts/acknowledgement.js';
import type { DarajaClient } from '../../daraja/daraja-client.js';
import type { DepartureRecord } from '../../daraja/exchange/departure-record.js';
import type { Endpoint } from '../../daraja/wire/endpoint.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import type { Payment } from '../../payments/payment.js';
import { namesFromAcknowledgement } from '../../translation/acknowledgement.js';
import type { SignedRequest } from '../../translation/organisation-request.js';
import { appOf } from '../daraja-apps.js';
import type { InitiatorCredentials } from '../operators/initiator-credentials.js';
import type { Operators } from '../operators/operators.js';
import type { PaymentSender } from '../payment-sender.js';

/** Where the answers to one payment are to go. */
export type AnswerUrls = Pick<SignedRequest, 'resultUrl' | 'timeoutUrl'>;

export interface OrganisationSenderDeps {
  readonly client: Pick<DarajaClient, 'send'>;
  readonly accounts: Pick<AccountDirectory, 'get'>;
  readonly credentials: Pick<InitiatorCredentials, 'named'>;
  readonly operators: Pick<Operators, 'assertUsable'>;
  readonly baseUrl: string;
}

/** A stored payment, signed, on its way to one of Daraja's products. */
export interface OrganisationRequest {
  readonly payment: Payment;
  readonly signed: SignedRequest;
  readonly account: ResolvedAccount;
  readonly departure: DepartureRecord;
  /** @throws the errors of `DarajaClient.send` */
  send<Req, Res>(endpoint: Endpoint<Req, Res>, body: NoInfer<Req>): Promise<Res>;
}

/** What differs from product to product. */
export interface OrganisationProduct {
  readonly urls: (paymentId: string, account: ResolvedAccount) => AnswerUrls;
  readonly put: (request: OrganisationRequest) => Promise<Acknowledgement>;
}

/** Puts a stored payment to Daraja in the name of the operator it remembers. */
export class OrganisationSender implements PaymentSender {
  constructor(
    private readonly deps: OrganisationSenderDeps,
    private readonly product: OrganisationProduct,
  ) {}

  async send(payment: Payment, departure: DepartureRecord) {
    const { accounts, client, baseUrl } = this.deps;
    const account = await accounts.get(payment.account);
    const signed = await this.#sign(payment, account);
    const app = appOf(account, baseUrl);
    const answer = await this.product.put({
      payment,
      signed,
      account,
      departure,
      send: (endpoint, body) => client.send(endpoint, body, app, departure),
    });
    return {
      checkoutRequestId: null,
      merchantRequestId: null,
      ...namesFromAcknowledgement(answer),
    };
  }

  async #sign(payment: Payment, account: ResolvedAccount): Promise<SignedRequest> {
    const { initiator } = payment;
    if (initiator === null) {
      throw new InvalidRequestError('account', account.name, `must have an initiator for ${payment.kind}`);
    }
    // Once more: a payment stored in a host's transaction is sent later than it was asked for.
    await this.deps.operators.assertUsable(account.name, initiator);
    const signed = await this.deps.credentials.named(account, initiator);
    return { ...signed, ...this.product.urls(payment.id, account) };
  }
}
