import { MpesaError } from './mpesa.error.js';

/** No answer within the time the caller was ready to wait, or M-Pesa itself gave up; one may still come, as an event. */
export class InquiryTimeoutError extends MpesaError {
  override readonly name = 'InquiryTimeoutError';
  readonly code = 'inquiry-timeout';
  readonly retryable = true;
  readonly moneyMayHaveMoved = false;

  constructor(
    readonly inquiryId: string,
    /** Null when M-Pesa gave up first. */
    readonly timeoutMs: number | null,
  ) {
    super(
      timeoutMs === null
        ? `inquiry ${inquiryId} timed out in the queue of M-Pesa`
        : `inquiry ${inquiryId} was not answered within ${timeoutMs} ms`,
    );
  }
}
