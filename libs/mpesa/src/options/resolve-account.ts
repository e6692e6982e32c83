import type { AmountLimits, MpesaAccountOptions } from './mpesa-options.js';
import type { ResolvedAccount, ResolvedLimits } from './resolved-options.js';

/** M-Pesa's own limits of one payment, whole shillings (portal, M-Pesa Express FAQ 5). */
const MPESA_LIMITS: ResolvedLimits = { min: 1, max: 250_000 };

export function resolveAccount(
  name: string,
  account: MpesaAccountOptions & { consumerKey: string; consumerSecret: string },
): ResolvedAccount {
  return {
    name,
    type: account.type ?? 'paybill',
    shortcode: account.shortcode,
    till: account.till ?? null,
    passkey: account.passkey ?? null,
    consumerKey: account.consumerKey,
    consumerSecret: account.consumerSecret,
    initiator: account.initiator ?? null,
    c2b: { version: account.c2b?.version ?? 'v2', responseType: account.c2b?.responseType ?? 'Completed' },
    billManager: {
      prefix: account.billManager?.prefix ?? '/v1/billmanager-invoice',
      cancelBulk: account.billManager?.cancelBulk ?? 'cancel-bulk-invoices',
      appKey: account.billManager?.appKey ?? null,
    },
    ratiba: { variant: account.ratiba?.variant ?? 'portal-2025' },
    confirmByQuery: account.confirm === 'query',
    limits: { stkPush: resolveLimits(account.limits?.stkPush), c2b: resolveLimits(account.limits?.c2b) },
  };
}

function resolveLimits(limits: AmountLimits | undefined): ResolvedLimits {
  return { min: limits?.min ?? MPESA_LIMITS.min, max: limits?.max ?? MPESA_LIMITS.max };
}
