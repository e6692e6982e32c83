/** What a claim asks for. Times in epoch ms. */
export interface Lease {
  readonly now: number;
  readonly leaseUntil: number;
  readonly limit: number;
}

/**
 * A lease that ends later than this was taken by a clock that was ahead, and is void: twice as long as the one that is asked
 * for, so that clocks which differ a little take nothing from each other.
 */
export function tooLong(now: number, until: number): number {
  return until + (until - now);
}

/** The clocks of two machines may be apart by so much, ms, before anything is taken from anybody. */
export const CLOCK_SKEW_MS = 60_000;
