import type { Explanation } from '../values/explanation.js';
import { MpesaError } from './mpesa.error.js';

/**
 * M-Pesa has refused this operator, so nothing more is sent in its name: further tries would lock it, or keep it locked.
 * Nothing was sent. Have it set right in the organisation portal, then call `OperatorsService.unlock`.
 */
export class OperatorLockedError extends MpesaError {
  override readonly name = 'OperatorLockedError';
  readonly code = 'operator-locked';
  readonly retryable = false;
  readonly moneyMayHaveMoved = false;
  /** The module's named account. */
  readonly account: string;
  readonly initiator: string;
  /** What M-Pesa answered: 2001 or 18 (name, password or certificate), 8006 (locked or expired). */
  readonly resultCode: string;
  readonly resultText: string | null;
  /** Since when, epoch ms. */
  readonly lockedAt: number;
  override readonly explanation: Explanation | null;

  constructor(details: {
    account: string;
    initiator: string;
    resultCode: string;
    resultText: string | null;
    lockedAt: number;
    /** What the catalogue knows of the result code. */
    explanation?: Explanation | null;
  }) {
    const { account, initiator, resultCode, resultText, lockedAt } = details;
    super(
      `nothing was sent: operator ${initiator} of account ${account} is stopped since ${new Date(lockedAt).toISOString()}, ` +
        `when M-Pesa answered ${resultCode} ${resultText ?? ''}`.trimEnd(),
    );
    this.account = account;
    this.initiator = initiator;
    this.resultCode = resultCode;
    this.resultText = resultText;
    this.lockedAt = lockedAt;
    const { explanation = null } = details;
    const { retryable, moneyMayHaveMoved } = this;
    this.explanation = explanation && { ...explanation, retryable, moneyMayHaveMoved };
  }
}
