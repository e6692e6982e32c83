import { formatEastAfricaTime } from '../../values/east-africa-time.js';
import type { FilledCase } from './filled-case.js';

/** The columns of the form, in both of its files. */
export const COLUMNS = [
  'Subject',
  'Test case',
  'Expected result',
  'Actual result',
  'Request ids',
  'Time (EAT)',
  'Took (ms)',
  'Verdict',
] as const;

/** A line of the form as texts, one for each column. */
export function rowOf(filled: FilledCase): readonly string[] {
  const { subject, name, expected, actual, ids, startedAt, tookMs, verdict } = filled;
  const told = ids.map(([id, value]) => `${id} ${value}`).join('; ');
  return [subject, name, expected, actual, told, readableTime(startedAt), String(tookMs), verdict];
}

/** `2026-11-22 14:03:05`, East Africa Time. */
export function readableTime(ms: number): string {
  return formatEastAfricaTime(ms).replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3 $4:$5:$6');
}

/** How many lines have each verdict. */
export function countOf(form: readonly FilledCase[], verdict: FilledCase['verdict']): number {
  return form.filter((line) => line.verdict === verdict).length;
}
