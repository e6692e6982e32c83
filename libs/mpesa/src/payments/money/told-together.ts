import { agreesWithPhone, type PayerIdentity } from '../../values/payer-identity.js';
import type { MoneyReceivedFact, PaymentFact } from '../payment-fact.js';

/**
 * Each fact of a batch, with what other facts of it tell of the same receipt and this one leaves open: the time, the account
 * number, the payer. One source masks the payer and tells the time, another tells the payer and no time. Judged apart, the
 * one would be counted as the money of a push that the other cannot be of.
 */
export function toldTogether(facts: readonly PaymentFact[]): PaymentFact[] {
  const told = new Map<string, MoneyReceivedFact[]>();
  for (const fact of facts) {
    if (fact.type === 'money-received') told.set(fact.receipt, [...(told.get(fact.receipt) ?? []), fact]);
  }
  return facts.map((fact) =>
    fact.type === 'money-received' ? (told.get(fact.receipt) ?? []).reduce(filledFrom, fact) : fact,
  );
}

/** What came from elsewhere tells nothing of what did not. */
function filledFrom(fact: MoneyReceivedFact, other: MoneyReceivedFact): MoneyReceivedFact {
  const isAlike = fact.account === other.account && fact.amountCents === other.amountCents;
  if (fact === other || !isAlike || other.elsewhere === true) return fact;
  const isSharper = isSharperThan(other.payer, fact.payer);
  const completedAt = fact.completedAt ?? other.completedAt;
  const reference = fact.reference ?? other.reference;
  return { ...fact, completedAt, reference, payer: isSharper ? other.payer : fact.payer };
}

/** True for a number in clear that may be the one which the other identity hides. */
function isSharperThan({ form, value }: PayerIdentity, hidden: PayerIdentity): boolean {
  if (form !== 'clear' || hidden.form === 'clear') return false;
  return hidden.form === 'none' || agreesWithPhone(hidden, value);
}
