import { MpesaError } from './mpesa.error.js';

/** One wrong option: where it stands, what it holds (secrets masked by whoever reports it), what is wrong, what to do. */
export interface OptionProblem {
  readonly option: string;
  readonly value: string;
  readonly rule: string;
  readonly fix: string;
}

/** The options cannot be used. One error lists every problem, so that one restart is enough to mend them all. */
export class MpesaOptionsError extends MpesaError {
  override readonly name = 'MpesaOptionsError';
  readonly code = 'invalid-options';
  readonly retryable = false;
  readonly moneyMayHaveMoved = false;

  constructor(readonly problems: readonly OptionProblem[]) {
    super(['nestjs-mpesa cannot start with these options:', ...problems.map(line)].join('\n'));
  }
}

function line(problem: OptionProblem): string {
  return `- ${problem.option} ${problem.value}: ${problem.rule}. Fix: ${problem.fix}`;
}
