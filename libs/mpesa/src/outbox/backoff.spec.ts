import { describe, expect, it } from '@jest/globals';
import { backoffMs } from './backoff.js';

describe('backoffMs', () => {
  it('doubles from the first pause up to an hour', () => {
    expect([1, 2, 3, 4, 12].map((attempts) => backoffMs(1_000, attempts))).toEqual([
      1_000, 2_000, 4_000, 8_000, 2_048_000,
    ]);
    expect(backoffMs(1_000, 13)).toBe(3_600_000);
  });

  it('stays a number after any count of attempts', () => {
    expect(backoffMs(1, 5_000)).toBe(3_600_000);
    expect(backoffMs(7_200_000, 1)).toBe(3_600_000);
  });
});
