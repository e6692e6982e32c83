import type { Explanation } from '../values/explanation.js';
import { OUTCOME_UNKNOWN } from './explanations.js';
import { MpesaError } from './mpesa.error.js';

/** The request may have reached Safaricom, and no answer tells what became of it. Never send it again: ask for its outcome. */
export class DarajaOutcomeUnknownError extends MpesaError {
  override readonly name = 'DarajaOutcomeUnknownError';
  readonly code = 'daraja-outcome-unknown';
  readonly retryable = false;
  readonly moneyMayHaveMoved = true;
  readonly product: string;
  /** What was seen instead of an answer, credentials taken out. */
  readonly reason: string;
  /** The HTTP status of an answer that could not be understood; null when none came. */
  readonly httpStatus: number | null;
  override readonly paymentId?: string;
  override readonly explanation: Explanation;

  constructor(details: {
    product: string;
    reason: string;
    httpStatus?: number | null;
    paymentId?: string;
    /** What the catalogue knows of what was said instead of an answer. */
    explanation?: Explanation | null;
    cause?: unknown;
  }) {
    super(`The outcome of ${details.product} is unknown: ${details.reason}`, { cause: details.cause });
    this.product = details.product;
    this.reason = details.reason;
    this.httpStatus = details.httpStatus ?? null;
    this.paymentId = details.paymentId;
    const { retryable, moneyMayHaveMoved } = this;
    this.explanation = { ...(details.explanation ?? OUTCOME_UNKNOWN), retryable, moneyMayHaveMoved };
  }
}
