import type { DarajaClient } from '../../daraja/daraja-client.js';
import type { DepartureRecord } from '../../daraja/exchange/departure-record.js';
import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import type { Payment } from '../../payments/payment.js';
import { namesFromStkPush, toStkPushBody } from '../../translation/stk-push.js';
import type { Clock } from '../../values/clock.js';
import { appOf } from '../daraja-apps.js';
import type { PaymentSender } from '../payment-sender.js';

export interface StkPushSenderDeps {
  readonly client: Pick<DarajaClient, 'send'>;
  readonly accounts: AccountDirectory;
  readonly baseUrl: string;
  readonly callbackUrl: (paymentId: string, account: ResolvedAccount) => string;
  readonly clock: Clock;
}

/** Puts a stored push to Daraja. */
export class StkPushSender implements PaymentSender {
  constructor(private readonly deps: StkPushSenderDeps) {}

  async send(payment: Payment, departure: DepartureRecord) {
    const account = await this.deps.accounts.get(payment.account);
    if (payment.phone === null || account.passkey === null) {
      throw new InvalidRequestError('account', account.name, 'needs a passkey for STK push');
    }
    const body = toStkPushBody(
      { ...payment, phone: payment.phone },
      {
        passkey: account.passkey,
        at: this.deps.clock.now(),
        callbackUrl: this.deps.callbackUrl(payment.id, account),
      },
    );
    const app = appOf(account, this.deps.baseUrl);
    return namesFromStkPush(await this.deps.client.send(ENDPOINTS.stkPush, body, app, departure));
  }
}
