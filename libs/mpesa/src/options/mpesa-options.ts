import type { AccountType } from '../values/account-type.js';
import type { ConfirmOption } from './confirm-option.js';

/** Where Daraja is: Safaricom's sandbox, Safaricom's production, or a simulator at `baseUrl`, never Safaricom's own host. */
export type MpesaEnvironment = 'sandbox' | 'production' | { readonly baseUrl: string };

/** PEM text, or where it is: `{ path }`, or a text that is no PEM. */
export type InitiatorCertificate = string | { readonly path: string };

/** An operator whose password is encrypted for every request. */
export interface InitiatorPassword {
  /** The API operator of the organisation portal, at most 50 characters. */
  readonly name: string;
  /** As typed in the portal: no blanks around it, no parentheses. It expires after 90 days. */
  readonly password: string;
  /** Default: Safaricom's own certificate of the environment; a simulator has its own, which must be given. */
  readonly certificate?: InitiatorCertificate;
}

/** An operator whose password is encrypted already, e.g. by the portal. */
export interface InitiatorCredential {
  readonly name: string;
  /** Base64, as it goes into `SecurityCredential`. */
  readonly credential: string;
}

/** The API operator that requests of the organisation are signed with. */
export type InitiatorOptions = InitiatorPassword | InitiatorCredential;

/** What an account may name an operator of its own for. */
export const INITIATOR_PRODUCTS = [
  'b2c',
  'pochi',
  'b2b',
  'tax',
  'top-up',
  'reversal',
  'status',
  'balance',
] as const;
/** The products that an initiator signs for. */
export type InitiatorProduct = (typeof INITIATOR_PRODUCTS)[number];

/** Smallest and largest amount of one payment, whole shillings. */
export interface AmountLimits {
  readonly min?: number;
  readonly max?: number;
}

/** How the Bill Manager of a Daraja app is wired. */
export interface BillManagerOptions {
  /** What stands before `/optin` and the others. Default `/v1/billmanager-invoice`; go-live mails print it twice in a row. */
  readonly prefix?: string;
  /** Default `cancel-bulk-invoices`; go-live mails have it in the singular. */
  readonly cancelBulk?: 'cancel-bulk-invoices' | 'cancel-bulk-invoice';
  /** What opting in gave, where that was not done through this module, which remembers it. */
  readonly appKey?: string;
}

/** The known versions of the Ratiba API: the portal's page of 2025, the Postman collection and the page of 2026. */
export const RATIBA_VARIANT_NAMES = ['portal-2025', 'postman-2026', 'portal-2026'] as const;
/** Which known version of the Ratiba API an account speaks. */
export type RatibaVariantName = (typeof RATIBA_VARIANT_NAMES)[number];

/** One shortcode with the Daraja app that speaks for it. */
export interface MpesaAccountOptions {
  /** `paybill` (default): customers give an account number. `till`: buy goods, they give none. */
  readonly type?: AccountType;
  /** Business short code, 5-7 digits; for a till its store (head office) number. */
  readonly shortcode: string;
  /** The till number customers pay, 5-7 digits; only with `type: 'till'`. */
  readonly till?: string;
  /** From Safaricom's go-live mail; needed for STK push. */
  readonly passkey?: string;
  /** Default: those at the top level. */
  readonly consumerKey?: string;
  readonly consumerSecret?: string;
  /** Signs what moves money out or across, and asks for status and balance. */
  readonly initiator?: InitiatorOptions;
  /** Other operators for some of the products. */
  readonly initiators?: { readonly [Product in InitiatorProduct]?: InitiatorOptions };
  /** Where Safaricom calls back for this account; default `callbacks.baseUrl`, and the same rules. */
  readonly callbackBaseUrl?: string;
  readonly c2b?: {
    /** Which C2B product the Daraja app has. Default `v2`. */
    readonly version?: 'v1' | 'v2';
    /** What M-Pesa does with a payment whose validation is not answered in time. Default `Completed`. */
    readonly responseType?: 'Completed' | 'Cancelled';
  };
  readonly billManager?: BillManagerOptions;
  readonly ratiba?: {
    /** Which version of Safaricom's page the contract of the Daraja app follows. Default `portal-2025`. */
    readonly variant?: RatibaVariantName;
  };
  readonly b2c?: {
    /** Which B2C product the Daraja app has. Default `v3`, whose requests carry an id of ours. */
    readonly version?: 'v1' | 'v3';
    /** Send by v1 what v3 refuses with `403.002.1001` (an app made for v1). Default false. */
    readonly fallbackToV1?: boolean;
  };
  readonly pochi?: {
    /** Safaricom's pages differ about the path: `b2pochi` (default) or that of `b2c`. */
    readonly path?: 'b2pochi' | 'b2c';
  };
  /** When a success that a callback tells waits for Daraja to say the same. Default `auto`. */
  readonly confirm?: ConfirmOption;
  readonly limits?: {
    readonly stkPush?: AmountLimits;
    readonly c2b?: AmountLimits;
    readonly b2c?: AmountLimits;
  };
  /** Books what Pull knows and no callback ever told. */
  readonly gapFill?: {
    /** Default: once `PullService.register` has registered the shortcode. */
    readonly enabled?: boolean;
    /** How far back the first run looks, ms; later ones go on from there. Default 48 hours, which is as far as Pull reaches. */
    readonly lookbackMs?: number;
  };
}

/** Where Safaricom reaches this app, and what its callbacks must show. */
export interface CallbackOptions {
  /** Public URL of this app, global prefix included, e.g. `https://pay.example.co.ke/api`. */
  readonly baseUrl: string;
  /** What `npx nestjs-mpesa secret` prints: at least 16 characters, none published or easily guessed. A list lets old URLs live on: the first signs new ones, all verify. */
  readonly secret: string | readonly string[];
  readonly sourceAddresses?: {
    /** `enforce` quarantines callbacks from elsewhere, `log` (default) only tells of them, `off` looks at nothing. */
    readonly mode?: 'enforce' | 'log' | 'off';
    /** Addresses and CIDR networks. Default: the list that Safaricom publishes. */
    readonly addresses?: readonly string[];
  };
}

/** Where payments are kept, unless the module shares the host's DataSource. */
export type MpesaStorageOptions =
  | {
      readonly type: 'better-sqlite3';
      /** File path. */ readonly database: string;
      readonly migrate?: MigrateMode;
    }
  | {
      readonly type: 'mysql' | 'mariadb';
      /** `mysql://user:password@host:3306/database`. */
      readonly url: string;
      readonly poolSize?: number;
      readonly migrate?: MigrateMode;
    };

/** `run` (default): bring the tables up to date at start. `check`: refuse to start when they are not. `off`: neither. */
export type MigrateMode = 'run' | 'check' | 'off';

/** When a job runs, and whether. */
export interface JobOptions {
  readonly enabled?: boolean;
  /** Cron expression with seconds. */
  readonly cron?: string;
}

export const JOB_NAMES = [
  'tokenRefresh',
  'reconciliation',
  'inbox',
  'outbox',
  'dispatch',
  'retention',
  'gapFill',
] as const;
/** The jobs that run by the clock. */
export type JobName = (typeof JOB_NAMES)[number];

/** What `forRoot` and `forRootAsync` take, structure apart. All durations in ms. */
export interface MpesaOptions extends Partial<MpesaAccountOptions> {
  readonly environment: MpesaEnvironment;
  /** Named accounts. The fields at the top level are the account `default`. */
  readonly accounts?: Readonly<Record<string, MpesaAccountOptions>>;
  readonly callbacks: CallbackOptions;
  /** Default outside production: the SQLite file `data/mpesa.sqlite`. Not needed with the host's `dataSource`. */
  readonly storage?: MpesaStorageOptions;
  readonly validation?: {
    /** Some shortcodes want the string. Default the integer 0. */
    readonly acceptCode?: 0 | '0';
    /** How long the host's validator may take; Safaricom waits 8 s. Default 5000. */
    readonly deadlineMs?: number;
    /** The answer when the validator is late or throws. Default `accept`. */
    readonly onFailure?: 'accept' | 'reject';
  };
  /** C2B Hakikisha: Safaricom asks whose account a number is. Needs an `AccountNameResolver` of the host. */
  readonly hakikisha?: {
    /** What Safaricom signs in with; you choose both, and tell them. No colon in the user name. */
    readonly username: string;
    /** At least 12 characters. */
    readonly password: string;
    /** How long a token of ours holds. Default 3599000. */
    readonly tokenTtlMs?: number;
    /** How long the host's resolver may take. Default 5000. */
    readonly deadlineMs?: number;
    /** The name to tell when the resolver is late or throws. Default none: Safaricom gets a 503. */
    readonly fallbackName?: string;
  };
  readonly http?: {
    /** Deadline of one request to Daraja. Default 30000. */
    readonly timeoutMs?: number;
  };
  readonly prompts?: {
    /** After how many unfinished pushes in a row a phone rests for a day. Default 5. */
    readonly maxUnfinished?: number;
    /** Default `refuse`. */
    readonly onUnfinished?: 'refuse' | 'warn';
  };
  readonly reconciliation?: {
    /** From acceptance to the first query. Default 20000. */
    readonly firstCheckMs?: number;
    /** Between queries of one payment at first; it doubles up to 16 times that. Default 15000. */
    readonly intervalMs?: number;
    /** After this a push nobody told us about goes to review. Default one hour. */
    readonly stkHorizonMs?: number;
    /** The same for all other kinds. Default 24 hours. */
    readonly horizonMs?: number;
    /** STK queries that one consumer key may make. Default 5 a minute, burst 1 in the sandbox; 30 and 3 in production. */
    readonly queryRate?: { readonly perMinute: number; readonly burst: number };
  };
  readonly events?: {
    /** After how many failed attempts a delivery is a dead letter. Default 12. */
    readonly maxAttempts?: number;
    /** Pause after the first failure; it doubles each time up to an hour. Default 1000. */
    readonly backoffMs?: number;
    /** Default 30000. */
    readonly handlerTimeoutMs?: number;
  };
  readonly retention?: {
    /** Personal data and raw callbacks older than this are erased; money facts stay. Default 90. */
    readonly days?: number;
    /**
     * What becomes of the account numbers that payers typed, once the days have passed: kept as money facts, or made keyed digests, by which
     * their payments are found by whoever knows the whole of one. Default 'keep'; one with a phone number in it goes in any case.
     */
    readonly references?: 'keep' | 'digest';
  };
  /**
   * The database was restored from the backup of this time, ISO 8601 with a zone: what M-Pesa would pay twice is held back
   * until somebody has looked. Default: it was not.
   */
  readonly restoredBackupAt?: string;
  readonly jobs?: { readonly enabled?: boolean } & { readonly [Name in JobName]?: JobOptions };
}

/** What must be known when the module is defined, and so stands beside a factory, never inside its result. */
export interface MpesaStructure {
  readonly isGlobal?: boolean;
  /** Name of the host's TypeORM DataSource (`default` for the unnamed one) to share. MySQL and MariaDB only. */
  readonly dataSource?: string;
  /** `false` mounts no callback routes in this process. */
  readonly routes?: false | MpesaRoutes;
}

/** Where our controllers stand in the host's routes. */
export interface MpesaRoutes {
  /** Path of the callback routes below the global prefix. Default `callbacks`. */
  readonly path?: string;
  /** Path below which Safaricom asks for names (C2B Hakikisha). Default `hakikisha`. */
  readonly hakikishaPath?: string;
  /** Put on our controllers and their handlers, e.g. `[Public(), SkipThrottle()]`. */
  readonly decorators?: readonly (ClassDecorator & MethodDecorator)[];
}
