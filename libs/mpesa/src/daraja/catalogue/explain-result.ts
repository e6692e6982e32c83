import type { Explanation } from '../../values/explanation.js';
import { CUSTOMER_RESULTS } from './customer-results.js';
import { type Table, UNKNOWN, explanationOf } from './explanation.js';
import { OPERATOR_PRODUCTS, roleResults } from './operator-roles.js';
import { CORE_GATEWAY_RESULTS, ORGANISATION_RESULTS, RESULTS_OF_PRODUCT } from './organisation-results.js';
import {
  B2B_EXPRESS_RESULTS,
  BILL_MANAGER_RESULTS,
  BONGA_RESULTS,
  C2B_VALIDATION_RESULTS,
  ID_VALIDATION_RESULTS,
  ORGANISATION_INFO_RESULTS,
  PULL_RESULTS,
  RATIBA_RESULTS,
} from './product-results.js';

/** What a result code means in one product, or, where none is named, in all of them. */
export interface ResultExplanation extends Explanation {
  /** As Safaricom sent it. */
  readonly code: string;
  /** Null where none was named. */
  readonly product: string | null;
}

/** Products that pay in the way of another; a top-up is B2B as well, and a kind of payment of its own. */
const LIKE: Readonly<Record<string, string>> = { pochi: 'b2c', tax: 'b2b', 'top-up': 'b2b' };

/** The products the catalogue knows, each with its tables, the most particular first. */
const PRODUCTS: ReadonlyMap<string, readonly Table[]> = new Map([
  ['stk-push', [CUSTOMER_RESULTS]],
  ['stk-query', [CUSTOMER_RESULTS]],
  ...OPERATOR_PRODUCTS.map((product) => [product, operatorTables(product)] as const),
  ['b2b-express', [B2B_EXPRESS_RESULTS]],
  ['ratiba', [RATIBA_RESULTS, CUSTOMER_RESULTS]],
  ['bonga', [BONGA_RESULTS, CUSTOMER_RESULTS]],
  ['pull', [PULL_RESULTS]],
  ['id-validation', [ID_VALIDATION_RESULTS]],
  ['organisation-info', [ORGANISATION_INFO_RESULTS]],
  ['bill-manager', [BILL_MANAGER_RESULTS]],
  ['c2b-validation', [C2B_VALIDATION_RESULTS]],
]);

function operatorTables(product: string): readonly Table[] {
  const own = RESULTS_OF_PRODUCT[LIKE[product] ?? product] ?? {};
  return [roleResults(product), own, ORGANISATION_RESULTS, CORE_GATEWAY_RESULTS];
}

/** The products whose codes the catalogue knows. */
export const CATALOGUE_PRODUCTS: readonly string[] = [...PRODUCTS.keys()];

/** The codes that the catalogue explains for a product; empty for a product it does not know. */
export function resultCodesOf(product: string): readonly string[] {
  return [...new Set((PRODUCTS.get(product) ?? []).flatMap((table) => Object.keys(table)))];
}

/** True when the catalogue has this code for this product. */
export function isKnownResult(code: string, product: string): boolean {
  return (PRODUCTS.get(product) ?? []).some((table) => Object.hasOwn(table, code));
}

/**
 * Explains a result code. The same code means different things: 1 is the payer's balance after a push and our Utility
 * account after a B2C payment. Without a product all meanings are told, and only what they have in common is asserted. A
 * code nobody knows is `unknown`, never a success. For advice; a payment's status is never decided by it.
 */
export function explainResult(code: string, product?: string): ResultExplanation {
  return { code, product: product ?? null, ...resultMeaning(code, product) };
}

/** Every result code that the catalogue knows, explained: those of one product, or of all. */
export function resultCodes(product?: string): ResultExplanation[] {
  const codes = product === undefined ? CATALOGUE_PRODUCTS.flatMap(resultCodesOf) : resultCodesOf(product);
  return [...new Set(codes)].map((code) => explainResult(code, product));
}

/** What a result code means, without naming it again. */
export function resultMeaning(code: string, product?: string): Explanation {
  if (product !== undefined) return lookUp(code, product) ?? explanationOf(UNKNOWN);
  const found = CATALOGUE_PRODUCTS.flatMap((name) => {
    const explanation = lookUp(code, name);
    return explanation ? [{ name, explanation }] : [];
  });
  return found.length === 0 ? explanationOf(UNKNOWN) : commonOf(found);
}

function lookUp(code: string, product: string): Explanation | null {
  const table = PRODUCTS.get(product)?.find((one) => Object.hasOwn(one, code));
  const entry = table?.[code];
  return entry ? explanationOf(entry) : null;
}

type Named = { readonly name: string; readonly explanation: Explanation };

function commonOf(found: readonly Named[]): Explanation {
  const explanations = found.map(({ explanation }) => explanation);
  const same = <K extends keyof Explanation>(key: K, otherwise: Explanation[K]): Explanation[K] => {
    const [first, ...others] = new Set(explanations.map((one) => one[key]));
    return first === undefined || others.length > 0 ? otherwise : first;
  };
  return {
    failure: same('failure', 'unknown'),
    fault: same('fault', 'unknown'),
    retryable: explanations.every(({ retryable }) => retryable),
    moneyMayHaveMoved: explanations.some(({ moneyMayHaveMoved }) => moneyMayHaveMoved),
    meaning: told(found, 'meaning'),
    adviceToPayer: same('adviceToPayer', UNKNOWN[4]),
    adviceToDeveloper: told(found, 'adviceToDeveloper'),
  };
}

/** One text where all products say the same; else each text with the products that say it. */
function told(found: readonly Named[], key: 'meaning' | 'adviceToDeveloper'): string {
  const texts = [...new Set(found.map(({ explanation }) => explanation[key]))];
  const [only = ''] = texts;
  if (texts.length === 1) return only;
  const sayers = (text: string): string =>
    found.flatMap(({ name, explanation }) => (explanation[key] === text ? [name] : [])).join(', ');
  return texts.map((text) => `${sayers(text)}: ${text}`).join('; ');
}
