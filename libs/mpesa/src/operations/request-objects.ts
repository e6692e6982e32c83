import { InvalidRequestError } from '../errors/invalid-request.error.js';

/**
 * Callers without types pass nothing, a text or a list now and then.
 *
 * @throws InvalidRequestError naming the first argument that is no object
 */
export function refuseNonObjects(given: Readonly<Record<string, unknown>>): void {
  for (const [field, value] of Object.entries(given)) {
    if (!isObject(value)) throw new InvalidRequestError(field, value, 'must be an object');
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
