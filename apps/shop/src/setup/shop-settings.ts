import {
  mpesaConfig,
  readTrustedProxies,
  secretProblem,
  type MpesaOptions,
  type MpesaStorageOptions,
} from 'nestjs-mpesa';
import { SettingError } from './setting.error.js';

/** Who plays Safaricom: the simulator of this repository, Safaricom's sandbox, or the real one. */
export type ShopEnvironment = 'simulator' | 'sandbox' | 'production';

/** All that the shop needs to know before it starts. */
export interface ShopSettings {
  readonly host: string;
  /** Addresses and networks of your own proxies: else all visitors behind one are one. */
  readonly trustedProxies: readonly string[];
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly environment: ShopEnvironment;
  /** Where the phones to tap are; null outside the simulator. */
  readonly simulatorUrl: string | null;
  readonly mpesa: MpesaOptions;
  /** Opens the list of money that fits no order; null has one drawn at each start. */
  readonly listKey: string | null;
  /** Where the shop keeps its orders. */
  readonly orders: MpesaStorageOptions;
}

const SQLITE_FILE: MpesaStorageOptions = { type: 'better-sqlite3', database: 'data/mpesa.sqlite' };

/** The world the simulator starts with: Safaricom's public sandbox data, so none of it is secret. */
const SIMULATED = {
  consumerKey: 'sandbox-key',
  consumerSecret: 'sandbox-secret',
  shortcode: '174379',
  passkey: 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
  storage: SQLITE_FILE,
} satisfies Partial<MpesaOptions>;

/**
 * Reads `HOST`, `PORT` and `MPESA_*`. With none of them set the shop talks to a simulator on this machine; with
 * `MPESA_ENVIRONMENT=sandbox` or `production` nothing is made up, and the library refuses to start until all is told.
 */
export function readSettings(): ShopSettings {
  const { env } = process;
  const host = env.HOST || '127.0.0.1';
  const port = readPort(env.PORT || '3000');
  const environment = readEnvironment(env.MPESA_ENVIRONMENT || 'simulator');
  refuseSimulatorInProduction(environment);
  refuseSimulatorBesideSafaricom(environment);
  const told = mpesaConfig();
  const listKey = readListKey(env.SHOP_LIST_KEY ?? '');
  const trustedProxies = readTrustedProxies('TRUSTED_PROXIES', env.TRUSTED_PROXIES);
  if (environment !== 'simulator') {
    const orders = ordersBeside(told.storage ?? SQLITE_FILE);
    return { host, trustedProxies, port, environment, simulatorUrl: null, mpesa: told, listKey, orders };
  }
  const simulatorUrl = env.MPESA_BASE_URL || `http://127.0.0.1:${env.SIM_PORT || '4010'}`;
  const callbacks: MpesaOptions['callbacks'] = {
    baseUrl: `http://127.0.0.1:${port}`,
    secret: 'for the simulator only',
    // The simulator calls from this machine, which is not on Safaricom's list.
    sourceAddresses: { mode: 'off' },
  };
  const mpesa: MpesaOptions = {
    ...SIMULATED,
    ...told,
    environment: { baseUrl: simulatorUrl },
    callbacks: { ...callbacks, ...told.callbacks },
  };
  const orders = ordersBeside(mpesa.storage ?? SQLITE_FILE);
  return { host, trustedProxies, port, environment, simulatorUrl, mpesa, listKey, orders };
}

/**
 * On MySQL orders and payments share a database. On SQLite the orders get a file of their own: two connections that write
 * to one file wait for each other, and inside one process neither would let the other go on.
 */
export function ordersBeside(payments: MpesaStorageOptions): MpesaStorageOptions {
  if (payments.type !== 'better-sqlite3') return payments;
  return { type: payments.type, database: `${payments.database.replace(/\.sqlite$/, '')}.orders.sqlite` };
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new SettingError('PORT', text, 'must be a port number');
}

/** Of the characters that an address takes as they are. */
function readListKey(text: string): string | null {
  if (text === '') return null;
  const rule = /^[\w-]{16,200}$/.test(text)
    ? secretProblem(text)
    : 'must be 16 to 200 letters, digits, - and _';
  if (rule === null) return text;
  throw new SettingError('SHOP_LIST_KEY', '…', `${rule}; npx nestjs-mpesa secret prints a good one`);
}

/** Its secret is known, its callbacks may come from anywhere, and its payments are play. */
function refuseSimulatorInProduction(environment: ShopEnvironment): void {
  if (environment !== 'simulator' || process.env.NODE_ENV !== 'production') return;
  throw new SettingError(
    'MPESA_ENVIRONMENT',
    environment,
    'is for development, never for NODE_ENV=production; set MPESA_ENVIRONMENT=sandbox or production',
  );
}

/** The library takes the address for a simulator whatever the environment is called, and play money would be booked as real. */
function refuseSimulatorBesideSafaricom(environment: ShopEnvironment): void {
  const { MPESA_BASE_URL } = process.env;
  if (environment === 'simulator' || !MPESA_BASE_URL) return;
  throw new SettingError(
    'MPESA_BASE_URL',
    MPESA_BASE_URL,
    `is for MPESA_ENVIRONMENT=simulator, not ${environment}; take MPESA_BASE_URL out`,
  );
}

function readEnvironment(text: string): ShopEnvironment {
  if (text === 'simulator' || text === 'sandbox' || text === 'production') return text;
  throw new SettingError('MPESA_ENVIRONMENT', text, 'must be simulator, sandbox or production');
}
