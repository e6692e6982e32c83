import type { OptionProblem } from '../errors/mpesa-options.error.js';
import { secretProblem, SECRET_COMMAND, SHORTEST_SECRET } from '../values/secret-strength.js';
import { textSurroundings } from '../values/text-surroundings.js';
import { isPublicBaseUrl } from './daraja-hosts.js';
import type { MpesaOptions } from './mpesa-options.js';
import { problem } from './option-problems.js';
import type { OptionSurroundings } from './option-surroundings.js';
import type { Rule } from './rule.js';

const SHORTEST_PASSWORD = 12;

/** The secrets that let somebody in: whoever knows one can tell us of payments that nobody made. */
export function secretRules(options: MpesaOptions, surroundings: OptionSurroundings): Rule[] {
  const isReal = servesRealMoney(options, surroundings);
  return [
    { reads: ['callbacks.secret'], check: () => callbackSecretProblems(options, isReal) },
    { reads: ['environment', 'hakikisha'], check: () => (isReal ? passwordProblems(options) : []) },
  ];
}

/** A simulator in reach of nobody else has nothing to lose, unless its host says that this is production. */
function servesRealMoney({ environment }: MpesaOptions, { productionProcess }: OptionSurroundings): boolean {
  const isNamed = environment === 'sandbox' || environment === 'production';
  return productionProcess || isNamed || isPublicBaseUrl(environment);
}

function callbackSecretProblems({ callbacks }: MpesaOptions, isReal: boolean): OptionProblem[] {
  const secrets: readonly unknown[] = Array.isArray(callbacks.secret) ? callbacks.secret : [callbacks.secret];
  // All of them verify, so the weakest counts.
  const [broken] = secrets.flatMap((secret) => brokenRule(secret, isReal) ?? []);
  if (secrets.length > 0 && broken === undefined) return [];
  const rule = broken ?? 'must be a long string or a list of them';
  return [problem('callbacks.secret', secrets[0], rule, `what \`${SECRET_COMMAND}\` prints, for each`)];
}

function brokenRule(secret: unknown, isReal: boolean): string | null {
  if (typeof secret !== 'string' || secret.length < SHORTEST_SECRET) {
    return 'must be a long string or a list of them';
  }
  return textSurroundings(secret) ?? (isReal ? secretProblem(secret) : null);
}

function passwordProblems({ hakikisha }: MpesaOptions): OptionProblem[] {
  if (hakikisha === undefined) return [];
  const rule = secretProblem(hakikisha.password, SHORTEST_PASSWORD);
  if (rule === null) return [];
  return [problem('hakikisha.password', hakikisha.password, rule, `what \`${SECRET_COMMAND}\` prints`)];
}
