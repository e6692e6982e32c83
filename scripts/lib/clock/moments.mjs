import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal } from '../run.mjs';

const DAY_MS = 24 * 60 * 60 * 1000;
const EAST_AFRICA_MS = 3 * 60 * 60 * 1000;

/**
 * The moments at which the suite is run besides now, and the time zone of the machine then: the turns of the day, the month
 * and the year where code that reads the clock goes wrong, and a day on which every dated fixture is old. Two seconds before
 * midnight: a spec that is quick is run before it, a long one on both sides.
 */
export const MOMENTS = {
  tomorrow: { at: () => midnightInNairobi(1) - 2_000, timeZone: 'Africa/Nairobi' },
  'next-year': { at: () => Date.now() + 400 * DAY_MS, timeZone: 'America/Los_Angeles' },
  'leap-day': { at: () => Date.parse('2028-02-29T12:00:00+03:00'), timeZone: 'Pacific/Auckland' },
  'year-end': { at: () => Date.UTC(new Date().getUTCFullYear() + 1, 0, 1) - 2_000, timeZone: 'UTC' },
};

const HERE = dirname(fileURLToPath(import.meta.url));

/** One of the names, `+400d`, or a time as ISO 8601 writes it with its offset. `at()` is epoch ms. */
export function momentOf(text) {
  const days = /^\+(\d{1,4})d$/.exec(text)?.[1];
  const time = /T.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (text in MOMENTS) return { name: text, ...MOMENTS[text] };
  if (days !== undefined) return { name: text, at: () => Date.now() + days * DAY_MS };
  if (Number.isSafeInteger(time)) return { name: text, at: () => time };
  throw new Refusal(
    `--clock must be ${Object.keys(MOMENTS).join(', ')}, +400d or 2028-02-29T12:00:00+03:00, but it is "${text}".`,
  );
}

/** The environment variables of a run whose specs each begin at the moment (specs/environment.cjs). All processes that it starts inherit them. */
export function settingsAt({ at, timeZone }) {
  return {
    MPESA_TEST_CLOCK: String(at()),
    MPESA_TEST_CLOCK_AHEAD_MS: String(at() - Date.now()),
    NODE_OPTIONS:
      `${process.env.NODE_OPTIONS ?? ''} --require ${JSON.stringify(join(HERE, 'preload.cjs'))}`.trim(),
    ...(timeZone === undefined ? {} : { TZ: timeZone }),
  };
}

/** The end of the day in Nairobi that begins `days` after today's. */
function midnightInNairobi(days) {
  const today = Math.floor((Date.now() + EAST_AFRICA_MS) / DAY_MS);
  return (today + days + 1) * DAY_MS - EAST_AFRICA_MS;
}
