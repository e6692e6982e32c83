import type { MoneyReceivedFact } from '../payment-fact.js';
import type { Payment } from '../payment.js';
import { numberOf, payerOf } from '../payer-of.js';
import { mayBeSamePayer } from '../../values/payer-identity.js';
import { moneyOf } from './place-money.js';

/** Why a confirmation of money that is stored changes nothing. */
export const TOLD_OTHERWISE = 'told-otherwise';

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
  const [first, second] = isConfirmation(fact) ? [stored, added] : [fact, stored];
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

/**
 * True for a confirmation that tells of stored money with another account number or payer. One of the two was made up, perhaps the one
 * that came first: a person ought to see both.
 */
export function isToldOtherwise(row: Payment, fact: MoneyReceivedFact): boolean {
  return isConfirmation(fact) && differs(row, fact);
}

/**
 * What M-Pesa's own records tell otherwise of stored money that nobody has shown to be there: by what a confirmation made up, it would
 * be looked for among the pushes, and counted for somebody else. Null where they tell the same.
 */
export function correctionOf(row: Payment, fact: MoneyReceivedFact): Partial<Payment> | null {
  if (isConfirmation(fact) || !differs(row, fact)) return null;
  const { reference, payer, partyName } = fact;
  const isHis = mayBeSamePayer(payerOf(row), payer);
  return {
    reference: reference ?? row.reference,
    ...(isHis ? {} : { ...numberOf(payer), partyName }),
  };
}

/** Which anybody can make up; all else are M-Pesa's own records. */
function isConfirmation({ source = 'c2b' }: MoneyReceivedFact): boolean {
  return source === 'c2b';
}

function differs(row: Payment, { reference, payer }: MoneyReceivedFact): boolean {
  if (row.kind !== 'c2b' || row.erasedAt !== null) return false;
  const isForAnother = reference !== null && row.reference !== null && !isSameWord(reference, row.reference);
  return isForAnother || !mayBeSamePayer(payerOf(row), payer);
}

/** Bill Manager and C2B need not write it alike. */
function isSameWord(one: string, other: string): boolean {
  const plain = (text: string): string => text.trim().toLowerCase();
  return plain(one) === plain(other);
}
