import { maskNumbers } from '../values/mask-numbers.js';
import { MpesaError } from './mpesa.error.js';

/** The idempotency key already names another request. Nothing was stored or sent. */
export class IdempotencyConflictError extends MpesaError {
  override readonly name = 'IdempotencyConflictError';
  readonly code = 'idempotency-conflict';
  readonly retryable = false;
  readonly moneyMayHaveMoved = false;

  constructor(
    readonly idempotencyKey: string,
    /** The payment that the key names. */
    override readonly paymentId: string,
  ) {
    super(
      `idempotencyKey "${maskNumbers(idempotencyKey)}" already names payment ${paymentId}, which asked for something else`,
    );
  }
}
