import { maskPhone } from '../values/redact.js';
import { PROMPT_OPEN } from './explanations.js';
import { MpesaError } from './mpesa.error.js';

/** A prompt is open on that phone; M-Pesa shows one at a time. Nothing was sent, or Daraja refused it as locked. */
export class PromptOpenError extends MpesaError {
  override readonly name = 'PromptOpenError';
  readonly code = 'prompt-open';
  readonly retryable = true;
  readonly moneyMayHaveMoved = false;
  override readonly explanation = PROMPT_OPEN;
  /** The phone, twelve digits, in clear; the message shows it masked. */
  readonly phone: string;
  /** The payment whose prompt is open; null when it is not one of ours. */
  readonly openPaymentId: string | null;
  /** Epoch milliseconds at which the prompt is surely gone. */
  readonly retryAt: number;

  constructor(details: { phone: string; openPaymentId: string | null; retryAt: number; cause?: unknown }) {
    const owner = details.openPaymentId === null ? 'another request' : `payment ${details.openPaymentId}`;
    super(
      `phone ${maskPhone(details.phone)} still has the prompt of ${owner} open, try again at ${new Date(details.retryAt).toISOString()}`,
      { cause: details.cause },
    );
    this.phone = details.phone;
    this.openPaymentId = details.openPaymentId;
    this.retryAt = details.retryAt;
  }
}
