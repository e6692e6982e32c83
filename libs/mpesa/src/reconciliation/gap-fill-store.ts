/** How far the payments of a shortcode have been compared with Pull. */
export interface GapFillCursor {
  /** Epoch ms up to which nothing is missing; null before the first run. */
  readonly filledUntil: number | null;
}

/** A shortcode that was registered for Pull through this module. */
export interface PullRegistrationRow {
  readonly shortcode: string;
  readonly account: string;
}

/** One row a shortcode, shared by all instances. */
export interface GapFillStore {
  /** Keeps that Pull is open for the shortcode. */
  register(registration: PullRegistrationRow & { readonly at: number }): Promise<void>;
  registered(): Promise<PullRegistrationRow[]>;
  /**
   * Takes the shortcode until `leaseUntil`; null while another owner has it. A lease that would run for more than twice as long
   * as this one was taken by a clock that was ahead, and is void.
   */
  claim(
    shortcode: string,
    owner: string,
    lease: { readonly now: number; readonly leaseUntil: number },
  ): Promise<GapFillCursor | null>;
  /** Moves the cursor and the lease; false when `owner` no longer holds the shortcode, and then nothing moves. */
  advance(
    shortcode: string,
    owner: string,
    to: { readonly filledUntil: number; readonly leaseUntil: number },
  ): Promise<boolean>;
  release(shortcode: string, owner: string): Promise<void>;
}
