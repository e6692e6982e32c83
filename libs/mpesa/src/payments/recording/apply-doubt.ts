import { claimOfNames, replaces } from '../claim.js';
import type { Payment } from '../payment.js';
import type { InDoubtFact } from '../payment-fact.js';
import type { ApplyPolicy } from '../payment-policy.js';
import { isOpen } from '../payment-status.js';
import { idsDiffer, namesShown } from '../request-names.js';
import { become, change, ignored, type Applied } from '../transition.js';

/** News that leaves open whether money moved ends nothing: it is a reason to ask, and may tell a name to ask by. */
export function applyDoubt(payment: Payment, fact: InDoubtFact, policy: ApplyPolicy): Applied {
  const differs = idsDiffer(payment, fact);
  if (differs !== null) return ignored(differs);
  const { status, nextCheckAt } = payment;
  if (!isOpen(status)) return ignored('settled');
  const askAt = fact.at + policy.firstCheckMs;
  const named = nameToAskBy(payment, fact);
  const values = { ...named, resultCode: fact.resultCode, resultText: fact.resultText, nextCheckAt: askAt };
  if (status !== 'unknown') return become(payment, 'unknown', fact.at, values);
  if (named === null) return ignored('repetition');
  // However many names strangers make up, none of them puts the question off.
  return change(payment, fact.at, { ...values, nextCheckAt: Math.min(askAt, nextCheckAt ?? askAt) });
}

/**
 * Daraja's name of the request; null when there is nothing new to ask by. It becomes the payment's own only where whoever tells it
 * knows the request: later news is believed by that name. Anybody else's is asked by, and proves nothing.
 */
function nameToAskBy(payment: Payment, fact: InDoubtFact): Partial<Payment> | null {
  const { originatorConversationId = null } = fact;
  if (originatorConversationId === null || payment.originatorConversationId !== null) return null;
  if (namesShown(payment, fact)) return { originatorConversationId };
  const claim = claimOfNames(fact);
  return payment.claim === null || replaces(claim, payment.claim) ? { claim } : null;
}
