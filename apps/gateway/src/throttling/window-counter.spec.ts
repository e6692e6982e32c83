import { describe, expect, it } from '@jest/globals';
import { WindowCounter } from './window-counter.js';

describe('a counter by name', () => {
  let now = 1_000;
  const counter = (most: number) => new WindowCounter({ now: () => now }, { most, windowMs: 60_000 });

  it('counts each name for itself, and tells when it begins anew', () => {
    const counts = counter(2);
    expect([counts.count('a'), counts.count('a'), counts.count('a')]).toEqual([null, null, 61_000]);
    expect(counts.count('b')).toBeNull();
    now = 61_000;
    expect(counts.count('a')).toBeNull();
  });

  it('does not hold anybody up when the clock was ahead and is set right', () => {
    now = 10_000_000;
    const counts = counter(1);
    counts.count('a');
    now = 1_000;
    expect(counts.count('a')).toBeNull();
  });

  it('forgets the oldest of very many names, and none that goes on', () => {
    now = 1_000;
    const counts = counter(2);
    counts.count('busy');
    for (let name = 0; name < 15_000; name += 1) {
      counts.count(`stranger ${name}`);
      if (name % 1_000 === 0) expect(counts.count('busy') === null).toBe(name === 0);
    }
  });
});
