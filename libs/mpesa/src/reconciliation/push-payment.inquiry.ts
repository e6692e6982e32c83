import type { DarajaApp } from '../daraja/daraja-app.js';
import { receiptToAskBy } from '../payments/claim.js';
import type { Payment } from '../payments/payment.js';
import { factFromStkQuery } from '../translation/stk-push.js';
import type { Clock } from '../values/clock.js';
import type { InquiryAnswer, PaymentInquiry } from './payment-inquiry.js';
import type { PushInquiry } from './push-inquiry.js';
import type { TransactionPaymentInquiry } from './transaction-payment.inquiry.js';

/** What an account needs so that its pushes can be asked about. */
export interface PushAccount {
  readonly app: DarajaApp;
  readonly shortcode: string;
  readonly passkey: string | null;
  /** Whether it has an operator for transaction status. */
  readonly canAskByReceipt: boolean;
}

export interface PushPaymentInquiryDeps {
  readonly inquiry: Pick<PushInquiry, 'ask'>;
  readonly transactions: Pick<TransactionPaymentInquiry, 'askByReceipt'>;
  /** Null for an account that nobody knows any more. */
  readonly accountOf: (name: string) => Promise<PushAccount | null>;
  readonly clock: Clock;
}

/**
 * Asks about a push by the checkout request id that Daraja has told us. The answer names neither amount nor payer, so it is asked by
 * no other: whoever tells one may tell that of a prompt for one shilling. Where the acknowledgement was lost, the receipt that a
 * claim tells is asked about instead, whose answer does name them.
 */
export class PushPaymentInquiry implements PaymentInquiry {
  constructor(private readonly deps: PushPaymentInquiryDeps) {}

  async ask(push: Payment): Promise<InquiryAnswer> {
    const account = await this.deps.accountOf(push.account);
    // What is left of a name that was erased means nothing to Daraja.
    if (account === null || push.erasedAt !== null) return 'nothing-to-ask-by';
    const { checkoutRequestId } = push;
    return checkoutRequestId === null
      ? this.#askByReceipt(push, account)
      : this.#askByName(push.id, account, checkoutRequestId);
  }

  async #askByName(
    id: string,
    { app, shortcode, passkey }: PushAccount,
    checkoutRequestId: string,
  ): Promise<InquiryAnswer> {
    if (passkey === null) return 'nothing-to-ask-by';
    const answer = await this.deps.inquiry.ask({ app, shortcode, passkey, checkoutRequestId });
    const fact = factFromStkQuery(id, answer, this.deps.clock.now());
    return fact === null ? 'later' : { fact };
  }

  async #askByReceipt(push: Payment, { canAskByReceipt }: PushAccount): Promise<InquiryAnswer> {
    const receipt = receiptToAskBy(push);
    if (receipt === null || !canAskByReceipt) return 'nothing-to-ask-by';
    return this.deps.transactions.askByReceipt(push, receipt);
  }
}
