import type { Explanation } from '../values/explanation.js';
import { MpesaError } from './mpesa.error.js';

/** What Daraja said when it refused. */
export interface DarajaRefusal {
  /** The Daraja product, such as `stk-push`. */
  readonly product: string;
  readonly httpStatus: number;
  /** Daraja's `errorCode`, or the `ResponseCode` of an answer that was not accepted; null when the answer had neither. */
  readonly errorCode: string | null;
  /** Daraja's own words, credentials taken out. */
  readonly errorMessage: string;
  /** Daraja's `requestId`, to be quoted to its support. */
  readonly requestId: string | null;
  readonly paymentId?: string;
  /** True when the same request may be accepted later, as for a phone whose prompt is still open. */
  readonly retryable?: boolean;
  /** What the catalogue knows of code and words. */
  readonly explanation?: Explanation | null;
  readonly cause?: unknown;
}

/** Daraja received the request and refused it before acting on it: no money moves. */
export class DarajaRejectedError extends MpesaError {
  override readonly name = 'DarajaRejectedError';
  readonly code = 'daraja-rejected';
  readonly moneyMayHaveMoved = false;
  readonly retryable: boolean;
  readonly product: string;
  readonly httpStatus: number;
  readonly errorCode: string | null;
  readonly errorMessage: string;
  readonly requestId: string | null;
  override readonly paymentId?: string;
  override readonly explanation: Explanation | null;

  constructor(refusal: DarajaRefusal) {
    const code = refusal.errorCode === null ? '' : `${refusal.errorCode} `;
    const request = refusal.requestId === null ? '' : `, requestId ${refusal.requestId}`;
    super(
      `Daraja refused ${refusal.product}: ${code}${refusal.errorMessage} (HTTP ${refusal.httpStatus}${request})`,
      {
        cause: refusal.cause,
      },
    );
    this.product = refusal.product;
    this.httpStatus = refusal.httpStatus;
    this.errorCode = refusal.errorCode;
    this.errorMessage = refusal.errorMessage;
    this.requestId = refusal.requestId;
    this.paymentId = refusal.paymentId;
    this.retryable = refusal.retryable ?? false;
    const { explanation = null } = refusal;
    // The catalogue knows words; whether this request moved money and may pass later, its outcome tells.
    this.explanation = explanation && {
      ...explanation,
      retryable: this.retryable,
      moneyMayHaveMoved: this.moneyMayHaveMoved,
    };
  }
}
