import type { Payment, PaymentEventName } from 'nestjs-mpesa';

/** What clients are told of: every event of a payment once it may have ended. */
export type PaymentNewsType = Exclude<PaymentEventName, 'payment.created' | 'payment.pending'>;

/** Something has happened to a client's payment. */
export interface PaymentNews {
  /** The same however often it is told. */
  readonly id: string;
  readonly type: PaymentNewsType;
  /** Epoch ms. */
  readonly at: number;
  readonly clientId: string;
  /** The registered prefix that its account number began with. */
  readonly prefix: string | null;
  /** As it stands now, which may be later than the news. */
  readonly payment: Payment;
  /** With `payment.succeeded`: this same money was told of before, under this payment id. */
  readonly supersedes: string | null;
  /** With `payment.superseded`: the payment it turned out to be. */
  readonly supersededBy: string | null;
}
