import { MpesaError } from './mpesa.error.js';

/** There is no payment with this id. */
export class PaymentNotFoundError extends MpesaError {
  override readonly name = 'PaymentNotFoundError';
  readonly code = 'payment-not-found';
  readonly retryable = false;
  readonly moneyMayHaveMoved = false;

  constructor(override readonly paymentId: string) {
    super(`there is no payment ${paymentId}`);
  }
}
