import type { Explanation } from '../../values/explanation.js';
import { isKnownResult, resultMeaning } from './explain-result.js';
import { UNKNOWN, explanationOf } from './explanation.js';
import type { ResultWords, Sentence } from './sentence.js';
import { SENTENCES } from './sentences.js';

/** An error as it came: an `errorCode` or a result code, its words, and the product where they are known. */
export interface ErrorToExplain {
  readonly code?: string | null;
  readonly message?: string | null;
  /** As `Endpoint.product` names it. */
  readonly product?: string;
}

/** What an error means, and the error. */
export interface ErrorExplanation extends Explanation {
  /** Both as they came. */
  readonly code: string | null;
  readonly message: string | null;
}

/** The codes of the gateway that the catalogue explains. */
export const GATEWAY_ERROR_CODES: readonly string[] = SENTENCES.flatMap(({ codes = [] }) => codes);

/**
 * Explains an error by code and message. A result code of the named product stands for itself; `500.001.1001` and its like
 * mean many things, so there the words decide; the code alone comes last. What neither tells is `unknown`. For advice:
 * whether money may have moved in a request of ours is judged by its outcome, never by this.
 */
export function explain({ code = null, message = null, product }: ErrorToExplain): ErrorExplanation {
  return { code, message, ...meaningOf({ code, message, product }) };
}

/** The explanation alone, without code and message. */
export function meaningOf({ code = null, message, product }: ErrorToExplain): Explanation {
  if (code !== null && product !== undefined && isKnownResult(code, product))
    return resultMeaning(code, product);
  const told = SENTENCES.find(({ words, means }) => means !== undefined && words?.test(message ?? ''));
  const found = told ?? SENTENCES.find(({ codes }) => code !== null && codes?.includes(code));
  if (found?.means) return ofSentence(found.means, found.verdict, { code, product });
  return code === null ? explanationOf(UNKNOWN) : resultMeaning(code, product);
}

function ofSentence(
  means: NonNullable<Sentence['means']>,
  verdict: Sentence['verdict'],
  asked: Pick<ErrorToExplain, 'code' | 'product'>,
): Explanation {
  if ('code' in means) return ofResult(means, asked);
  const explanation = explanationOf(means);
  return verdict === 'unknown' ? { ...explanation, moneyMayHaveMoved: true } : explanation;
}

function ofResult(
  words: ResultWords,
  { code, product }: Pick<ErrorToExplain, 'code' | 'product'>,
): Explanation {
  if (product !== undefined && isKnownResult(words.code, product)) return resultMeaning(words.code, product);
  // The words of a code say no more than the code: what it means in one product is not asserted of another.
  const told = code === words.code ? null : words.product;
  return resultMeaning(words.code, told ?? undefined);
}
