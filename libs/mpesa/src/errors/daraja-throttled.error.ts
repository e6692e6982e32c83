import { THROTTLED } from './explanations.js';
import { MpesaError } from './mpesa.error.js';

/** Too many requests (HTTP 429, spike arrest, quota, or our own limit before sending). Nothing was done. */
export class DarajaThrottledError extends MpesaError {
  override readonly name = 'DarajaThrottledError';
  readonly code = 'daraja-throttled';
  readonly retryable = true;
  readonly moneyMayHaveMoved = false;
  override readonly explanation = THROTTLED;
  readonly product: string;
  /** Epoch milliseconds before which another attempt is useless. */
  readonly retryAt: number;

  constructor(details: { product: string; retryAt: number; cause?: unknown }) {
    super(`Daraja takes no ${details.product} before ${new Date(details.retryAt).toISOString()}`, {
      cause: details.cause,
    });
    this.product = details.product;
    this.retryAt = details.retryAt;
  }
}
