import { MpesaOptionsError, type OptionProblem } from '../errors/mpesa-options.error.js';
import { createAddressList, SAFARICOM_ADDRESSES } from '../values/source-addresses.js';
import { DARAJA_HOSTS, isPublicBaseUrl } from './daraja-hosts.js';
import { checkRules } from './option-rules.js';
import { schemaProblems } from './option-problems.js';
import { ACCOUNT_KEYS, AccountSchema } from './account.schema.js';
import { MODULE_KEYS, ModuleSchema } from './options.schema.js';
import {
  JOB_NAMES,
  type JobName,
  type MpesaAccountOptions,
  type MpesaEnvironment,
  type MpesaOptions,
} from './mpesa-options.js';
import { placeOf, type NamedAccounts, type OptionSurroundings } from './option-surroundings.js';
import { resolveAccount } from './resolve-account.js';
import type { ResolvedAccount, ResolvedOptions } from './resolved-options.js';
import { settled } from './settings.js';
import { withoutTrailingSlashes } from '../values/slashes.js';
import { DAY_MS } from '../values/duration.js';

const CRONS: Record<JobName, string> = {
  tokenRefresh: '30 * * * * *',
  reconciliation: '*/5 * * * * *',
  inbox: '*/2 * * * * *',
  outbox: '*/2 * * * * *',
  dispatch: '* * * * * *',
  retention: '0 20 3 * * *',
  gapFill: '0 */10 * * * *',
};

/** Of one consumer key. */
const QUERY_RATES = { sandbox: { perMinute: 5, burst: 1 }, production: { perMinute: 30, burst: 3 } };

/**
 * Puts every default in its place.
 *
 * @throws MpesaOptionsError listing every wrong option with its value (secrets hidden) and the fix
 */
export function resolveOptions(options: MpesaOptions, surroundings: OptionSurroundings): ResolvedOptions {
  // A factory of the host may have returned nothing.
  const given = options ?? ({} as MpesaOptions);
  const accounts = namedAccounts(given);
  const misshapen = shapeProblems(given, accounts);
  const broken = misshapen.map(({ option }) => option);
  const { problems, warnings } = checkRules(given, accounts, { ...surroundings, broken });
  const all = [...misshapen, ...problems];
  if (all.length > 0) throw new MpesaOptionsError(all);
  return { ...resolve(given, accounts, surroundings.callbackPath), warnings };
}

/** The account at the top level is called `default`; keys and secrets of the app are inherited from there. */
function namedAccounts(options: MpesaOptions): NamedAccounts {
  const top = Object.fromEntries(
    ACCOUNT_KEYS.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]),
  ) as Partial<MpesaAccountOptions>;
  const shared = { consumerKey: options.consumerKey, consumerSecret: options.consumerSecret };
  const named = Object.entries(options.accounts ?? {}).map(
    ([name, account]) => [name, { ...shared, ...account }] as const,
  );
  // An empty `accounts` says that all of them come from the host's source.
  const standsAlone = options.shortcode !== undefined || options.accounts === undefined;
  return new Map([...(standsAlone ? [['default', top] as const] : []), ...named]);
}

function shapeProblems(options: MpesaOptions, accounts: NamedAccounts): OptionProblem[] {
  const known = new Set<string>([...MODULE_KEYS, ...ACCOUNT_KEYS]);
  const unknown = Object.keys(options).filter((key) => !known.has(key));
  const own = Object.fromEntries(MODULE_KEYS.map((key) => [key, options[key]]));
  return [
    ...unknown.map((option) => ({
      option,
      value: '',
      rule: 'is not an option',
      fix: 'remove it; structure such as isGlobal, dataSource and routes stands at the top level of forRoot and forRootAsync',
    })),
    ...schemaProblems(ModuleSchema, own, ''),
    ...[...accounts].flatMap(([name, account]) =>
      schemaProblems(AccountSchema, account, placeOf(name, options).slice(0, -1)),
    ),
  ];
}

function resolve(
  options: MpesaOptions,
  accounts: NamedAccounts,
  callbackPath: string,
): Omit<ResolvedOptions, 'warnings'> {
  const production = options.environment === 'production';
  return {
    baseUrl: baseUrlOf(options),
    production,
    accounts: new Map(
      [...accounts].map(([name, account]) => [name, resolved(name, account, options.environment)]),
    ),
    accountDefaults: {
      environment: options.environment,
      callbackPath,
      ...(options.consumerKey === undefined ? {} : { consumerKey: options.consumerKey }),
      ...(options.consumerSecret === undefined ? {} : { consumerSecret: options.consumerSecret }),
    },
    callbacks: resolveCallbacks(options),
    storage: options.storage ?? { type: 'better-sqlite3', database: 'data/mpesa.sqlite' },
    validation: settled('validation', options),
    hakikisha: resolveHakikisha(options),
    http: settled('http', options),
    prompts: settled('prompts', options),
    reconciliation: {
      ...settled('reconciliation', options),
      queryRate: options.reconciliation?.queryRate ?? QUERY_RATES[production ? 'production' : 'sandbox'],
    },
    events: settled('events', options),
    retentionMs: settled('retention', options).days * DAY_MS,
    typedReferences: settled('retention', options).references,
    restoredBackupAt: options.restoredBackupAt === undefined ? null : Date.parse(options.restoredBackupAt),
    jobs: resolveJobs(options),
  };
}

function baseUrlOf({ environment }: MpesaOptions): string {
  return typeof environment === 'string'
    ? DARAJA_HOSTS[environment]
    : withoutTrailingSlashes(environment.baseUrl);
}

/** Only called once the rules have passed, which ask for these fields. */
function resolved(
  name: string,
  account: Partial<MpesaAccountOptions>,
  environment: MpesaEnvironment,
): ResolvedAccount {
  return resolveAccount(
    name,
    account as MpesaAccountOptions & { consumerKey: string; consumerSecret: string },
    environment,
  );
}

function resolveCallbacks(options: MpesaOptions): ResolvedOptions['callbacks'] {
  const { callbacks } = options;
  const secrets = typeof callbacks.secret === 'string' ? [callbacks.secret] : [...callbacks.secret];
  return {
    baseUrl: withoutTrailingSlashes(callbacks.baseUrl),
    secrets: secrets as [string, ...string[]],
    mode: callbacks.sourceAddresses?.mode ?? 'log',
    listIsComplete: isListComplete(options),
    addresses: createAddressList(callbacks.sourceAddresses?.addresses ?? SAFARICOM_ADDRESSES),
  };
}

/** The sandbox calls from addresses that nobody has published, and a simulator from wherever it is. */
function isListComplete({ callbacks, environment }: MpesaOptions): boolean {
  const isGiven = callbacks.sourceAddresses?.addresses !== undefined;
  return isGiven || environment === 'production' || isPublicBaseUrl(environment);
}

function resolveHakikisha(options: MpesaOptions): ResolvedOptions['hakikisha'] {
  const { hakikisha } = options;
  return {
    ...settled('hakikisha', options),
    login: hakikisha ? { username: hakikisha.username, password: hakikisha.password } : null,
    fallbackName: hakikisha?.fallbackName ?? null,
  };
}

function resolveJobs({ jobs }: MpesaOptions): ResolvedOptions['jobs'] {
  const entries = JOB_NAMES.map((name) => {
    const enabled = (jobs?.enabled ?? true) && (jobs?.[name]?.enabled ?? true);
    return [name, { enabled, cron: jobs?.[name]?.cron ?? CRONS[name] }] as const;
  });
  return Object.fromEntries(entries) as ResolvedOptions['jobs'];
}
