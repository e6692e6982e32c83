const LONGEST_MS = 3_600_000;

/** Pause after the n-th failed attempt: doubles from `firstMs` up to an hour. */
export function backoffMs(firstMs: number, attempts: number): number {
  return Math.min(LONGEST_MS, firstMs * 2 ** Math.min(attempts - 1, 30));
}
