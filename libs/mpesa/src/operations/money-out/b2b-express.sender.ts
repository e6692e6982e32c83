import type { DarajaClient } from '../../daraja/daraja-client.js';
import type { DepartureRecord } from '../../daraja/exchange/departure-record.js';
import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import type { Payment } from '../../payments/payment.js';
import { toB2bExpressBody } from '../../translation/organisation-request.js';
import { appOf } from '../daraja-apps.js';
import type { PaymentSender } from '../payment-sender.js';

export interface B2bExpressSenderDeps {
  readonly client: Pick<DarajaClient, 'send'>;
  readonly accounts: Pick<AccountDirectory, 'get'>;
  readonly baseUrl: string;
  readonly callbackUrl: (paymentId: string, account: ResolvedAccount) => string;
}

/** Puts a stored request for a till to Daraja. Its acknowledgement names nothing: the id we chose is the only name. */
export class B2bExpressSender implements PaymentSender {
  constructor(private readonly deps: B2bExpressSenderDeps) {}

  async send(payment: Payment, departure: DepartureRecord) {
    const account = await this.deps.accounts.get(payment.account);
    const body = toB2bExpressBody(payment, this.deps.callbackUrl(payment.id, account));
    await this.deps.client.send(ENDPOINTS.b2bExpress, body, appOf(account, this.deps.baseUrl), departure);
    return { checkoutRequestId: null, merchantRequestId: null };
  }
}
