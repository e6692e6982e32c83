import type { FailureWord, Fault } from '../result-codes.js';

/** Why something an organisation asked for failed, in one word that our code may decide by. */
export type OrganisationFailureWord =
  | 'account-inactive'
  | 'already-reversed'
  | 'declined'
  | 'duplicate'
  | 'initiator-invalid'
  | 'initiator-locked'
  | 'internal-failure'
  | 'invalid-party'
  | 'invalid-request'
  | 'invalid-token'
  | 'original-unknown'
  | 'payee-not-supported'
  | 'product-missing'
  | 'role-missing'
  | 'throttled';

/** What a code or a message means, and what to do about it. */
export interface Explanation {
  /** Null for a success, and for what is still under way. */
  readonly failure: FailureWord | OrganisationFailureWord | null;
  readonly meaning: string;
  /** Who can do something about it; the payee is the customer who is sent money. */
  readonly fault: Fault | 'payee';
  /** True when the same may succeed later without anything being changed first. */
  readonly retryable: boolean;
  /** True where nobody can say for sure that none did: look before trying again. */
  readonly moneyMayHaveMoved: boolean;
  readonly adviceToPayer: string;
  readonly adviceToDeveloper: string;
}

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
