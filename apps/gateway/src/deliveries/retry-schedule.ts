const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Pauses between the ten attempts, as Standard Webhooks recommends them: 75 h 35 min 5 s in all. */
export const PAUSES_MS = [
  5_000,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** A pause is longer by up to this part, so that what failed together does not come back together. */
export const JITTER = 0.1;

/** @returns when to try again after `made` failed attempts, never before the receiver asked for; null when it was the last */
export function nextAttemptAt(
  made: number,
  { now, retryAfterMs, random }: { now: number; retryAfterMs: number | null; random: number },
): number | null {
  const pause = PAUSES_MS[made - 1];
  if (pause === undefined) return null;
  return now + Math.max(Math.round(pause * (1 + JITTER * random)), retryAfterMs ?? 0);
}
