import type { ResolvedConfirm } from './confirm-option.js';
import type { AccountType } from '../values/account-type.js';
import type { AddressList } from '../values/source-addresses.js';
import type { AccountDefaults } from './option-surroundings.js';
import type { InitiatorProduct, JobName, MpesaStorageOptions, RatibaVariantName } from './mpesa-options.js';
import type { LimitedProduct, ResolvedLimits } from './product-limits.js';
import type { ResolvedSettings } from './settings.js';

/** An operator whose password and certificate are at hand, or its ready-made credential. */
export type ResolvedInitiator =
  | {
      readonly name: string;
      readonly password: string;
      /** PEM text. */ readonly certificate: string;
    }
  | { readonly name: string; readonly credential: string };

export interface ResolvedAccount {
  readonly name: string;
  readonly type: AccountType;
  readonly shortcode: string;
  readonly till: string | null;
  readonly passkey: string | null;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly initiator: ResolvedInitiator | null;
  /** Those that take the place of `initiator` for one product. */
  readonly initiators: { readonly [Product in InitiatorProduct]?: ResolvedInitiator };
  /** Null: the one of all callbacks. */
  readonly callbackBaseUrl: string | null;
  readonly c2b: { readonly version: 'v1' | 'v2'; readonly responseType: 'Completed' | 'Cancelled' };
  readonly billManager: {
    readonly prefix: string;
    readonly cancelBulk: 'cancel-bulk-invoices' | 'cancel-bulk-invoice';
    readonly appKey: string | null;
  };
  readonly ratiba: { readonly variant: RatibaVariantName };
  readonly b2c: { readonly version: 'v1' | 'v3'; readonly fallbackToV1: boolean };
  readonly pochi: { readonly path: 'b2pochi' | 'b2c' };
  readonly confirm: ResolvedConfirm;
  readonly limits: { readonly [Product in LimitedProduct]: ResolvedLimits };
  readonly gapFill: {
    /** Null: when the shortcode is registered for Pull. */
    readonly enabled: boolean | null;
    readonly lookbackMs: number;
  };
}

/** Options with every default in place; nothing behind this line asks whether something is set. */
export interface ResolvedOptions extends Pick<
  ResolvedSettings,
  'validation' | 'http' | 'prompts' | 'events'
> {
  readonly baseUrl: string;
  /** Safaricom's production: the strict URL rules apply. */
  readonly production: boolean;
  readonly accounts: ReadonlyMap<string, ResolvedAccount>;
  /** For the accounts of the host's source. */
  readonly accountDefaults: AccountDefaults;
  readonly callbacks: {
    readonly baseUrl: string;
    readonly secrets: readonly [string, ...string[]];
    readonly mode: 'enforce' | 'log' | 'off';
    readonly addresses: AddressList;
    /** Whether Safaricom calls from nowhere else: so in production, at a `baseUrl` on the internet, and where the host has made the list. */
    readonly listIsComplete: boolean;
  };
  readonly storage: MpesaStorageOptions;
  readonly hakikisha: ResolvedSettings['hakikisha'] & {
    readonly login: { readonly username: string; readonly password: string } | null;
    readonly fallbackName: string | null;
  };
  readonly reconciliation: ResolvedSettings['reconciliation'] & {
    readonly queryRate: { readonly perMinute: number; readonly burst: number };
  };
  readonly retentionMs: number;
  /** Of account numbers that payers typed. */
  readonly typedReferences: 'keep' | 'digest';
  /** Epoch ms; null: the books come from no backup. */
  readonly restoredBackupAt: number | null;
  readonly jobs: { readonly [Name in JobName]: { readonly enabled: boolean; readonly cron: string } };
  /** Things that work but ought to be told at start. */
  readonly warnings: readonly string[];
}
