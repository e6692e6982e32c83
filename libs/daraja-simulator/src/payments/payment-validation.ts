import type { CustomerPayment } from '../world/customer-payment.js';

export type ValidationVerdict =
  | { readonly accepted: true; readonly thirdPartyTransId: string }
  | { readonly accepted: false; readonly resultCode: string; readonly reason: string };

/** Whether a payment is wanted: asked before the money moves. */
export interface PaymentValidation {
  ask(payment: CustomerPayment, receipt: string): Promise<ValidationVerdict>;
}
