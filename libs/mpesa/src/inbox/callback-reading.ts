import type { InquiryNews } from '../inquiries/inquiry-news.js';
import type { PaymentFact } from '../payments/payment-fact.js';
import type { StandingOrderFact } from '../payments/standing-orders/standing-order-fact.js';
import type { C2bReceiver } from '../translation/c2b.js';
import type { IsOurQuestion } from '../translation/transaction-status.js';

/** The fact in a stored callback, the answer to an inquiry, or what becomes of one that holds neither. */
export type CallbackReading =
  | InquiryReading
  | { readonly fact: PaymentFact }
  | { readonly orderFact: StandingOrderFact }
  | {
      readonly status: 'done' | 'rejected';
      readonly reason: string;
      /** The question was refused because of the operator who had signed it. */
      readonly refusal?: RefusedQuestion;
    };

export interface InquiryReading {
  readonly news: InquiryNews;
  /** What the answer says of the payment it was asked about. */
  readonly factAbout?: (paymentId: string) => PaymentFact | null;
}

/** A question about a payment that M-Pesa did not answer; it says nothing of the payment. */
export interface RefusedQuestion {
  readonly paymentId: string;
  readonly resultCode: string;
  readonly resultText: string | null;
  /** Whether it brought back the word of the question. */
  readonly isProven: boolean;
  /** When the refusal came, epoch ms. */
  readonly at: number;
}

/** Whose money arrives at the URL of a shortcode, when M-Pesa tells it for `told`. */
export type ReceiverLookup = (
  shortcode: string,
  told: string | null,
) => Promise<C2bReceiver | 'unknown' | 'ambiguous'>;

/** What a reader may look up. */
export interface CallbackLookups {
  readonly receiverOf: ReceiverLookup;
  readonly isOurQuestion: IsOurQuestion;
}

/** A callback as its reader sees it. */
export interface ReadableCallback {
  /** Whom its URL names: the id of a payment or a standing order, or a shortcode. */
  readonly subject: string;
  /** Whatever JSON it carried; null where that was none. */
  readonly body: unknown;
  /** When it came, epoch ms. */
  readonly at: number;
}

/** Some reasons repeat what came, which may be a stranger's, and as long as he liked. */
const LONGEST_REASON = 200;

export function rejected(reason: string): CallbackReading {
  return { status: 'rejected', reason: reason.slice(0, LONGEST_REASON) };
}

export const UNREADABLE = rejected('unreadable');
