import { MpesaError } from './mpesa.error.js';
import type { OptionProblem } from './mpesa-options.error.js';

/**
 * The host's `AccountSource` failed, was late, or answered with something that is no account. Nothing was sent. It may be
 * tried again when the source only failed; a wrong answer must be mended first.
 */
export class AccountSourceError extends MpesaError {
  override readonly name = 'AccountSourceError';
  readonly code = 'account-source';
  readonly retryable: boolean;
  readonly moneyMayHaveMoved = false;
  /** The name or the number that was looked up. */
  readonly account: string;
  /** What is wrong with the answer, field by field; empty when there was none. */
  readonly problems: readonly OptionProblem[];

  constructor(details: {
    account: string;
    reason?: string;
    problems?: readonly OptionProblem[];
    cause?: unknown;
  }) {
    const { account, reason, problems = [], cause } = details;
    const broken = problems.map(({ option, value, rule }) => `${option} ${value}: ${rule}`);
    super(
      `the account source cannot give account ${account}: ${[...(reason ? [reason] : []), ...broken].join('; ')}`,
      { cause },
    );
    this.account = account;
    this.problems = problems;
    this.retryable = problems.length === 0;
  }
}
