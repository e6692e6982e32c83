import { validateCronExpression } from 'cron';
import type { OptionProblem } from '../errors/mpesa-options.error.js';
import { callbackUrlProblems } from '../values/callback-url.js';
import { createAddressList } from '../values/source-addresses.js';
import {
  JOB_NAMES,
  type AmountLimits,
  type JobName,
  type MpesaAccountOptions,
  type MpesaOptions,
} from './mpesa-options.js';
import { showOption } from './option-problems.js';
import { placeOf, type NamedAccounts, type OptionSurroundings } from './option-surroundings.js';

export interface RuleFindings {
  readonly problems: readonly OptionProblem[];
  readonly warnings: readonly string[];
}

/** One rule, and the options it reads: it says nothing while one of them has the wrong shape. */
interface Rule {
  readonly reads: readonly string[];
  readonly check: () => readonly OptionProblem[];
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
  const isSound = (option: string): boolean => !broken.some((other) => overlaps(option, other));
  const urls = isSound('callbacks.baseUrl') ? urlFindings(options, surroundings) : NOTHING;
  const rules: readonly Rule[] = [
    { reads: ['environment'], check: () => environmentProblems(options) },
    { reads: [], check: () => urls.problems },
    { reads: ['callbacks.secret'], check: () => secretProblems(options) },
    { reads: ['callbacks.sourceAddresses.addresses'], check: () => addressProblems(options) },
    { reads: ['storage'], check: () => storageProblems(options, surroundings) },
    ...JOB_NAMES.map((name) => ({ reads: [`jobs.${name}`], check: () => jobProblems(options, name) })),
    ...[...accounts].flatMap(([name, account]) => accountRules(placeOf(name, options), account)),
    { reads: ['accounts'], check: () => sharedShortcodes(accounts) },
  ];
  const problems = rules.filter(({ reads }) => reads.every(isSound)).flatMap(({ check }) => check());
  return { problems, warnings: urls.warnings };
}

const NOTHING: RuleFindings = { problems: [], warnings: [] };

/** True for one option and itself, what it stands in, and what stands in it. */
function overlaps(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
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

function jobProblems({ jobs }: MpesaOptions, name: JobName): OptionProblem[] {
  const cron = jobs?.[name]?.cron;
  if (cron === undefined || validateCronExpression(cron).valid) return [];
  const fix = "six fields with seconds, e.g. '*/5 * * * * *'";
  return [problem(`jobs.${name}.cron`, cron, 'is no cron expression', fix)];
}

function accountRules(place: string, account: Partial<MpesaAccountOptions>): Rule[] {
  return [
    { reads: [`${place}type`, `${place}till`], check: () => tillProblems(place, account) },
    ...(['stkPush', 'c2b'] as const).map((product) => ({
      reads: [`${place}limits`],
      check: () => limitProblems(`${place}limits.${product}`, account.limits?.[product]),
    })),
  ];
}

function tillProblems(place: string, { type, till }: Partial<MpesaAccountOptions>): OptionProblem[] {
  if (type === 'till' && till === undefined) {
    const fix = 'the till number customers pay; shortcode is the store number';
    return [problem(`${place}till`, undefined, 'is missing', fix)];
  }
  if (type !== 'till' && till !== undefined) {
    return [problem(`${place}till`, till, 'only a till has one', "set type: 'till', or remove it")];
  }
  return [];
}

function limitProblems(option: string, { min = 1, max = 250_000 }: AmountLimits = {}): OptionProblem[] {
  return min > max ? [problem(option, `${min}…${max}`, 'min is above max', 'exchange them')] : [];
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
