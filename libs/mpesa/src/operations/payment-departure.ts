import type { PaymentStore } from '../payments/payment-ports.js';
import type { Payment } from '../payments/payment.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import type { Clock } from '../values/clock.js';
import { StoredDeparture } from './stored-departure.js';

export interface PaymentDepartureDeps {
  readonly payments: Pick<PaymentStore, 'depart' | 'takeBack'>;
  readonly policy: Pick<PaymentPolicy, 'sendLeaseMs'>;
  readonly clock: Clock;
}

/** The departure of a payment, for the one who claimed its sending. */
export function paymentDeparture(
  { payments, policy, clock }: PaymentDepartureDeps,
  { id }: Pick<Payment, 'id'>,
  owner: string,
): StoredDeparture {
  return new StoredDeparture({
    subject: `payment ${id}`,
    leaseMs: policy.sendLeaseMs,
    clock,
    depart: (at, nextCheckAt) => payments.depart({ id, owner, at, nextCheckAt }),
    takeBack: () => payments.takeBack(id, owner),
  });
}
