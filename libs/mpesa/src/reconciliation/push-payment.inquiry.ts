import type { DarajaApp } from '../daraja/exchange/daraja-app.js';
import type { Payment, PaymentClaim } from '../payments/payment.js';
import { factFromStkQuery } from '../translation/stk-push.js';
import type { Clock } from '../values/clock.js';
import type { InquiryAnswer, PaymentInquiry } from './payment-inquiry.js';
import type { PushInquiry } from './push-inquiry.js';

/** What an account needs so that its pushes can be asked about. */
export interface PushAccount {
  readonly app: DarajaApp;
  readonly shortcode: string;
  readonly passkey: string | null;
}

export interface PushPaymentInquiryDeps {
  readonly inquiry: Pick<PushInquiry, 'ask'>;
  /** Null for an account that nobody knows any more. */
  readonly accountOf: (name: string) => Promise<PushAccount | null>;
  /** Whether a CheckoutRequestID is that of a payment whose personal data was erased, which no index tells any more. */
  readonly isErased: (checkoutRequestId: string) => Promise<boolean>;
  readonly clock: Clock;
}

/** Today's names are a time of 17 digits and the last nine of the phone that was asked. Older ones told no phone. */
const NAME_WITH_PHONE = /^ws_CO_\d{17}(\d{9})$/;

/** Asks about a push by its checkout request id. Without acknowledgement there is none but what a callback has told. */
export class PushPaymentInquiry implements PaymentInquiry {
  constructor(private readonly deps: PushPaymentInquiryDeps) {}

  async ask({ id, account: name, claim, ...push }: Payment): Promise<InquiryAnswer> {
    const account = await this.deps.accountOf(name);
    const checkoutRequestId = push.checkoutRequestId ?? (await this.#claimed(claim, push.phone));
    // What is left of a name that was erased means nothing to Daraja.
    if (checkoutRequestId === null || push.erasedAt !== null || !account?.passkey) return 'nothing-to-ask-by';
    const { app, shortcode, passkey } = account;
    const answer = await this.deps.inquiry.ask({ app, shortcode, passkey, checkoutRequestId });
    const fact = factFromStkQuery(id, answer, this.deps.clock.now());
    return fact === null ? 'later' : { fact };
  }

  /** A success that was another's must not be this one's as well: the answer tells neither phone nor amount. */
  async #claimed(claim: PaymentClaim | null, phone: string | null): Promise<string | null> {
    const told = claim?.checkoutRequestId ?? null;
    if (told === null || !mayBeOf(phone, told)) return null;
    return (await this.deps.isErased(told)) ? null : told;
  }
}

function mayBeOf(phone: string | null, name: string): boolean {
  const [, digits] = NAME_WITH_PHONE.exec(name) ?? [];
  return digits === undefined || phone === null || phone.endsWith(digits);
}
