import { claimedReceipt } from '../claim.js';
import type { Payment, PaymentSource } from '../payment.js';
import type { SucceededFact } from '../payment-fact.js';
import { isPlaced, receiptSource } from '../placed.js';

/** What is known of a payment's receipt after news of success that does not contradict it. */
export function receiptLearnt(
  payment: Payment,
  fact: SucceededFact,
): Pick<Payment, 'receipt' | 'receiptFrom' | 'ambiguous'> {
  return {
    receipt: payment.receipt ?? fact.receipt ?? claimedReceipt(payment),
    receiptFrom: whoTold(payment, fact),
    ambiguous: isAmbiguous(payment, fact),
  };
}

/**
 * Only news that knows the request ends the doubt: its own callback, or a person. Asked about by its receipt, Daraja says that the
 * money is there, not whose it is. Money that was found by comparing begins the doubt with the receipt.
 */
export function isAmbiguous(payment: Payment, fact: SucceededFact): boolean {
  if (fact.receipt === null) return payment.ambiguous;
  if (namesRequest(fact)) return false;
  return payment.receipt === null ? fact.ambiguous === true : payment.ambiguous;
}

function whoTold(payment: Payment, fact: SucceededFact): PaymentSource | null {
  const { receipt, receiptFrom, claim } = payment;
  if (fact.receipt === null && receipt === null)
    return claimedReceipt(payment) === null ? null : (claim?.source ?? 'callback');
  if (receipt === null) return fact.source;
  const isFirstName = fact.receipt !== null && isPlaced(receiptSource(payment)) && namesRequest(fact);
  return isFirstName ? fact.source : receiptFrom;
}

function namesRequest({ source }: SucceededFact): boolean {
  return source === 'callback' || source === 'person';
}
