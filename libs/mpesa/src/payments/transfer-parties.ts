import { mayBeSamePayer } from '../values/payer-identity.js';
import type { Payment } from './payment.js';
import type { SucceededFact } from './payment-fact.js';
import { payerOf } from './payer-of.js';

type Held = 'shown' | 'open' | 'contradicts';

/** Commands that pay a merchant: it may be told by its store, or by its head office, where its till was asked for. */
const TO_MERCHANTS: ReadonlySet<string | null> = new Set(['BusinessBuyGoods', 'MerchantToMerchantTransfer']);
const ORGANISATION_OR_PHONE = /^\d{5,12}$/;

/** True for a command that pays a merchant's till. */
export function isToMerchant(command: string | null): boolean {
  return TO_MERCHANTS.has(command);
}

/** The organisation that a result names as receiver, held against the one that was to be paid. Not every result names one. */
export function showReceiver({ party, transactionType }: Payment, fact: SucceededFact): Held {
  const told = fact.payeeNumber ?? null;
  if (party === null || told === null || told === party || !ORGANISATION_OR_PHONE.test(told)) return 'shown';
  if (!isToMerchant(transactionType)) return 'contradicts';
  // Asked again, Daraja would name the same number again.
  return fact.answers === undefined ? 'open' : 'shown';
}

/** The customer who is told to have paid, or to have got the money back, held against the one who was told to have paid. */
export function showCustomer(payment: Payment, { other }: SucceededFact): Held {
  return other === undefined || mayBeSamePayer(payerOf(payment), other) ? 'shown' : 'contradicts';
}

/** Which payment is told to have been given back. */
export function showOriginal({ instruction }: Payment, { originalReceipt = null }: SucceededFact): Held {
  const asked = instruction?.['receipt'] ?? null;
  return asked === null || originalReceipt === null || originalReceipt === asked ? 'shown' : 'contradicts';
}
