import type { Person } from './personal-table.js';

/** However a number is written, it ends in these. */
const SUBSCRIBER_DIGITS = 9;

/** By which words a text tells of somebody. */
export function wordsFor({ phone, payments }: Person): string[] {
  const names = payments.flatMap(({ id, receipt }) => (receipt === null ? [id] : [id, receipt]));
  return [phone.slice(-SUBSCRIBER_DIGITS), ...names];
}
