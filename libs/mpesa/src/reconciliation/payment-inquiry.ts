import type { Payment, PaymentKind } from '../payments/payment.js';
import type { PaymentFact } from '../payments/payment-fact.js';

/**
 * What asking about a payment has brought: news, nothing yet (it is under way, or the answer will come as a callback), that nobody may
 * ask now, or that there is nothing to ask by.
 */
export type InquiryAnswer = { readonly fact: PaymentFact } | 'later' | 'unasked' | 'nothing-to-ask-by';

/** Asks Daraja how payments of one kind stand. */
export interface PaymentInquiry {
  /**
   * @throws DarajaThrottledError when it is not our turn yet
   * @throws DarajaUnavailableError, DarajaRejectedError, DarajaResponseError
   */
  ask(payment: Payment): Promise<InquiryAnswer>;
}

/** How each kind of payment is asked about. */
export type PaymentInquiries = Readonly<Record<PaymentKind, PaymentInquiry>>;
