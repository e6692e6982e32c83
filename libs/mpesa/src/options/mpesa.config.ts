import { registerAs } from '@nestjs/config';
import type { ConfirmOption } from './confirm-option.js';
import { storageFrom } from './database-text.js';
import type { JobOptions, MpesaAccountOptions, MpesaEnvironment, MpesaOptions } from './mpesa-options.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The options as `MPESA_*` variables tell them, for `ConfigModule.forFeature(mpesaConfig)` and `forRootAsync`. `forRoot()`
 * without argument reads the same ones. They are checked when the module starts.
 */
export const mpesaConfig = registerAs('mpesa', (): MpesaOptions => optionsFromEnvironment(process.env));

/** Reads `MPESA_*` variables; what is not set, or blank, is left out, so that defaults and error messages stay in one place. */
export function optionsFromEnvironment(variables: Environment = process.env): MpesaOptions {
  const env: Environment = defined(variables);
  return defined({
    environment: environmentFrom(env),
    ...accountFrom(env),
    callbacks: defined({
      baseUrl: env.MPESA_CALLBACK_BASE_URL,
      secret: listOf(env.MPESA_CALLBACK_SECRET),
      sourceAddresses:
        env.MPESA_SOURCE_ADDRESSES === undefined ? undefined : { mode: env.MPESA_SOURCE_ADDRESSES },
    }),
    hakikisha: hakikishaFrom(env),
    storage: env.MPESA_DATABASE_URL && storageFrom(env.MPESA_DATABASE_URL, 'MPESA_DATABASE_URL'),
    restoredBackupAt: env.MPESA_RESTORED_BACKUP_AT,
    jobs: jobsFrom(env),
  }) as unknown as MpesaOptions;
}

/** True in a process that is told to be in production. */
export function isProductionProcess(): boolean {
  return process.env.NODE_ENV === 'production';
}

function environmentFrom(env: Environment): MpesaEnvironment | undefined {
  if (env.MPESA_BASE_URL) return { baseUrl: env.MPESA_BASE_URL };
  return (env.MPESA_ENVIRONMENT ?? 'sandbox') as MpesaEnvironment;
}

function accountFrom(env: Environment): Partial<MpesaAccountOptions> {
  return defined({
    type: env.MPESA_ACCOUNT_TYPE as MpesaAccountOptions['type'],
    shortcode: env.MPESA_SHORTCODE,
    till: env.MPESA_TILL,
    passkey: env.MPESA_PASSKEY,
    consumerKey: env.MPESA_CONSUMER_KEY,
    consumerSecret: env.MPESA_CONSUMER_SECRET,
    initiator: initiatorFrom(env),
    c2b: env.MPESA_C2B_VERSION ? { version: env.MPESA_C2B_VERSION as 'v1' | 'v2' } : undefined,
    confirm: confirmFrom(env),
  });
}

/** An amount says more than the word `auto`, and nothing beside the two others. */
function confirmFrom(env: Environment): ConfirmOption | undefined {
  const [mode, above] = [env.MPESA_CONFIRM, env.MPESA_CONFIRM_ABOVE];
  if (above !== undefined && (mode === undefined || mode === 'auto')) return { above: Number(above) };
  return mode as ConfirmOption | undefined;
}

function initiatorFrom(env: Environment): MpesaAccountOptions['initiator'] {
  if (!env.MPESA_INITIATOR_NAME) return undefined;
  return defined({
    name: env.MPESA_INITIATOR_NAME,
    password: env.MPESA_INITIATOR_PASSWORD,
    certificate: env.MPESA_INITIATOR_CERTIFICATE,
    credential: env.MPESA_INITIATOR_CREDENTIAL,
  }) as MpesaAccountOptions['initiator'];
}

function hakikishaFrom(env: Environment): MpesaOptions['hakikisha'] {
  if (!env.MPESA_HAKIKISHA_USERNAME) return undefined;
  return {
    username: env.MPESA_HAKIKISHA_USERNAME,
    password: env.MPESA_HAKIKISHA_PASSWORD ?? '',
  };
}

function jobsFrom(
  env: Environment,
): ({ enabled: boolean } & Record<string, JobOptions | boolean>) | undefined {
  const enabled = env.MPESA_JOBS_ENABLED;
  return enabled === undefined ? undefined : { enabled: booleanFrom(enabled) as boolean };
}

const YES = ['true', 'yes', 'on', '1'];
const NO = ['false', 'no', 'off', '0'];

/** Another word stays as it is, for the error that names it. */
function booleanFrom(text: string): boolean | string {
  const word = text.trim().toLowerCase();
  if (YES.includes(word)) return true;
  return NO.includes(word) ? false : text;
}

/** Several secrets are separated by commas, the newest first. */
function listOf(text: string | undefined): string | string[] | undefined {
  if (!text?.includes(',')) return text || undefined;
  return text.split(',').map((part) => part.trim());
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  ) as T;
}
