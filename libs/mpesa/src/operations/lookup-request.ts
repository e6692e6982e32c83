import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { refuseNonObjects } from './request-objects.js';

/** The id of something stored. @throws InvalidRequestError */
export function readId(field: string, id: unknown): string {
  if (typeof id === 'string') return id;
  throw new InvalidRequestError(field, id, 'must be a text');
}

/**
 * A filter whose values are what the types say: what comes from a query string is an object or a list now and then, which a
 * database driver would make SQL of.
 *
 * @throws InvalidRequestError naming the field of the filter
 */
export function readFilter<T extends object>(filter: T): T {
  refuseNonObjects({ filter });
  for (const [field, value] of Object.entries(filter)) {
    if (value === undefined) continue;
    const problem = field.startsWith('created') ? timeProblem(value) : textProblem(field, value);
    if (problem !== null) throw new InvalidRequestError(field, value, problem);
  }
  return filter;
}

const MAY_BE_SEVERAL = new Set(['status', 'checkoutRequestId', 'reference']);

function textProblem(field: string, value: unknown): string | null {
  const texts: unknown[] = MAY_BE_SEVERAL.has(field) && Array.isArray(value) ? value : [value];
  return texts.every((text) => typeof text === 'string') ? null : 'must be a text';
}

function timeProblem(value: unknown): string | null {
  return Number.isSafeInteger(value) ? null : 'must be epoch milliseconds';
}
