import { validateCronExpression } from 'cron';
import type { OptionProblem } from '../errors/mpesa-options.error.js';
import { callbackUrlProblems } from '../values/callback-url.js';
import { createAddressList } from '../values/source-addresses.js';
import { JOB_NAMES, type MpesaAccountOptions, type MpesaOptions } from './mpesa-options.js';
import { showOption } from './option-problems.js';
import type { NamedAccounts, OptionSurroundings } from './option-surroundings.js';

export interface RuleFindings {
  readonly problems: readonly OptionProblem[];
  readonly warnings: readonly string[];
}

/** Rules that look at several options at once, or at what a value means. */
export function checkRules(
  options: MpesaOptions,
  accounts: NamedAccounts,
  surroundings: OptionSurroundings,
): RuleFindings {
  const urls = urlFindings(options, surroundings);
  return {
    problems: [
      ...environmentProblems(options),
      ...urls.problems,
      ...secretProblems(options),
      ...addressProblems(options),
      ...storageProblems(options, surroundings),
      ...jobProblems(options),
      ...[...accounts].flatMap(([name, account]) => accountProblems(name, account, options)),
      ...sharedShortcodes(accounts),
    ],
    warnings: urls.warnings,
  };
}

function problem(option: string, value: unknown, rule: string, fix: string): OptionProblem {
  return { option, value: showOption(option, value), rule, fix };
}

function environmentProblems({ environment }: MpesaOptions): OptionProblem[] {
  if (environment === 'sandbox' || environment === 'production') return [];
  const baseUrl = typeof environment === 'object' && environment !== null ? environment.baseUrl : undefined;
  if (typeof baseUrl === 'string' && /^https?:\/\/\S+$/.test(baseUrl)) return [];
  return [
    problem(
      'environment',
      baseUrl ?? environment,
      'is none of those we know',
      "'sandbox', 'production' or { baseUrl: 'http://…' }",
    ),
  ];
}

function urlFindings(options: MpesaOptions, { callbackPath }: OptionSurroundings): RuleFindings {
  const url = `${options.callbacks.baseUrl.replace(/\/+$/, '')}/${callbackPath}`;
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

function secretProblems({ callbacks }: MpesaOptions): OptionProblem[] {
  const secrets: readonly unknown[] = Array.isArray(callbacks.secret) ? callbacks.secret : [callbacks.secret];
  const good =
    secrets.length > 0 && secrets.every((secret) => typeof secret === 'string' && secret.length >= 16);
  if (good) return [];
  const fix = 'at least 16 random characters each, e.g. of `openssl rand -hex 32`';
  return [
    problem(
      'callbacks.secret',
      secrets.length === 0 ? undefined : secrets[0],
      'must be a long string or a list of them',
      fix,
    ),
  ];
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
  if (storage.type === 'better-sqlite3') {
    return storage.database ? [] : [problem('storage.database', undefined, 'is missing', 'a file path')];
  }
  return storage.url
    ? []
    : [problem('storage.url', undefined, 'is missing', 'mysql://user:password@host:3306/database')];
}

function jobProblems({ jobs }: MpesaOptions): OptionProblem[] {
  return JOB_NAMES.flatMap((name) => {
    const cron = jobs?.[name]?.cron;
    if (cron === undefined || validateCronExpression(cron).valid) return [];
    return [
      problem(
        `jobs.${name}.cron`,
        cron,
        'is no cron expression',
        "six fields with seconds, e.g. '*/5 * * * * *'",
      ),
    ];
  });
}

function accountProblems(
  name: string,
  account: Partial<MpesaAccountOptions>,
  options: MpesaOptions,
): OptionProblem[] {
  const place = options.shortcode !== undefined && name === 'default' ? '' : `accounts.${name}.`;
  const problems: OptionProblem[] = [];
  if (account.type === 'till' && account.till === undefined) {
    problems.push(
      problem(
        `${place}till`,
        undefined,
        'is missing',
        'the till number customers pay; shortcode is the store number',
      ),
    );
  }
  if (account.type !== 'till' && account.till !== undefined) {
    problems.push(
      problem(`${place}till`, account.till, 'only a till has one', "set type: 'till', or remove it"),
    );
  }
  for (const product of ['stkPush', 'c2b'] as const) {
    const { min = 1, max = 250_000 } = account.limits?.[product] ?? {};
    if (min > max)
      problems.push(
        problem(`${place}limits.${product}`, `${min}…${max}`, 'min is above max', 'exchange them'),
      );
  }
  return problems;
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
