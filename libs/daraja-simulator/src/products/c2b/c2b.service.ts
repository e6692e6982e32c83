import type { PendingWork } from '../../clock/pending-work.js';
import type { CustomerPayment, PaymentOutcome } from '../../world/customer-payment.js';
import type { CustomerPayments } from '../../payments/customer-payments.js';
import type { C2bConfirmation } from './c2b-confirmation.js';

/** What a phone in such a state says to its owner who wants to pay by hand. */
const CANNOT_PAY: Partial<Record<string, string>> = {
  offline: 'The phone is offline',
  unregistered: 'The number is not registered for M-PESA',
  'pin-locked': 'The PIN is locked',
};

/** Where a customer pays by hand: number, account, amount. */
export class C2bService {
  constructor(
    private readonly payments: CustomerPayments,
    private readonly confirmation: C2bConfirmation,
    private readonly work: PendingWork,
  ) {}

  /** Resolves when the payment was refused, or made and its confirmation delivered, lost or put off. */
  pay(order: Omit<CustomerPayment, 'channel'>): Promise<PaymentOutcome> {
    return this.work.track(this.attempt(order));
  }

  private async attempt(order: Omit<CustomerPayment, 'channel'>): Promise<PaymentOutcome> {
    const reason = CANNOT_PAY[order.phone.state];
    if (reason) return { paid: false, resultCode: order.phone.state === 'pin-locked' ? 8006 : 1037, reason };
    const reference = order.shortcode.type === 'till' ? '' : order.reference;
    const payment: CustomerPayment = { ...order, reference, channel: 'c2b' };
    const outcome = await this.payments.pay(payment);
    if (outcome.paid) await this.confirmation.send(payment, outcome);
    return outcome;
  }
}
