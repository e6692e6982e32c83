import assert from 'node:assert/strict';

/**
 * Deep equality by value. Native drivers make their arrays outside the context a test runner puts the specs in, and
 * node:assert holds those to be different from arrays made inside.
 */
export function same(actual: unknown, expected: unknown, message?: string): void {
  assert.deepEqual(here(actual), here(expected), message);
}

function here(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value as unknown[], here);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (value instanceof Set || value instanceof Map) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, here(inner)]));
}
