import { agreesWithPhone, type PayerIdentity } from '../values/payer-identity.js';
import type { Payment } from './payment.js';

/** What M-Pesa has told of a payer's number: in clear, masked, hashed, or nothing. */
export type PayerNumber = Pick<Payment, 'phone' | 'phoneMasked' | 'phoneHash'>;

/** The customer of a payment, as far as M-Pesa has told the number. */
export function payerOf({ phone, phoneMasked, phoneHash }: PayerNumber): PayerIdentity {
  if (phone !== null) return { form: 'clear', value: phone };
  if (phoneMasked !== null) return { form: 'masked', value: phoneMasked };
  return phoneHash === null ? { form: 'none', value: '' } : { form: 'hashed', value: phoneHash };
}

/**
 * True unless M-Pesa told the number of somebody else than the owner of `phone` (twelve digits; null where it is not kept any more).
 * A number that was not told may be theirs.
 */
export function mayBePaidBy(payer: PayerNumber, phone: string | null): boolean {
  const identity = payerOf(payer);
  return identity.form === 'none' || phone === null || agreesWithPhone(identity, phone);
}

/** The number as a payment keeps it. */
export function numberOf({ form, value }: PayerIdentity): PayerNumber {
  return {
    phone: form === 'clear' ? value : null,
    phoneMasked: form === 'masked' ? value : null,
    phoneHash: form === 'hashed' ? value : null,
  };
}
