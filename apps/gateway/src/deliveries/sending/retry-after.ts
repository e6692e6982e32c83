/** The longest a receiver may ask us to wait. */
export const LONGEST_RETRY_AFTER_MS = 86_400_000;

/** Reads a Retry-After header, seconds or an HTTP date (RFC 9110, 10.2.3), as a wait of at most a day. Null when it says nothing. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_RETRY_AFTER_MS);
  // Date.parse takes far more than HTTP dates; all of those begin with the name of a day.
  const at = /^(mon|tue|wed|thu|fri|sat|sun)/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now, 0), LONGEST_RETRY_AFTER_MS);
}
