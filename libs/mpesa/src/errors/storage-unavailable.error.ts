import { MpesaError } from './mpesa.error.js';

/**
 * The database did not do what was asked of it, and nothing was sent that must not be sent again: what fails after that is a
 * `DarajaOutcomeUnknownError`. A question or a registration may have been sent, and is repeated by the same call.
 */
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
