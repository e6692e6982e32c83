import { MpesaError } from './mpesa.error.js';

/** The database did not do what was asked of it. */
export class StorageUnavailableError extends MpesaError {
  override readonly name: string = 'StorageUnavailableError';
  readonly code = 'storage-unavailable';
  readonly retryable = true;
  /** True when the failure came after a request had been sent: look the payment up before calling again. */
  readonly moneyMayHaveMoved: boolean;
  /** What was being done, such as `store callbacks`. */
  readonly operation: string;

  constructor(operation: string, options: { cause?: unknown; moneyMayHaveMoved?: boolean } = {}) {
    super(`storage failed to ${operation}`, { cause: options.cause });
    this.operation = operation;
    this.moneyMayHaveMoved = options.moneyMayHaveMoved ?? false;
  }
}
