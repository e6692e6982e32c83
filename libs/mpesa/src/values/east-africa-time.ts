import { HOUR_MS } from './duration.js';

/** Kenya keeps UTC+3 the whole year. */
const OFFSET_MS = 3 * HOUR_MS;
const STAMP = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;

/** An instant (epoch milliseconds) as Daraja writes it: `YYYYMMDDHHmmss` in East Africa Time, whatever the server's zone. */
export function formatEastAfricaTime(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 19).replace(/[-:T]/g, '');
}

/**
 * Reads `YYYYMMDDHHmmss` in East Africa Time, as string or number, into epoch milliseconds. Null for anything else, also
 * for dates that no calendar has, such as the 31st of February.
 */
export function parseEastAfricaTime(value: unknown): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const match = STAMP.exec(String(value));
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - OFFSET_MS;
  // Date.parse lets the 31st of a short month run over into the next one.
  if (Number.isNaN(ms) || formatEastAfricaTime(ms) !== match[0]) return null;
  return ms;
}
