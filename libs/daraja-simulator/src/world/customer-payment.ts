import type { Phone } from './phone.js';
import type { Shortcode } from './shortcode.js';

/** What a customer is about to pay, after a prompt (`stk`) or by hand (`c2b`). */
export interface CustomerPayment {
  readonly phone: Phone;
  readonly shortcode: Shortcode;
  readonly cents: number;
  /** The account as the customer typed it; empty at tills. */
  readonly reference: string;
  readonly channel: 'stk' | 'c2b';
}

/** Money moved. */
export interface PaidOutcome {
  readonly paid: true;
  readonly receipt: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The shortcode's balance after it, in cents. */
  readonly balanceCents: number;
  readonly thirdPartyTransId: string;
}

/** Nothing moved, and why: an M-Pesa result code (DARAJA-FACTS 3.1) or a validator's C2B000xx. */
export interface RefusedOutcome {
  readonly paid: false;
  readonly resultCode: number | string;
  readonly reason: string;
}

export type PaymentOutcome = PaidOutcome | RefusedOutcome;
