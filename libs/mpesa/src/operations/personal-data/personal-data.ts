import type { CallbackKind } from '../../inbox/callback-kinds.js';
import type { CallbackStatus } from '../../inbox/inbox-store.js';
import type { Inquiry } from '../../inquiries/inquiry.js';
import type { Payment } from '../../payments/payment.js';
import type { StandingOrder } from '../../payments/standing-order.js';

/** What the tables hold about one person, as plain JSON. Times are epoch ms, money is in cents. */
export interface PersonalData {
  /** Twelve digits. */
  readonly phone: string;
  /** Those that they paid, were paid or asked for, with what was given back of them. */
  readonly payments: readonly Payment[];
  /** Those of others that have the number as account number. Who paid them is not told. */
  readonly references: readonly ReferencingPayment[];
  readonly standingOrders: readonly StandingOrder[];
  /** What handlers were told of these, and of what M-Pesa answered about them. */
  readonly events: readonly PersonalEvent[];
  readonly callbacks: readonly PersonalCallback[];
  /** Questions whose answers tell of them. */
  readonly inquiries: readonly Inquiry[];
  /** The prompt lock of their phone; null when nothing is. */
  readonly prompts: PersonalPrompts | null;
  /** When their data was erased before. */
  readonly erasures: readonly Erasure[];
  /** When it was exported before. */
  readonly exports: readonly PersonalDataExport[];
}

/** Somebody else's payment with the number as its account number: what was paid, and not by whom. */
export type ReferencingPayment = Pick<
  Payment,
  | 'id'
  | 'status'
  | 'shortcode'
  | 'till'
  | 'amountCents'
  | 'currency'
  | 'reference'
  | 'receipt'
  | 'createdAt'
  | 'completedAt'
>;

/** A stored event that tells of somebody. Times in epoch ms. */
export interface PersonalEvent {
  readonly id: string;
  readonly name: string;
  /** Of what it tells: the id of a payment, a standing order or an inquiry. */
  readonly about: string | null;
  readonly createdAt: number;
  readonly payload: unknown;
  /** What handlers that failed said of it. */
  readonly errors: readonly string[];
}

/** A stored callback that tells of somebody. Times in epoch ms. */
export interface PersonalCallback {
  readonly id: string;
  readonly kind: CallbackKind;
  readonly receivedAt: number;
  readonly status: CallbackStatus;
  readonly sourceAddress: string | null;
  /** The bytes as text. */
  readonly body: string;
}

/** The prompts on somebody's phone that are under way or were not finished. Times in epoch ms. */
export interface PersonalPrompts {
  readonly openUntil: number;
  readonly unfinished: number;
  readonly lastUnfinishedAt: number;
  readonly seenAt: number;
}

/** How many of each were erased. */
export interface ErasedParts {
  readonly payments: number;
  readonly standingOrders: number;
  readonly events: number;
  readonly callbacks: number;
  readonly inquiries: number;
  readonly prompts: number;
}

/** The record of an erasure that somebody asked for. It names nobody: the number is a keyed digest. */
export interface Erasure {
  readonly id: string;
  readonly phoneDigest: string;
  readonly erasedAt: number;
  readonly by: string;
  readonly reason: string;
  /** Null for one that did not come to its end: it is to be asked for again. */
  readonly counts: (ErasedParts & { readonly kept: number }) | null;
}

/** How many of each were shown. */
export interface ExportedParts extends ErasedParts {
  readonly references: number;
}

/** The record of an export: who was shown what is stored of somebody. The number is a keyed digest. */
export interface PersonalDataExport {
  readonly id: string;
  readonly phoneDigest: string;
  /** Epoch ms. */
  readonly exportedAt: number;
  readonly by: string;
  readonly reason: string;
  readonly counts: ExportedParts;
}

/**
 * What was left alone, and why: it is under way, it waits for a person, or it is yet to be worked off. A failed payment is under way
 * while M-Pesa is asked whether it was paid after all.
 */
export interface KeptPart {
  readonly what: 'payment' | 'standing-order' | 'callback' | 'inquiry' | 'prompt';
  /** Its id; of a prompt, that of its payment. */
  readonly id: string | null;
  readonly why: 'under-way' | 'in-review';
}

/** What an erasure has erased, and what it had to keep. Times in epoch ms. */
export interface ErasureResult {
  /** Of the record in `mpesa_erasure`. */
  readonly id: string;
  readonly erasedAt: number;
  readonly erased: ErasedParts;
  readonly kept: readonly KeptPart[];
}
