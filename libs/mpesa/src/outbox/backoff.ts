import { HOUR_MS } from '../values/duration.js';

const LONGEST_MS = HOUR_MS;

/** Pauses by how many attempts have failed, 0 before the first; the last is that of all beyond. */
export function pausesMs(firstMs: number): number[] {
  const pauses = [0];
  while ((pauses.at(-1) ?? LONGEST_MS) < LONGEST_MS) pauses.push(backoffMs(firstMs, pauses.length));
  return pauses;
}

/** Pause after the n-th failed attempt: doubles from `firstMs` up to an hour. */
export function backoffMs(firstMs: number, attempts: number): number {
  return Math.min(LONGEST_MS, firstMs * 2 ** Math.min(attempts - 1, 30));
}
