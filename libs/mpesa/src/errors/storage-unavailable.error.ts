import { MpesaError } from './mpesa.error.js';

/** The database did not do what was asked of it, and nothing was sent: what fails after that is a `DarajaOutcomeUnknownError`. */
export class StorageUnavailableError extends MpesaError {
  override readonly name: string = 'StorageUnavailableError';
  readonly code = 'storage-unavailable';
  readonly retryable = true;
  readonly moneyMayHaveMoved = false;
  /** What was being done, such as `store callbacks`. */
  readonly operation: string;

  constructor(operation: string, options: { cause?: unknown } = {}) {
    super(`storage failed to ${operation}`, { cause: options.cause });
    this.operation = operation;
  }
}
