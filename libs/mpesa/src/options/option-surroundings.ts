import type { MpesaAccountOptions } from './mpesa-options.js';

/** What the options depend on besides themselves. */
export interface OptionSurroundings {
  /** `NODE_ENV` is `production`. */
  readonly productionProcess: boolean;
  /** The host shares its own DataSource, so no storage need be named. */
  readonly sharesDataSource: boolean;
  /** Path of the callback routes, which becomes part of every URL. */
  readonly callbackPath: string;
}

/** Accounts by name, as given: nothing is checked or filled in yet. */
export type NamedAccounts = ReadonlyMap<string, Partial<MpesaAccountOptions>>;
