import { maskNumbers } from '../values/mask-numbers.js';
import { MpesaError } from './mpesa.error.js';

/** More of an id is not told: it may be a stranger's, and as long as he liked. */
const LONGEST_SHOWN = 100;

/** There is no payment with this id. */
export class PaymentNotFoundError extends MpesaError {
  override readonly name = 'PaymentNotFoundError';
  readonly code = 'payment-not-found';
  readonly retryable = false;
  readonly moneyMayHaveMoved = false;

  constructor(override readonly paymentId: string) {
    super(`there is no payment ${maskNumbers(paymentId.slice(0, LONGEST_SHOWN))}`);
  }
}
