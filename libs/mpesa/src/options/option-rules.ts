import { validateCronExpression } from 'cron';
import type { OptionProblem } from '../errors/mpesa-options.error.js';
import { callbackUrlProblems } from '../values/callback-url.js';
import { createAddressList } from '../values/source-addresses.js';
import { accountRules, accountWarnings, nameProblems } from './account-rules.js';
import { pathProblem } from './database-text.js';
import { environmentProblems } from './environment-rules.js';
import { JOB_NAMES, type JobName, type MpesaOptions } from './mpesa-options.js';
import { problem } from './option-problems.js';
import { secretRules } from './secret-rules.js';
import { checkAll, isSound, type Rule } from './rule.js';
import { placeOf, type NamedAccounts, type OptionSurroundings } from './option-surroundings.js';
import { withoutTrailingSlashes } from '../values/slashes.js';

export interface RuleFindings {
  readonly problems: readonly OptionProblem[];
  readonly warnings: readonly string[];
}

/**
 * Rules that look at several options at once, or at what a value means.
 *
 * @param broken options whose shape is wrong already
 */
export function checkRules(
  options: MpesaOptions,
  accounts: NamedAccounts,
  surroundings: OptionSurroundings & { readonly broken: readonly string[] },
): RuleFindings {
  const { broken } = surroundings;
  const around = { environment: options.environment, callbackPath: surroundings.callbackPath };
  const urls = isSound('callbacks.baseUrl', broken) ? urlFindings(options, surroundings) : NOTHING;
  const rules: readonly Rule[] = [
    { reads: ['environment'], check: () => environmentProblems(options) },
    { reads: [], check: () => urls.problems },
    ...secretRules(options, surroundings),
    { reads: ['callbacks.sourceAddresses.addresses'], check: () => addressProblems(options) },
    { reads: ['storage'], check: () => storageProblems(options, surroundings) },
    ...JOB_NAMES.map((name) => ({ reads: [`jobs.${name}`], check: () => jobProblems(options, name) })),
    ...[...accounts].flatMap(([name, account]) => accountRules(placeOf(name, options), account, around)),
    {
      reads: ['accounts'],
      check: () => [...accounts.keys()].flatMap((name) => nameProblems('accounts', name)),
    },
    { reads: ['accounts'], check: () => sharedShortcodes(accounts) },
    { reads: ['accounts'], check: () => sharedGapFills(options, accounts) },
  ];
  const problems = checkAll(rules, broken);
  if (problems.length > 0 || broken.length > 0) return { problems, warnings: [] };
  const warnings = [...accounts].flatMap(([name, account]) =>
    accountWarnings(placeOf(name, options), account, around),
  );
  return { problems, warnings: [...urls.warnings, ...warnings] };
}

const NOTHING: RuleFindings = { problems: [], warnings: [] };

function urlFindings(options: MpesaOptions, { callbackPath }: OptionSurroundings): RuleFindings {
  const url = `${withoutTrailingSlashes(options.callbacks.baseUrl)}/${callbackPath}`;
  const found = callbackUrlProblems(url, { production: options.environment === 'production' });
  return {
    problems: found
      .filter(({ severity }) => severity === 'error')
      .map(({ rule }) =>
        problem('callbacks.baseUrl', url, rule, 'a URL that Safaricom may call; routes.path is part of it'),
      ),
    warnings: found
      .filter(({ severity }) => severity === 'warning')
      .map(({ rule }) => `callbacks.baseUrl ${url} ${rule}`),
  };
}

function addressProblems({ callbacks }: MpesaOptions): OptionProblem[] {
  const addresses = callbacks.sourceAddresses?.addresses;
  if (addresses === undefined) return [];
  try {
    createAddressList(addresses);
    return [];
  } catch (error) {
    return [
      problem(
        'callbacks.sourceAddresses.addresses',
        addresses.join(', '),
        (error as Error).message,
        'addresses like 196.201.214.200 or 196.201.212.0/24',
      ),
    ];
  }
}

function storageProblems({ storage }: MpesaOptions, surroundings: OptionSurroundings): OptionProblem[] {
  if (surroundings.sharesDataSource) return [];
  if (storage === undefined) {
    return surroundings.productionProcess
      ? [
          problem(
            'storage',
            undefined,
            'must be named in production',
            "{ type: 'mariadb', url } or dataSource: 'default'",
          ),
        ]
      : [];
  }
  if (storage.type === 'better-sqlite3') return pathProblems(storage.database, surroundings);
  return storage.url
    ? []
    : [problem('storage.url', undefined, 'is missing', 'mysql://user:password@host:3306/database')];
}

function pathProblems(path: string, { productionProcess }: OptionSurroundings): OptionProblem[] {
  if (!path) return [problem('storage.database', undefined, 'is missing', 'a file path')];
  const found = pathProblem('storage.database', path, productionProcess);
  return found === null ? [] : [found];
}

function jobProblems({ jobs }: MpesaOptions, name: JobName): OptionProblem[] {
  const cron = jobs?.[name]?.cron;
  if (cron === undefined || validateCronExpression(cron).valid) return [];
  const fix = "six fields with seconds, e.g. '*/5 * * * * *'";
  return [problem(`jobs.${name}.cron`, cron, 'is no cron expression', fix)];
}

/** Callbacks are told apart by shortcode. */
function sharedShortcodes(accounts: NamedAccounts): OptionProblem[] {
  const owners = new Map<string, string>();
  const problems: OptionProblem[] = [];
  for (const [name, account] of accounts) {
    const number = account.till ?? account.shortcode;
    const owner = number === undefined ? undefined : owners.get(number);
    if (owner !== undefined) {
      problems.push(
        problem(
          `accounts.${name}`,
          number,
          `is also the number of account ${owner}`,
          'one account per number',
        ),
      );
    }
    if (number !== undefined) owners.set(number, name);
  }
  return problems;
}

/** Pull tells what a store number received, not which of its tills. */
function sharedGapFills(options: MpesaOptions, accounts: NamedAccounts): OptionProblem[] {
  const all = [...accounts];
  const shared = all.filter(
    ([name, { shortcode, gapFill }]) =>
      gapFill?.enabled === true && all.some(([other, it]) => other !== name && it.shortcode === shortcode),
  );
  const rule = 'cannot tell the tills of a shared store number apart';
  return shared.map(([name]) => problem(`${placeOf(name, options)}gapFill.enabled`, true, rule, 'remove it'));
}
