import { MpesaError } from './mpesa.error.js';

/** The payment was not settled within the time the caller was ready to wait; it may still be. */
export class SettlementTimeoutError extends MpesaError {
  override readonly name = 'SettlementTimeoutError';
  readonly code = 'settlement-timeout';
  readonly retryable = true;
  readonly moneyMayHaveMoved = true;

  constructor(
    override readonly paymentId: string,
    readonly timeoutMs: number,
  ) {
    super(`payment ${paymentId} was not settled within ${timeoutMs} ms`);
  }
}
