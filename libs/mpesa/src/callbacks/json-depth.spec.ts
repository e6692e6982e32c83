import { describe, expect, it } from '@jest/globals';
import { nestingExceeds } from './json-depth.js';

const nested = (levels: number, wrap: (inner: unknown) => unknown): unknown =>
  levels === 0 ? 'leaf' : wrap(nested(levels - 1, wrap));

describe('nestingExceeds', () => {
  it.each<[string, (inner: unknown) => unknown, number]>([
    ['arrays', (inner) => [inner], 10],
    ['objects', (inner) => ({ inner }), 10],
    ['both, the deep one last', (inner) => [{ flat: 1 }, 2, { inner }], 20],
  ])('counts the levels of %s', (_, wrap, levels) => {
    const value = nested(10, wrap);
    expect(nestingExceeds(value, levels)).toBe(false);
    expect(nestingExceeds(value, levels - 1)).toBe(true);
  });

  it.each(['text', 5, null, undefined, true])('takes %p for flat', (value) => {
    expect(nestingExceeds(value, 0)).toBe(false);
  });

  it('looks no deeper than it must', () => {
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    expect(nestingExceeds(endless, 10)).toBe(true);
    expect(nestingExceeds(JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), 10)).toBe(true);
  });
});
