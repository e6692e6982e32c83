import { MpesaError } from './mpesa.error.js';

/** Another transaction or process kept locked what was needed, for longer than a call may wait. Nothing was written. */
export class StorageLockedError extends MpesaError {
  override readonly name = 'StorageLockedError';
  readonly code = 'storage-locked';
  readonly retryable = true;
  /** True when the lock was met after a request had been sent: look the payment up before calling again. */
  readonly moneyMayHaveMoved: boolean;
  /** What was being done, such as `record a payment`. */
  readonly operation: string;
  /** The payment that is locked; null when it is something else, or cannot be told. */
  readonly paymentId: string | null;

  constructor(
    operation: string,
    options: { paymentId?: string; cause?: unknown; moneyMayHaveMoved?: boolean } = {},
  ) {
    const what = options.paymentId === undefined ? 'what it needs' : `payment ${options.paymentId}`;
    super(`storage could not ${operation}: another transaction keeps ${what} locked`, {
      cause: options.cause,
    });
    this.operation = operation;
    this.paymentId = options.paymentId ?? null;
    this.moneyMayHaveMoved = options.moneyMayHaveMoved ?? false;
  }
}
