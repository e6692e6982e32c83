/** What became of one fact. */
export type RecordOutcome =
  | { readonly result: 'applied'; readonly paymentId: string }
  | { readonly result: 'ignored'; readonly paymentId: string; readonly reason: string }
  /** No payment of that id is stored (yet). */
  | { readonly result: 'unmatched'; readonly paymentId: string }
  /** Too early to tell; ask again, at the latest at `until` (epoch ms). */
  | { readonly result: 'waiting'; readonly until: number };
