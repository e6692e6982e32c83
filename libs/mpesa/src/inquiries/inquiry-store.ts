import type { Tx } from '../payments/payment-ports.js';
import type { Inquiry, InquiryNames, InquiryStatus } from './inquiry.js';

/** How an inquiry ended, as far as it has. */
export type Settlement = Pick<Inquiry, 'answer' | 'resultCode' | 'resultText'> & {
  readonly status: Exclude<InquiryStatus, 'asked'>;
  readonly settledAt: number;
};

/** The inquiry as it now stands, and whether this call has changed it; null when there is none. */
export type Settled = { readonly inquiry: Inquiry; readonly changed: boolean } | null;

export interface InquiryStore {
  insert(inquiry: Inquiry): Promise<void>;
  get(id: string): Promise<Inquiry | null>;
  /** Keeps what Daraja called it. An answer may have settled it already. */
  acknowledge(id: string, names: InquiryNames): Promise<void>;
  /** Settles it, unless it is answered already; a time-out settles only what is still asked. Of copies, one changes it. */
  settle(tx: Tx, id: string, settlement: Settlement): Promise<Settled>;
}
