import type { Explanation } from '../values/explanation.js';
import { MpesaError } from './mpesa.error.js';

/** M-Pesa did not answer a question but said why it would not. */
export class InquiryRefusedError extends MpesaError {
  override readonly name = 'InquiryRefusedError';
  readonly code = 'inquiry-refused';
  readonly retryable: boolean;
  readonly moneyMayHaveMoved = false;
  readonly inquiryId: string;
  /** M-Pesa's own code and words. */
  readonly resultCode: string | null;
  readonly resultText: string | null;
  override readonly explanation: Explanation | null;

  constructor(refusal: {
    readonly inquiryId: string;
    readonly resultCode: string | null;
    readonly resultText: string | null;
    readonly explanation: Explanation | null;
  }) {
    super(
      `M-Pesa refused inquiry ${refusal.inquiryId}: ${refusal.resultCode ?? ''} ${refusal.resultText ?? ''}`,
    );
    this.inquiryId = refusal.inquiryId;
    this.resultCode = refusal.resultCode;
    this.resultText = refusal.resultText;
    this.retryable = refusal.explanation?.retryable ?? false;
    // A question moves no money, whatever the code means elsewhere.
    this.explanation = refusal.explanation && { ...refusal.explanation, moneyMayHaveMoved: false };
  }
}
