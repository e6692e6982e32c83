import {
  isPublicHost,
  mpesaConfig,
  readTrustedProxies,
  type MpesaOptions,
  type MpesaStorageOptions,
} from 'nestjs-mpesa';
import { readClientLimits, type ClientLimits } from './client-limits.js';
import { readDialects, type DialectSettings } from './dialect-settings.js';
import { readAdminKey, readSecrets } from './gateway-secrets.js';
import { readHosts } from './host-names.js';
import { readPrefixRules, type PrefixRules } from './prefix-settings.js';
import { wholeNumber } from './read-setting.js';
import { readRetention } from './retention.js';
import { SettingError } from './setting.error.js';
import { refuseProxiesIn } from './straight-addresses.js';

/** Who plays Safaricom: the simulator of this repository, Safaricom's sandbox, or the real one. */
export type GatewayEnvironment = 'simulator' | 'sandbox' | 'production';

/** All that the gateway needs to know before it starts. */
export interface GatewaySettings {
  readonly host: string;
  /** Names it is called by, beside its own: lower case. */
  readonly hosts: readonly string[];
  /** Whose word on where a request comes from is taken: addresses and networks. */
  readonly trustedProxies: readonly string[];
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly environment: GatewayEnvironment;
  /** Null outside the simulator. */
  readonly simulatorUrl: string | null;
  readonly mpesa: MpesaOptions;
  /** Where the gateway keeps its own tables. */
  readonly storage: MpesaStorageOptions;
  /** Sign tokens and seal what is secret in the tables. The first signs and seals, all verify and open. */
  readonly secrets: readonly string[];
  /** Opens the admin routes. Without one they are not mounted. */
  readonly adminKey: string | null;
  /** Requests a minute of one client, or of one address without a token. */
  readonly ratePerMinute: number;
  readonly limits: ClientLimits;
  /** What holds for prefixes that clients take by themselves. */
  readonly prefixes: PrefixRules;
  /** The phone nominated for the shortcodes on the organisation portal. With it, lost reports are found by Pull. */
  readonly nominatedPhone: string | null;
  /** What M-Pesa is told when a payer's account number belongs to no client. */
  readonly unknownAccount: 'accept' | 'refuse';
  /** For development only: clients' addresses may be plain http and private. */
  readonly allowPrivateAddresses: boolean;
  readonly dialects: DialectSettings;
}

type Environment = Readonly<Record<string, string | undefined>>;

const SQLITE_FILE: MpesaStorageOptions = { type: 'better-sqlite3', database: 'data/gateway.sqlite' };

/** From where a dialect's token route needs no credentials. */
const BOUND_FROM = ['GATEWAY_VITUMOB_ADDRESSES', 'GATEWAY_PHP_ADDRESSES'];

/** Of the simulator's world. */
const SIMULATED_PHONE = '254722000000';

/** The world the simulator starts with: Safaricom's public sandbox data, so none of it is secret. */
const SIMULATED = {
  consumerKey: 'sandbox-key',
  consumerSecret: 'sandbox-secret',
  shortcode: '174379',
  passkey: 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
  storage: SQLITE_FILE,
} satisfies Partial<MpesaOptions>;

/**
 * Reads `GATEWAY_*` and `MPESA_*`. With none of them set the gateway talks to a simulator on this machine; with
 * `MPESA_ENVIRONMENT=sandbox` or `production` nothing is made up.
 */
export function readSettings(): GatewaySettings {
  const { env } = process;
  const host = env.GATEWAY_HOST || '127.0.0.1';
  const port = wholeNumber('GATEWAY_PORT', env.GATEWAY_PORT || '3100', { most: 65_535 });
  const environment = oneOf('MPESA_ENVIRONMENT', env.MPESA_ENVIRONMENT || 'simulator', [
    'simulator',
    'sandbox',
    'production',
  ] as const);
  refuseSimulatorInProduction(environment, env);
  refuseSimulatorBesideSafaricom(environment, env);
  const isReal = environment !== 'simulator';
  const baseUrl = env.MPESA_BASE_URL || `http://127.0.0.1:${env.SIM_PORT || '4010'}`;
  const simulatorUrl = isReal ? null : baseUrl;
  const mayBeReal = isReal || leadsOutside(baseUrl);
  const told = { ...mpesaConfig(), retention: readRetention(env.GATEWAY_RETENTION_DAYS) };
  const mpesa = simulatorUrl === null ? told : simulated(told, port, simulatorUrl);
  const trustedProxies = readTrustedProxies('GATEWAY_TRUSTED_PROXIES', env.GATEWAY_TRUSTED_PROXIES);
  const dialects = readDialects(env);
  if (environment === 'production' || env.NODE_ENV === 'production')
    refuseProxiesIn(BOUND_FROM, env, trustedProxies);
  return {
    host,
    hosts: readHosts(env.GATEWAY_HOSTS),
    trustedProxies,
    port,
    environment,
    simulatorUrl,
    mpesa,
    storage: gatewayBeside(mpesa.storage ?? SQLITE_FILE),
    secrets: readSecrets(env.GATEWAY_SECRET, mayBeReal),
    adminKey: readAdminKey(env.GATEWAY_ADMIN_KEY, mayBeReal),
    ratePerMinute: wholeNumber('GATEWAY_RATE_PER_MINUTE', env.GATEWAY_RATE_PER_MINUTE || '600', {
      most: 1_000_000,
    }),
    limits: readClientLimits(env),
    prefixes: readPrefixRules(env, isReal),
    nominatedPhone: env.GATEWAY_NOMINATED_PHONE || (simulatorUrl === null ? null : SIMULATED_PHONE),
    unknownAccount: oneOf('GATEWAY_UNKNOWN_ACCOUNT', env.GATEWAY_UNKNOWN_ACCOUNT || 'accept', [
      'accept',
      'refuse',
    ] as const),
    allowPrivateAddresses: readPrivateAddresses(env.GATEWAY_ALLOW_PRIVATE_ADDRESSES, environment, env),
    dialects,
  };
}

/** A simulator is on this machine or in a private network; behind any other address may stand Safaricom. */
function leadsOutside(baseUrl: string): boolean {
  return URL.canParse(baseUrl) && isPublicHost(new URL(baseUrl).hostname);
}

/**
 * On MySQL the gateway's tables and the payments share a database. On SQLite they get a file of their own: two connections
 * that write to one file wait for each other, and inside one process neither would let the other go on.
 */
export function gatewayBeside(payments: MpesaStorageOptions): MpesaStorageOptions {
  if (payments.type !== 'better-sqlite3') return payments;
  return { type: payments.type, database: `${payments.database.replace(/\.sqlite$/, '')}.clients.sqlite` };
}

function simulated(told: MpesaOptions, port: number, baseUrl: string): MpesaOptions {
  const callbacks: MpesaOptions['callbacks'] = {
    baseUrl: `http://127.0.0.1:${port}`,
    secret: 'for the simulator only',
    // The simulator calls from this machine, which is not on Safaricom's list.
    sourceAddresses: { mode: 'off' },
  };
  return {
    ...SIMULATED,
    ...told,
    environment: { baseUrl },
    callbacks: { ...callbacks, ...told.callbacks },
  };
}

/** Its secrets are known, its callbacks may come from anywhere, and its payments are play. */
function refuseSimulatorInProduction(environment: GatewayEnvironment, { NODE_ENV }: Environment): void {
  if (environment !== 'simulator' || NODE_ENV !== 'production') return;
  throw new SettingError(
    'MPESA_ENVIRONMENT',
    environment,
    'is for development, never for NODE_ENV=production; set MPESA_ENVIRONMENT=sandbox or production',
  );
}

/** The library takes the address for a simulator whatever the environment is called, and play money would be booked as real. */
function refuseSimulatorBesideSafaricom(
  environment: GatewayEnvironment,
  { MPESA_BASE_URL }: Environment,
): void {
  if (environment === 'simulator' || !MPESA_BASE_URL) return;
  throw new SettingError(
    'MPESA_BASE_URL',
    MPESA_BASE_URL,
    `is for MPESA_ENVIRONMENT=simulator, not ${environment}; take MPESA_BASE_URL out`,
  );
}

function readPrivateAddresses(
  text: string | undefined,
  environment: GatewayEnvironment,
  { NODE_ENV }: Environment,
): boolean {
  const allowed = oneOf('GATEWAY_ALLOW_PRIVATE_ADDRESSES', text || 'false', ['true', 'false'] as const);
  if (allowed === 'true' && (environment === 'production' || NODE_ENV === 'production')) {
    throw new SettingError(
      'GATEWAY_ALLOW_PRIVATE_ADDRESSES',
      allowed,
      'is for development, never for production; take GATEWAY_ALLOW_PRIVATE_ADDRESSES out',
    );
  }
  return allowed === 'true';
}

function oneOf<const Words extends readonly string[]>(
  name: string,
  text: string,
  words: Words,
): Words[number] {
  if (words.includes(text)) return text;
  throw new SettingError(name, text, `must be ${words.join(' or ')}`);
}
