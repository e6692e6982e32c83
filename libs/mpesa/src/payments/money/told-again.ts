import type { MoneyReceivedFact } from '../payment-fact.js';
import type { Payment } from '../payment.js';
import { moneyOf } from './place-money.js';

/**
 * Stored money as it is to be judged when it is told again. Only M-Pesa's own records correct what is stored: a confirmation, which
 * anybody can make up, adds no more than what it lacks. Null where other money is told.
 */
export function toldAgain(row: Payment, fact: MoneyReceivedFact): MoneyReceivedFact | null {
  const stored = moneyOf(row);
  if (stored === null || stored.amountCents !== fact.amountCents || stored.account !== fact.account)
    return null;
  const { at, accountType, shortcode, till } = stored;
  const added = fact.elsewhere === true ? stored : fact;
  const [first, second] = (fact.source ?? 'c2b') === 'c2b' ? [stored, added] : [fact, stored];
  return {
    ...fact,
    at,
    accountType,
    shortcode,
    till,
    reference: first.reference ?? second.reference,
    payer: first.payer.form === 'none' ? second.payer : first.payer,
    partyName: first.partyName ?? second.partyName,
    transactionType: first.transactionType ?? second.transactionType,
    completedAt: first.completedAt ?? second.completedAt,
  };
}
