/** Clocks of several hosts may differ by so much before anything is taken from anybody. */
export const CLOCKS_DIFFER_MS = 60_000;

/**
 * A lease that ends later than this was taken by a clock that was ahead, and is void: twice as long as the one that is asked
 * for, so that clocks which differ a little take nothing from each other.
 */
export function tooLong(now: number, until: number): number {
  return until + (until - now);
}
