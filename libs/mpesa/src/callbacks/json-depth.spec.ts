import { describe, expect, it } from '@jest/globals';
import { nestingExceeds } from './json-depth.js';

const nested = (levels: number, wrap: (inner: unknown) => unknown): unknown =>
  levels === 0 ? 'leaf' : wrap(nested(levels - 1, wrap));
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe('nestingExceeds', () => {
  it.each<[string, (inner: unknown) => unknown, number]>([
    ['arrays', (inner) => [inner], 10],
    ['objects', (inner) => ({ inner }), 10],
    ['both, the deep one last', (inner) => [{ flat: 1 }, 2, { inner }], 20],
  ])('counts the levels of %s', (_, wrap, levels) => {
    const value = bytes(nested(10, wrap));
    expect(nestingExceeds(value, levels)).toBe(false);
    expect(nestingExceeds(value, levels - 1)).toBe(true);
  });

  it.each(['text', 5, null, true, '{[{[{[', '\\{"[', '"', '\\'])('takes %j for flat', (value) => {
    expect(nestingExceeds(bytes(value), 0)).toBe(false);
    expect(nestingExceeds(bytes({ [String(value)]: value }), 1)).toBe(false);
  });

  it.each(['{"a', '"\\', '', ']]]]', '{"a":"\\"}{[{['])(
    'comes to an end with %j, which is no JSON',
    (text) => {
      expect(nestingExceeds(Buffer.from(text), 4)).toBe(false);
    },
  );

  it('looks no deeper than it must', () => {
    expect(nestingExceeds(Buffer.from('['.repeat(1_000_000)), 10)).toBe(true);
  });
});
