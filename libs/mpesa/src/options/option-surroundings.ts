import type { MpesaAccountOptions, MpesaEnvironment, MpesaOptions } from './mpesa-options.js';

/** What the options depend on besides themselves. */
export interface OptionSurroundings {
  /** `NODE_ENV` is `production`. */
  readonly productionProcess: boolean;
  /** The host shares its own DataSource, so no storage need be named. */
  readonly sharesDataSource: boolean;
  /** Path of the callback routes, which becomes part of every URL. */
  readonly callbackPath: string;
}

/** What the rules of an account depend on besides the account. */
export interface AccountSurroundings {
  readonly environment: MpesaEnvironment;
  /** Path of the callback routes, which becomes part of every URL. */
  readonly callbackPath: string;
}

/** What every account of the source takes from the options. */
export interface AccountDefaults extends AccountSurroundings {
  readonly consumerKey?: string;
  readonly consumerSecret?: string;
}

/** Accounts by name, as given: nothing is checked or filled in yet. */
export type NamedAccounts = ReadonlyMap<string, Partial<MpesaAccountOptions>>;

/** What stands before the options of an account: nothing at the top level, else `accounts.<name>.`. */
export function placeOf(name: string, { accounts }: MpesaOptions): string {
  const stands = typeof accounts === 'object' && accounts !== null && Object.hasOwn(accounts, name);
  return stands || name !== 'default' ? `accounts.${name}.` : '';
}
