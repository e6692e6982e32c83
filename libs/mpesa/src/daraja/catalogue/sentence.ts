import type { Entry } from './explanation.js';

/**
 * What an answer that is not an acceptance says about the request: `refused` before anything was done, `refused-for-now`
 * likewise but the same request may pass later, or `unknown` - somebody behind the gateway may have acted on it.
 */
export type Verdict = 'refused' | 'refused-for-now' | 'unknown';

/** What we do something about, beyond telling it. */
export type SentenceKind =
  | 'lacks-product'
  | 'made-for-v1'
  | 'nothing-to-pull'
  | 'phone-locked'
  | 'push-pending'
  | 'push-unknown'
  | 'quota'
  | 'spike'
  | 'token-refused'
  | 'urls-registered';

/** The words of a result: they mean what its code means. */
export interface ResultWords {
  readonly code: string;
  /** Where the code is looked up when the caller names no product that has it; null in all of them. */
  readonly product: string | null;
}

/** One thing that Daraja says, in words, by an `errorCode` or both, and all that follows from it. */
export interface Sentence {
  readonly words?: RegExp;
  /** The codes that say it without any words. */
  readonly codes?: readonly string[];
  /** Sections of DARAJA-FACTS, and why they are judged so. */
  readonly source: string;
  /** For the money, in an answer to a request; where none is given, code and HTTP status tell. */
  readonly verdict?: Verdict;
  readonly is?: SentenceKind;
  /** Whose fault it is, and what to do about it. */
  readonly means?: Entry | ResultWords;
}
