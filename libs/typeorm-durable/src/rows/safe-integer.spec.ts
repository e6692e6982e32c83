import { describe, expect, it } from '@jest/globals';
import type { ValueTransformer } from 'typeorm';
import { safeInteger, toSafeInteger } from './safe-integer.js';

const { to, from } = safeInteger as { to: ValueTransformer['to']; from: ValueTransformer['from'] };

describe('the safe-integer transformer', () => {
  it('reads what drivers hand over', () => {
    expect([from('1795251600000'), from(42), from(7n), from(null)]).toEqual([1_795_251_600_000, 42, 7, null]);
    expect(toSafeInteger('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
  });

  it.each([2 ** 53, 0.5, Number.NaN, Infinity, '12'])('refuses to write %p', (value) => {
    expect(() => to(value)).toThrow(RangeError);
  });

  it.each(['9007199254740993', '1.5', 'x'])('refuses to read %p', (value) => {
    expect(() => from(value)).toThrow(RangeError);
  });
});
