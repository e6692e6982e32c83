import type { PayerIdentity } from '../values/payer-identity.js';
import type { Payment } from './payment.js';

/** The customer of a payment, as far as M-Pesa has told the number. */
export function payerOf({
  phone,
  phoneMasked,
  phoneHash,
}: Pick<Payment, 'phone' | 'phoneMasked' | 'phoneHash'>): PayerIdentity {
  if (phone !== null) return { form: 'clear', value: phone };
  if (phoneMasked !== null) return { form: 'masked', value: phoneMasked };
  return phoneHash === null ? { form: 'none', value: '' } : { form: 'hashed', value: phoneHash };
}
