import { describe, expect, it } from '@jest/globals';
import { nextAttemptAt, PAUSES_MS } from './retry-schedule.js';

const NOW = 1_795_305_600_000;
const at = (made: number, more: { retryAfterMs?: number; random?: number } = {}): number | null =>
  nextAttemptAt(made, { now: NOW, retryAfterMs: null, random: 0, ...more });

describe('the retry schedule', () => {
  it('tries ten times within 75 h 35 min 5 s', () => {
    expect(PAUSES_MS).toHaveLength(9);
    expect(PAUSES_MS.reduce((sum, pause) => sum + pause, 0)).toBe((75 * 3600 + 35 * 60 + 5) * 1000);
  });

  it.each([
    [1, 5],
    [2, 300],
    [3, 1_800],
    [4, 7_200],
    [5, 18_000],
    [6, 36_000],
    [7, 50_400],
    [8, 72_000],
    [9, 86_400],
  ])('waits after attempt %i for %i s', (made, seconds) => expect(at(made)).toBe(NOW + seconds * 1000));

  it('ends with the tenth attempt', () => expect(at(10)).toBeNull());

  it('makes a pause longer by up to a tenth, never shorter', () => {
    expect(at(2, { random: 0.5 })).toBe(NOW + 315_000);
    expect(at(2, { random: 0.999_999 })).toBe(NOW + 330_000);
  });

  it('waits for as long as the receiver asks, when that is longer', () => {
    expect(at(1, { retryAfterMs: 60_000 })).toBe(NOW + 60_000);
    expect(at(2, { retryAfterMs: 60_000 })).toBe(NOW + 300_000);
  });
});
