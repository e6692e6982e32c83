import { MpesaOptionsError, type OptionProblem } from '../errors/mpesa-options.error.js';
import type { MpesaStructure } from '../options/mpesa-options.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { callbackPath, hakikishaPath } from './callback-path.js';

/**
 * Whether names can be told when Safaricom asks for them.
 *
 * @returns a warning, or null
 * @throws MpesaOptionsError when a resolver is there that nobody could ask
 */
export function checkHakikisha(
  structure: MpesaStructure,
  { hakikisha }: ResolvedOptions,
  hasResolver: boolean,
): string | null {
  if (structure.routes === false) return null;
  const problems = [
    ...(hasResolver && hakikisha.login === null ? [NO_LOGIN] : []),
    ...pathProblems(structure),
  ];
  if (problems.length > 0) throw new MpesaOptionsError(problems);
  return hakikisha.login !== null && !hasResolver
    ? 'hakikisha is set, but no provider is marked @MpesaAccountNameResolver(): Safaricom is answered 404'
    : null;
}

const NO_LOGIN: OptionProblem = {
  option: 'hakikisha',
  value: '(missing)',
  rule: 'must be set where there is an AccountNameResolver',
  fix: '{ username, password } that Safaricom signs in with',
};

/** The middleware of the callbacks answers for everything below its path. */
function pathProblems(structure: MpesaStructure): OptionProblem[] {
  const path = hakikishaPath(structure);
  if (!`${path}/`.startsWith(`${callbackPath(structure)}/`)) return [];
  const rule = `lies within routes.path "${callbackPath(structure)}"`;
  return [{ option: 'routes.hakikishaPath', value: `"${path}"`, rule, fix: 'a path of its own' }];
}
