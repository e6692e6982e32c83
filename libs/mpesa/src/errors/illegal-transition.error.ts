import { MpesaError } from './mpesa.error.js';

/** A payment cannot go from one status to the other. */
export class IllegalTransitionError extends MpesaError {
  override readonly name = 'IllegalTransitionError';
  readonly code = 'illegal-transition';
  readonly retryable = false;
  readonly moneyMayHaveMoved = false;

  constructor(
    override readonly paymentId: string,
    readonly from: string,
    readonly to: string,
  ) {
    super(`payment ${paymentId} cannot go from ${from} to ${to}`);
  }
}
