import { parseWireTime } from '../../daraja/wire/wire-time.js';
import type { Payment } from '../../payments/payment.js';
import type { StandingOrder } from '../../payments/standing-order.js';
import { agreesWithPhone, type PayerIdentity } from '../../values/payer-identity.js';
import { DAY_MS } from '../../values/duration.js';

/**
 * True when a payment can be an execution of an order. Safaricom tells executions as ordinary C2B payments that name no order,
 * so everything that both tell must agree: receiver, amount, account number (tills have none), payer and time.
 */
export function canBeExecution(payment: Payment, order: StandingOrder): boolean {
  if (payment.kind !== 'c2b' || payment.account !== order.account) return false;
  if (payment.shortcode !== order.shortcode || payment.till !== order.till) return false;
  if (payment.amountCents !== order.amountCents) return false;
  if (order.accountType === 'paybill' && payment.reference !== order.reference) return false;
  if (order.phone === null || !agreesWithPhone(payerOf(payment), order.phone)) return false;
  const when = payment.completedAt ?? payment.createdAt;
  const first = parseWireTime(order.startsOn) ?? Number.POSITIVE_INFINITY;
  const last = parseWireTime(order.endsOn) ?? Number.NEGATIVE_INFINITY;
  return when >= first && when < last + DAY_MS;
}

function payerOf({ phone, phoneMasked, phoneHash }: Payment): PayerIdentity {
  if (phone !== null) return { form: 'clear', value: phone };
  if (phoneMasked !== null) return { form: 'masked', value: phoneMasked };
  return phoneHash === null ? { form: 'none', value: '' } : { form: 'hashed', value: phoneHash };
}
