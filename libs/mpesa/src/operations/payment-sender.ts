import type { DepartureRecord } from '../daraja/exchange/departure-record.js';
import type { Payment, PaymentKind } from '../payments/payment.js';
import type { AcceptedFact } from '../payments/payment-fact.js';

/** Puts one stored payment to Daraja, once. */
export interface PaymentSender {
  /** @throws the errors of `DarajaClient.send` */
  send(
    payment: Payment,
    departure: DepartureRecord,
  ): Promise<Omit<AcceptedFact, 'at' | 'type' | 'paymentId'>>;
}

/** Who sends each kind; `c2b` is sent by nobody: the customer pays it. */
export type PaymentSenders = Readonly<Record<Exclude<PaymentKind, 'c2b'>, PaymentSender>>;
