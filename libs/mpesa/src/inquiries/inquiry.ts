import type { JsonObject } from '../payments/payment.js';

/** What can be asked of M-Pesa that it answers later, at a URL of ours. */
export type InquiryKind = 'status' | 'balance';

/**
 * `asked`: no answer yet. `answered`: told, and announced by an event. `refused`: M-Pesa would not answer. `timed-out`: M-Pesa
 * gave up waiting; an answer may still come.
 */
export type InquiryStatus = 'asked' | 'answered' | 'refused' | 'timed-out';

/** What each end may replace: a late answer, or a late refusal, is worth more than a time-out. */
export const REPLACES = {
  answered: ['asked', 'timed-out', 'refused'],
  refused: ['asked', 'timed-out'],
  'timed-out': ['asked'],
} as const satisfies Record<Exclude<InquiryStatus, 'asked'>, readonly InquiryStatus[]>;

/** The names that Daraja gave a question. */
export type InquiryNames = Pick<Inquiry, 'conversationId' | 'originatorConversationId'>;

/** A question that is answered asynchronously. It moves no money, so it is no payment. */
export interface Inquiry {
  readonly id: string;
  readonly kind: InquiryKind;
  /** The named account of this module that asked. */
  readonly account: string;
  readonly shortcode: string;
  /** The API operator that signed. */
  readonly initiator: string;
  /** The payment of ours that a status question is about. */
  readonly paymentId: string | null;
  /** What Daraja called the question when it took it; they stand in no URL, and its answer tells them again. */
  readonly conversationId: string | null;
  readonly originatorConversationId: string | null;
  readonly status: InquiryStatus;
  /** What the event of the answer told; null until then, and again once retention has erased it. */
  readonly answer: JsonObject | null;
  /** M-Pesa's code and words where it refused. */
  readonly resultCode: string | null;
  readonly resultText: string | null;
  /** Epoch ms. */
  readonly askedAt: number;
  readonly settledAt: number | null;
}
