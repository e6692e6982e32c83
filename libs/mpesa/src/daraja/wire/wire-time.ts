import { formatEastAfricaTime, parseEastAfricaTime } from '../../values/east-africa-time.js';
import { wireText } from './wire-reader.js';

/** Every other form a time has on the wire, each of them East Africa Time: B2C, IMSI and SIM swap; Pull and Bill Manager. */
const DAY_FIRST = /^(\d{2})[.-](\d{2})[.-](\d{4})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?$/;
const YEAR_FIRST = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?Z?)?$/;

/**
 * Reads a time in any of Daraja's forms (`20261121101545`, `21.11.2026 22:48:52`, `01-05-2022`, `01-01-1900 00:00`,
 * `2026-11-21T10:13:00Z`, `2026-11-21`) into epoch milliseconds; null for anything else. All are East Africa Time: the
 * `Z` that Pull writes is not to be trusted. A day without a time is its midnight.
 */
export function parseWireTime(value: unknown): number | null {
  const text = wireText(value);
  if (text === null) return null;
  return parseEastAfricaTime(dayFirst(text) ?? yearFirst(text) ?? text);
}

/** An instant (epoch milliseconds) as Pull takes it: `YYYY-MM-DD HH:mm:ss` in East Africa Time. */
export function formatPullTime(ms: number): string {
  return formatEastAfricaTime(ms).replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3 $4:$5:$6');
}

/** The day of an instant (epoch milliseconds) in East Africa, as Ratiba takes it: `YYYYMMDD`. */
export function formatWireDay(ms: number): string {
  return formatEastAfricaTime(ms).slice(0, 8);
}

/** The day of an instant (epoch milliseconds) in East Africa, as Bill Manager takes it: `YYYY-MM-DD`. */
export function formatIsoDay(ms: number): string {
  return formatWireDay(ms).replace(/^(....)(..)(..)$/, '$1-$2-$3');
}

function dayFirst(text: string): string | null {
  const match = DAY_FIRST.exec(text);
  if (!match) return null;
  const [, day = '', month = '', year = '', hour = '00', minute = '00', second = '00'] = match;
  return [year, month, day, hour, minute, second].join('');
}

function yearFirst(text: string): string | null {
  const match = YEAR_FIRST.exec(text);
  if (!match) return null;
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00'] = match;
  return [year, month, day, hour, minute, second].join('');
}
