import type { DepartureRecord } from '../daraja/departure-record.js';
import type { PaymentStore } from '../payments/payment-ports.js';
import type { Payment } from '../payments/payment.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import type { Clock } from '../values/clock.js';

export interface PaymentDepartureDeps {
  readonly payments: Pick<PaymentStore, 'depart' | 'takeBack'>;
  readonly policy: Pick<PaymentPolicy, 'sendLeaseMs'>;
  readonly clock: Clock;
}

/** The step between storing a payment and handing it to the network, for the one who claimed its sending. */
export class PaymentDeparture implements DepartureRecord {
  #at: number | null = null;
  #tried = false;

  constructor(
    private readonly deps: PaymentDepartureDeps,
    private readonly payment: Payment,
    private readonly owner: string,
  ) {}

  /** Since when bytes may have left, epoch ms; null while it is certain that none have. */
  get at(): number | null {
    return this.#at;
  }

  async depart(): Promise<void> {
    const { payments, policy, clock } = this.deps;
    const { id } = this.payment;
    const at = clock.now();
    this.#tried = true;
    const mine = await payments.depart({ id, owner: this.owner, at, nextCheckAt: at + policy.sendLeaseMs });
    if (!mine) throw new Error(`payment ${id} is sent or settled by another`);
    this.#at = at;
  }

  async takeBack(): Promise<void> {
    this.#at = null;
    // Also after a departure that threw: whether the database kept it, only the database knows.
    if (this.#tried) await this.deps.payments.takeBack(this.payment.id, this.owner);
    this.#tried = false;
  }
}
