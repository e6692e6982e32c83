/** East Africa Time is UTC+3 all year, without daylight saving (DARAJA-FACTS 4.3). */
const EAST_AFRICA_OFFSET_MS = 3 * 60 * 60 * 1000;

interface EastAfricaParts {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
  millisecond: string;
}

/** Calendar and clock of one instant in Nairobi, each part zero-padded. */
export function eastAfricaParts(epochMs: number): EastAfricaParts {
  const iso = new Date(epochMs + EAST_AFRICA_OFFSET_MS).toISOString();
  return {
    year: iso.slice(0, 4),
    month: iso.slice(5, 7),
    day: iso.slice(8, 10),
    hour: iso.slice(11, 13),
    minute: iso.slice(14, 16),
    second: iso.slice(17, 19),
    millisecond: iso.slice(20, 23),
  };
}

/** `YYYYMMDDHHmmss`, the form of TransactionDate, TransTime and Timestamp. */
export function eastAfricaStamp(epochMs: number): string {
  const t = eastAfricaParts(epochMs);
  return `${t.year}${t.month}${t.day}${t.hour}${t.minute}${t.second}`;
}

/** `YYYYMMDD`, to tell whether two instants fall on one day in Nairobi. */
export function eastAfricaDay(epochMs: number): string {
  return eastAfricaStamp(epochMs).slice(0, 8);
}

/** Epoch milliseconds of a `YYYY-MM-DD HH:mm:ss` in Nairobi; NaN when it is none. */
export function eastAfricaEpoch(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`) - EAST_AFRICA_OFFSET_MS;
}
