import type { Explanation } from '../../values/explanation.js';

/** A line of the catalogue. The last field marks what must be looked up before it is tried again. */
export type Entry = readonly [
  failure: Explanation['failure'],
  fault: Explanation['fault'],
  retryable: boolean,
  meaning: string,
  adviceToPayer: string,
  adviceToDeveloper: string,
  money?: 'may have moved',
];

/** The lines of one family of products, by code. */
export type Table = Readonly<Record<string, Entry>>;

/** A success and what is under way may have moved money as well. */
export function explanationOf(entry: Entry): Explanation {
  const [failure, fault, retryable, meaning, adviceToPayer, adviceToDeveloper, money] = entry;
  const moneyMayHaveMoved = failure === null || money !== undefined;
  return { failure, meaning, fault, retryable, moneyMayHaveMoved, adviceToPayer, adviceToDeveloper };
}

/** What is not in the catalogue is kept raw, never guessed. */
export const UNKNOWN: Entry = [
  'unknown',
  'unknown',
  false,
  'not in the catalogue',
  'That did not work. Check your M-Pesa messages before you try again.',
  'Look the code up with Safaricom; the raw code and text are kept.',
  'may have moved',
];
