import { NOTHING_SENT } from './explanations.js';
import { MpesaError } from './mpesa.error.js';

/** Safaricom could not be asked: no byte of the request was sent, or nobody there acted on it. The same call may be made again. */
export class DarajaUnavailableError extends MpesaError {
  override readonly name = 'DarajaUnavailableError';
  readonly code = 'daraja-unavailable';
  readonly retryable = true;
  readonly moneyMayHaveMoved = false;
  override readonly explanation = NOTHING_SENT;
  /** The Daraja product that was to be asked, such as `stk-push`. */
  readonly product: string;

  constructor(details: { product: string; reason: string; cause?: unknown }) {
    super(`Daraja could not be reached for ${details.product}: ${details.reason}`, { cause: details.cause });
    this.product = details.product;
  }
}
