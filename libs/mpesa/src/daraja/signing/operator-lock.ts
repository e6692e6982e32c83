import { ORGANISATION_RESULTS } from '../catalogue/organisation-results.js';

/**
 * Whether an operator must not be used any further after this result of an organisation request. In STK push, Ratiba and
 * B2B Express the same 2001 and 8006 are about the payer's PIN.
 */
export function stopsOperator(resultCode: string): boolean {
  if (!Object.hasOwn(ORGANISATION_RESULTS, resultCode)) return false;
  return ORGANISATION_RESULTS[resultCode]?.[6] === 'counts against the operator';
}
