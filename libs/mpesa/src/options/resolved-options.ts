import type { AccountType } from '../values/account-type.js';
import type { AddressList } from '../values/source-addresses.js';
import type { InitiatorOptions, JobName, MpesaStorageOptions, RatibaVariantName } from './mpesa-options.js';

export interface ResolvedLimits {
  readonly min: number;
  readonly max: number;
}

export interface ResolvedAccount {
  readonly name: string;
  readonly type: AccountType;
  readonly shortcode: string;
  readonly till: string | null;
  readonly passkey: string | null;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly initiator: InitiatorOptions | null;
  readonly c2b: { readonly version: 'v1' | 'v2'; readonly responseType: 'Completed' | 'Cancelled' };
  readonly billManager: {
    readonly prefix: string;
    readonly cancelBulk: 'cancel-bulk-invoices' | 'cancel-bulk-invoice';
    readonly appKey: string | null;
  };
  readonly ratiba: { readonly variant: RatibaVariantName };
  readonly confirmByQuery: boolean;
  readonly limits: { readonly stkPush: ResolvedLimits; readonly c2b: ResolvedLimits };
}

/** Options with every default in place; nothing behind this line asks whether something is set. */
export interface ResolvedOptions {
  readonly baseUrl: string;
  /** Safaricom's production: the strict URL rules apply. */
  readonly production: boolean;
  readonly accounts: ReadonlyMap<string, ResolvedAccount>;
  readonly callbacks: {
    readonly baseUrl: string;
    readonly secrets: readonly [string, ...string[]];
    readonly mode: 'enforce' | 'log' | 'off';
    readonly addresses: AddressList;
  };
  readonly storage: MpesaStorageOptions;
  readonly validation: {
    readonly acceptCode: 0 | '0';
    readonly deadlineMs: number;
    readonly onFailure: 'accept' | 'reject';
  };
  readonly http: { readonly timeoutMs: number };
  readonly prompts: { readonly maxUnfinished: number; readonly onUnfinished: 'refuse' | 'warn' };
  readonly reconciliation: {
    readonly firstCheckMs: number;
    readonly intervalMs: number;
    readonly stkHorizonMs: number;
    readonly horizonMs: number;
    readonly queryRate: { readonly perMinute: number; readonly burst: number };
  };
  readonly events: {
    readonly maxAttempts: number;
    readonly backoffMs: number;
    readonly handlerTimeoutMs: number;
  };
  readonly retentionMs: number;
  readonly jobs: { readonly [Name in JobName]: { readonly enabled: boolean; readonly cron: string } };
  /** Things that work but ought to be told at start. */
  readonly warnings: readonly string[];
}
