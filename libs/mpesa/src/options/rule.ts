import type { OptionProblem } from '../errors/mpesa-options.error.js';

/** One rule, and the options it reads: it says nothing while one of them has the wrong shape. */
export interface Rule {
  readonly reads: readonly string[];
  readonly check: () => readonly OptionProblem[];
}

/** What the rules have to say of options of which some are broken already. */
export function checkAll(rules: readonly Rule[], broken: readonly string[]): OptionProblem[] {
  return rules
    .filter(({ reads }) => reads.every((option) => isSound(option, broken)))
    .flatMap(({ check }) => check());
}

/** False for a broken option, for what stands in one, and for what holds one. */
export function isSound(option: string, broken: readonly string[]): boolean {
  return !broken.some(
    (other) => option === other || option.startsWith(`${other}.`) || other.startsWith(`${option}.`),
  );
}
