import type { Explanation } from '../../values/explanation.js';
import { type KnownMessage, KNOWN_MESSAGES } from './error-messages.js';
import { isKnownResult, resultMeaning } from './explain-result.js';
import { UNKNOWN, explanationOf } from './explanation.js';
import { GATEWAY_ERRORS } from './gateway-errors.js';

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
export const GATEWAY_ERROR_CODES: readonly string[] = Object.keys(GATEWAY_ERRORS);

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
  const known = KNOWN_MESSAGES.find(({ text }) => text.test(message ?? ''));
  if (known) return ofMessage(known, code, product);
  const entry = code !== null && Object.hasOwn(GATEWAY_ERRORS, code) ? GATEWAY_ERRORS[code] : undefined;
  if (entry) return explanationOf(entry);
  return code === null ? explanationOf(UNKNOWN) : resultMeaning(code, product);
}

function ofMessage(known: KnownMessage, code: string | null, product: string | undefined): Explanation {
  if ('entry' in known) return explanationOf(known.entry);
  if (product !== undefined && isKnownResult(known.code, product)) return resultMeaning(known.code, product);
  // The words of a code say no more than the code: what it means in one product is not asserted of another.
  const told = code === known.code ? null : known.product;
  return resultMeaning(known.code, told ?? undefined);
}
