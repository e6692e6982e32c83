/** The observed tables of frequencies (DARAJA-FACTS 1.15); a day count, or months. */
type Step = { readonly days: number } | { readonly months: number } | null;

const OLDER: readonly Step[] = [
  null,
  { days: 1 },
  { days: 7 },
  { months: 1 },
  { months: 2 },
  { months: 3 },
  { months: 6 },
  { months: 12 },
];
const NEWER: readonly Step[] = [
  null,
  { days: 1 },
  { days: 7 },
  { days: 14 },
  { months: 1 },
  { months: 2 },
  { months: 3 },
  { months: 6 },
  { months: 12 },
];

const DAY_MS = 24 * 60 * 60 * 1000;

/** The step of a `Frequency`; undefined when the table has no such number, null for one payment only. */
export function frequencyStep(frequency: string, newer: boolean): Step | undefined {
  return (newer ? NEWER : OLDER)[Number(frequency) - 1];
}

/** Midnight UTC of the `n`th payment's day after `start`; a month too short for it has it on its last day. */
export function executionDay(start: number, step: Exclude<Step, null>, n: number): number {
  if ('days' in step) return start + n * step.days * DAY_MS;
  const first = new Date(start);
  const month = first.getUTCMonth() + n * step.months;
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return Date.UTC(first.getUTCFullYear(), month, Math.min(first.getUTCDate(), lastDay));
}
