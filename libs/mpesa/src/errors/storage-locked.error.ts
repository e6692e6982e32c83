import { MpesaError } from './mpesa.error.js';

/** Another transaction or process kept locked what was needed, for longer than a call may wait. Nothing was written. */
export class StorageLockedError extends MpesaError {
  override readonly name = 'StorageLockedError';
  readonly code = 'storage-locked';
  readonly retryable = true;
  readonly moneyMayHaveMoved = false;
  override readonly paymentId?: string;
  /** What was being done, such as `record a payment`. */
  readonly operation: string;

  /** @param options.paymentId the payment that is locked; left out when it is something else, or cannot be told */
  constructor(operation: string, options: { paymentId?: string; cause?: unknown } = {}) {
    const what = options.paymentId === undefined ? 'what it needs' : `payment ${options.paymentId}`;
    super(`storage could not ${operation}: another transaction keeps ${what} locked`, {
      cause: options.cause,
    });
    this.operation = operation;
    this.paymentId = options.paymentId;
  }
}
