import type { OrgStatus } from '../org/org-request.js';

/** What M-Pesa remembers of a transaction, whoever asks. */
export interface TransactionFacts {
  readonly receipt: string;
  readonly cents: number;
  readonly status: OrgStatus;
  /** Why it failed; null when it did not. */
  readonly reason: string | null;
  readonly reasonType: string;
  /** Epoch milliseconds. */
  readonly initiatedAt: number;
  /** Epoch milliseconds; null while it is not final. */
  readonly finalisedAt: number | null;
  readonly debitParty: string;
  readonly creditParty: string;
  readonly debitAccountType: string;
  readonly conversationId: string;
  readonly originatorConversationId: string;
  /** Charged to the debit party, in cents. */
  readonly debitCharges: number;
}
