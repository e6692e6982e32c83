import type { ValueTransformer } from 'typeorm';

/**
 * For `bigint` columns: drivers hand them over as numbers, strings or bigints. What a JavaScript number cannot hold exactly
 * is refused in both directions, because a rounded amount is worse than an error.
 */
export const safeInteger: ValueTransformer = {
  to: (value: unknown): unknown => (value === null || value === undefined ? value : exact(value)),
  from: (value: unknown): unknown => (value === null || value === undefined ? value : exact(Number(value))),
};

/** Reads an integer that a query computed, such as a MAX. */
export function toSafeInteger(value: unknown): number {
  return exact(Number(value));
}

/** The same of what may be missing. */
export function toSafeIntegerOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : toSafeInteger(value);
}

function exact(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${String(value)} is not a safe integer`);
  return value as number;
}
