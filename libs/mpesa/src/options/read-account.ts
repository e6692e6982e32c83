import type { OptionProblem } from '../errors/mpesa-options.error.js';
import { accountRules, nameProblems } from './account-rules.js';
import { AccountSchema } from './account.schema.js';
import type { MpesaAccountOptions } from './mpesa-options.js';
import { schemaProblems } from './option-problems.js';
import type { AccountSurroundings } from './option-surroundings.js';
import { resolveAccount } from './resolve-account.js';
import { checkAll } from './rule.js';
import type { ResolvedAccount } from './resolved-options.js';

/** Holds one account that came from elsewhere than the options against the same rules as those. */
export function readAccount(
  name: string,
  given: Partial<MpesaAccountOptions>,
  surroundings: AccountSurroundings,
): { readonly account: ResolvedAccount } | { readonly problems: readonly OptionProblem[] } {
  const misshapen = [...nameProblems('name', name), ...schemaProblems(AccountSchema, given, '')];
  const broken = misshapen.map(({ option }) => option);
  const problems = [...misshapen, ...checkAll(accountRules('', given, surroundings), broken)];
  if (problems.length > 0) return { problems };
  const account = given as MpesaAccountOptions & { consumerKey: string; consumerSecret: string };
  return { account: resolveAccount(name, account, surroundings.environment) };
}
