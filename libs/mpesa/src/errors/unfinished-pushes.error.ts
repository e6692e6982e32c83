import { maskPhone } from '../values/redact.js';
import { PHONE_RESTS } from './explanations.js';
import { MpesaError } from './mpesa.error.js';

/**
 * Pushes in a row to this phone were not completed: too many, after which Safaricom would block the line for a day, or by
 * `PromptShares` so many that this asker has to wait. Nothing was sent.
 */
export class UnfinishedPushesError extends MpesaError {
  override readonly name = 'UnfinishedPushesError';
  readonly code = 'too-many-unfinished-pushes';
  readonly retryable = true;
  readonly moneyMayHaveMoved = false;
  override readonly explanation = PHONE_RESTS;
  /** The phone, twelve digits, in clear; the message shows it masked. */
  readonly phone: string;
  /** How many pushes in a row were not completed. */
  readonly unfinished: number;
  /** Epoch milliseconds at which the next push is allowed. */
  readonly clearsAt: number;

  constructor(details: { phone: string; unfinished: number; clearsAt: number }) {
    super(
      `phone ${maskPhone(details.phone)} left ${details.unfinished} pushes in a row unfinished, the next is allowed at ${new Date(details.clearsAt).toISOString()}`,
    );
    this.phone = details.phone;
    this.unfinished = details.unfinished;
    this.clearsAt = details.clearsAt;
  }
}
