import { UNREADABLE } from './explanations.js';
import { MpesaError } from './mpesa.error.js';

/** A question that moves no money was answered with something unreadable. It may be asked again. */
export class DarajaResponseError extends MpesaError {
  override readonly name = 'DarajaResponseError';
  readonly code = 'daraja-response';
  readonly retryable = true;
  readonly moneyMayHaveMoved = false;
  override readonly explanation = UNREADABLE;
  readonly product: string;
  readonly httpStatus: number;
  /** The first characters of the answer, credentials taken out. */
  readonly excerpt: string;

  constructor(details: { product: string; httpStatus: number; excerpt: string; cause?: unknown }) {
    super(`Daraja answered ${details.product} with HTTP ${details.httpStatus} and "${details.excerpt}"`, {
      cause: details.cause,
    });
    this.product = details.product;
    this.httpStatus = details.httpStatus;
    this.excerpt = details.excerpt;
  }
}
