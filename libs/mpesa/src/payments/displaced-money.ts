import { isFound } from './claim.js';
import type { MoneyReceivedFact } from './payment-fact.js';
import type { Payment } from './payment.js';
import { isPlaced } from './placed.js';

/** The money that a push was to have by comparing, until its own callback named another receipt; null where there is none. */
export function displacedMoney(before: Payment, after: Payment): MoneyReceivedFact | null {
  const { claim } = before;
  const { receipt = null } = claim ?? {};
  const source = claim?.source ?? null;
  if (claim === null || receipt === null || !isPlaced(source)) return null;
  if (after.claim === null || isFound(after.claim) || after.claim.receipt === receipt) return null;
  const { account, accountType, shortcode, till, partyName, transactionType } = before;
  const payer = claim.payer ?? { form: 'none', value: '' };
  return {
    type: 'money-received',
    at: claim.at ?? before.updatedAt,
    source,
    confirmable: claim.confirmable === true,
    elsewhere: claim.elsewhere === true,
    account,
    accountType,
    shortcode,
    till,
    partyName,
    transactionType,
    payer,
    receipt,
    amountCents: claim.amountCents ?? before.amountCents,
    reference: accountType === 'paybill' ? before.reference : null,
    completedAt: claim.completedAt,
  };
}
