import { MpesaError } from './mpesa.error.js';

/** A callback was not taken in, and was answered with this HTTP status. */
export class CallbackRefusedError extends MpesaError {
  override readonly name = 'CallbackRefusedError';
  readonly code = 'callback-refused';
  readonly retryable: boolean;
  readonly moneyMayHaveMoved = false;

  constructor(
    readonly status: 400 | 404 | 413 | 503,
    readonly reason: string,
    options?: { cause?: unknown },
  ) {
    super(`callback refused with ${status}: ${reason}`, options);
    this.retryable = status === 503;
  }
}
