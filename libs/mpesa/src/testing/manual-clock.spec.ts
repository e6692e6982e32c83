import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../values/clock.js';
import { ManualClock } from './manual-clock.js';

describe('ManualClock', () => {
  it('stands still until it is moved', () => {
    const clock = new ManualClock(1_000);
    expect([clock.now(), clock.now()]).toEqual([1_000, 1_000]);
    clock.advance(500);
    expect(clock.now()).toBe(1_500);
    clock.set(7);
    expect(clock.now()).toBe(7);
  });

  it('starts at the real time unless told', () => {
    const before = systemClock().now();
    const started = new ManualClock().now();
    expect(started).toBeGreaterThanOrEqual(before);
    expect(started).toBeLessThanOrEqual(systemClock().now());
  });
});
