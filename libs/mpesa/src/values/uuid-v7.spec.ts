import { describe, expect, it } from '@jest/globals';
import { systemRandom } from './random.js';
import { createUuidV7 } from './uuid-v7.js';

const at = (times: number[]) => ({ now: () => times.shift() ?? 0 });

describe('createUuidV7', () => {
  it('writes the time, the version and the variant where RFC 9562 wants them', () => {
    const id = createUuidV7(at([0x0192f3a4b5c6]), systemRandom)();
    expect(id).toMatch(/^0192f3a4-b5c6-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('sorts strictly in the order of making, 20,000 times inside one millisecond', () => {
    const next = createUuidV7({ now: () => 1_795_000_000_000 }, systemRandom);
    const ids = Array.from({ length: 20_000 }, next);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('sorts on while the clock is set back', () => {
    const next = createUuidV7(at([5_000, 4_000, 4_500, 5_001]), systemRandom);
    const ids = [next(), next(), next(), next()];
    expect(ids.toSorted()).toEqual(ids);
  });
});
