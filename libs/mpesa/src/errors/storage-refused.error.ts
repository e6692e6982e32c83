import { MpesaError } from './mpesa.error.js';

/**
 * The database understood and said no: a value that does not fit, a table that is not there. The same call fails again. The
 * cause has the database's own words, without the statement and its values.
 */
export class StorageRefusedError extends MpesaError {
  override readonly name = 'StorageRefusedError';
  readonly code = 'storage-refused';
  readonly retryable = false;
  readonly moneyMayHaveMoved = false;
  /** What was being done, such as `store payments`. */
  readonly operation: string;

  constructor(operation: string, options: { cause: Error }) {
    super(`the database refused to ${operation}: ${options.cause.message}`, { cause: options.cause });
    this.operation = operation;
  }
}
