/** A token at rest. */
export interface StoredAccessToken {
  readonly sealedToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Counts the tokens of this app; a higher one is newer. */
  readonly generation: number;
}

/** Where instances share tokens, one row per app. Each method is one short statement or transaction. */
export interface AccessTokenStore {
  /** The stored token, also an expired one; null when there is none yet. */
  load(key: string): Promise<StoredAccessToken | null>;
  /**
   * Takes the right to fetch a token until `until`, making the row when it is missing. False while another owner's lease
   * is running at `now`. A lease that would run for more than twice as long as this one was taken by a clock that was ahead,
   * and is void.
   */
  tryLease(key: string, owner: string, now: number, until: number): Promise<boolean>;
  /** Stores a token. False, and nothing changed, unless `owner` still holds the lease and `generation` is the highest so far. */
  save(key: string, owner: string, token: StoredAccessToken): Promise<boolean>;
  /** Gives the lease back; without effect when another owner has it. */
  release(key: string, owner: string): Promise<void>;
}
