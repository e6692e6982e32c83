import { resolveConfirm } from './confirm-option.js';
import { readCertificate } from './initiator-certificate.js';
import { hasPassword } from './initiator-rules.js';
import {
  INITIATOR_PRODUCTS,
  type AmountLimits,
  type InitiatorOptions,
  type MpesaAccountOptions,
  type MpesaEnvironment,
} from './mpesa-options.js';
import { DEFAULT_LIMITS, type ResolvedLimits } from './product-limits.js';
import type { ResolvedAccount, ResolvedInitiator } from './resolved-options.js';
import { withoutTrailingSlashes } from '../values/slashes.js';
import { DAY_MS } from '../values/duration.js';

/**
 * Puts every default in its place. Only for an account that has passed the rules.
 *
 * @throws RangeError for a certificate that cannot be read any more
 */
export function resolveAccount(
  name: string,
  account: MpesaAccountOptions & { consumerKey: string; consumerSecret: string },
  environment: MpesaEnvironment = 'sandbox',
): ResolvedAccount {
  const { limits } = account;
  return {
    name,
    type: account.type ?? 'paybill',
    shortcode: account.shortcode,
    till: account.till ?? null,
    passkey: account.passkey ?? null,
    consumerKey: account.consumerKey,
    consumerSecret: account.consumerSecret,
    ...resolveInitiators(account, environment),
    callbackBaseUrl:
      account.callbackBaseUrl === undefined ? null : withoutTrailingSlashes(account.callbackBaseUrl),
    c2b: { version: account.c2b?.version ?? 'v2', responseType: account.c2b?.responseType ?? 'Completed' },
    billManager: {
      prefix: account.billManager?.prefix ?? '/v1/billmanager-invoice',
      cancelBulk: account.billManager?.cancelBulk ?? 'cancel-bulk-invoices',
      appKey: account.billManager?.appKey ?? null,
    },
    ratiba: { variant: account.ratiba?.variant ?? 'portal-2025' },
    b2c: { version: account.b2c?.version ?? 'v3', fallbackToV1: account.b2c?.fallbackToV1 ?? false },
    pochi: { path: account.pochi?.path ?? 'b2pochi' },
    confirm: resolveConfirm(account.confirm),
    limits: {
      stkPush: withDefaults(limits?.stkPush, DEFAULT_LIMITS.stkPush),
      c2b: withDefaults(limits?.c2b, DEFAULT_LIMITS.c2b),
      b2c: withDefaults(limits?.b2c, DEFAULT_LIMITS.b2c),
    },
    gapFill: {
      enabled: account.gapFill?.enabled ?? null,
      lookbackMs: account.gapFill?.lookbackMs ?? 2 * DAY_MS,
    },
  };
}

function resolveInitiators(
  { initiator, initiators }: MpesaAccountOptions,
  environment: MpesaEnvironment,
): Pick<ResolvedAccount, 'initiator' | 'initiators'> {
  const own = INITIATOR_PRODUCTS.flatMap((product) => {
    const given = initiators?.[product];
    return given === undefined ? [] : [[product, resolveInitiator(given, environment)] as const];
  });
  return {
    initiator: initiator === undefined ? null : resolveInitiator(initiator, environment),
    initiators: Object.fromEntries(own),
  };
}

function resolveInitiator(initiator: InitiatorOptions, environment: MpesaEnvironment): ResolvedInitiator {
  const { name } = initiator;
  if (!hasPassword(initiator)) return { name, credential: initiator.credential };
  const certificate = readCertificate(initiator.certificate, environment);
  if (certificate === null) throw new RangeError(`the initiator ${name} has no certificate`);
  return { name, password: initiator.password, certificate };
}

function withDefaults(limits: AmountLimits | undefined, { min, max }: ResolvedLimits): ResolvedLimits {
  return { min: limits?.min ?? min, max: limits?.max ?? max };
}
