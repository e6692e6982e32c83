import type { PaymentFact } from '../payments/payment-fact.js';
import type { StandingOrderFact } from '../payments/standing-order-fact.js';
import type { C2bReceiver } from '../translation/c2b.js';

/** The fact in a stored callback, or what becomes of one that holds none. */
export type CallbackReading =
  | { readonly fact: PaymentFact }
  | { readonly orderFact: StandingOrderFact }
  | {
      readonly status: 'done' | 'rejected';
      readonly reason: string;
      /** The question was refused because of the operator who had signed it. */
      readonly refusal?: RefusedQuestion;
    };

/** A question about a payment that M-Pesa did not answer; it says nothing of the payment. */
export interface RefusedQuestion {
  readonly paymentId: string;
  readonly resultCode: string;
  readonly resultText: string | null;
  /** When the refusal came, epoch ms. */
  readonly at: number;
}

/** Whose money arrives at the URL of a shortcode, when M-Pesa tells it for `told`. */
export type ReceiverLookup = (
  shortcode: string,
  told: string | null,
) => Promise<C2bReceiver | 'unknown' | 'ambiguous'>;

/** A callback as its reader sees it. */
export interface ReadableCallback {
  /** Whom its URL names: the id of a payment or a standing order, or a shortcode. */
  readonly subject: string;
  /** Whatever JSON it carried; null where that was none. */
  readonly body: unknown;
  /** When it came, epoch ms. */
  readonly at: number;
}

export const UNREADABLE: CallbackReading = rejected('unreadable');

export function rejected(reason: string): CallbackReading {
  return { status: 'rejected', reason };
}
