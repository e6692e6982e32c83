/** A party of a transaction, as M-Pesa names it. */
export interface TransactionParty {
  /** Phone number or shortcode, perhaps starred out. */
  readonly identifier: string | null;
  readonly name: string | null;
}

/** How a transaction stands by M-Pesa's own word. Times in epoch ms, money in cents; null is what M-Pesa did not tell. */
export interface StatusReport {
  /** `Initiated`, `Authorized`, `Pending Authorized`, and finally `Completed`, `Cancelled`, `Declined` or `Expired`. */
  readonly transactionStatus: string | null;
  readonly receipt: string | null;
  readonly amountCents: number | null;
  /** Who paid; the number of a customer is told in clear. */
  readonly debitParty: TransactionParty | null;
  readonly creditParty: TransactionParty | null;
  /** Such as `Pay Utility with OD Online`. */
  readonly reasonType: string | null;
  readonly debitAccountType: string | null;
  readonly initiatedAt: number | null;
  readonly finalisedAt: number | null;
  /** What the paying side, and the paid side, was charged. */
  readonly debitFeeCents: number | null;
  readonly creditFeeCents: number | null;
  /** The names of the request that was asked about. */
  readonly conversationId: string | null;
  readonly originatorConversationId: string | null;
}
