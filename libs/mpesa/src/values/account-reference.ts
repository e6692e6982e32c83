/** Other characters have been seen to make a push fail without an answer. */
const SAFE_LETTERS = /^[A-Za-z0-9 ._-]*$/;
const CONTROL = /\p{Cc}/u;

/** Why this cannot be the `reference` of a request, as a rule in words; null when it can. */
export function referenceProblem(value: unknown): string | null {
  const fits =
    typeof value === 'string' && value.length <= 12 && value.trim() !== '' && SAFE_LETTERS.test(value);
  return fits ? null : 'must be 1 to 12 characters of A-Z a-z 0-9 space . _ - and not blank';
}

/** Why this cannot be the `description` of a request, as a rule in words; null when it can. */
export function descriptionProblem(value: unknown): string | null {
  const fits = typeof value === 'string' && value.length <= 13 && SAFE_LETTERS.test(value);
  return fits ? null : 'must be at most 13 characters of A-Z a-z 0-9 space . _ -';
}

/** Why this cannot be the account number of a C2B payment to a pay bill, as a rule in words; null when it can. */
export function c2bAccountProblem(value: unknown): string | null {
  const fits = isShort(value, 20) && value.trim() !== '' && !CONTROL.test(value);
  return fits ? null : 'must be 1 to 20 printable characters and not blank';
}

/** Characters may be pairs of units; what has more than twice as many units is not counted. */
function isShort(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= 2 * most && [...value].length <= most;
}
