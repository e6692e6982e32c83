import type { Explanation } from '../../values/explanation.js';

/** What a line says beyond what it means: look it up before it is tried again, or do not try it again as this operator. */
export type Mark = 'may have moved' | 'counts against the operator';

/** A line of the catalogue. */
export type Entry = readonly [
  failure: Explanation['failure'],
  fault: Explanation['fault'],
  retryable: boolean,
  meaning: string,
  adviceToPayer: string,
  adviceToDeveloper: string,
  mark?: Mark,
];

/** The lines of one family of products, by code. */
export type Table = Readonly<Record<string, Entry>>;

/** A success and what is under way may have moved money as well. */
export function explanationOf(entry: Entry): Explanation {
  const [failure, fault, retryable, meaning, adviceToPayer, adviceToDeveloper, mark] = entry;
  const moneyMayHaveMoved = failure === null || mark === 'may have moved';
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
