import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InMemoryQueryLimitStore } from '../../testing/in-memory/in-memory-query-limit.store.js';
import { QueryLimiter } from './query-limiter.js';

const APP = { baseUrl: 'https://sandbox.safaricom.co.ke', consumerKey: 'key', consumerSecret: 'secret' };
const START = 1_795_000_000_000;

let now: number;
let store: InMemoryQueryLimitStore;
const clock = { now: () => now };

beforeEach(() => {
  now = START;
  store = new InMemoryQueryLimitStore();
});

describe('QueryLimiter', () => {
  it('lets one question go every twelve seconds, for all instances together', async () => {
    const [first, second] = [new QueryLimiter({ clock, store }), new QueryLimiter({ clock, store })];
    expect(await first.tryAcquire(APP, 'stk-query')).toEqual({ ok: true });
    expect(await second.tryAcquire(APP, 'stk-query')).toEqual({ ok: false, retryAt: START + 12_000 });
    now += 11_999;
    expect(await second.tryAcquire(APP, 'stk-query')).toEqual({ ok: false, retryAt: START + 12_000 });
    now += 1;
    expect(await second.tryAcquire(APP, 'stk-query')).toEqual({ ok: true });
  });

  it('counts apps and products apart', async () => {
    const limiter = new QueryLimiter({ clock, store });
    await limiter.tryAcquire(APP, 'stk-query');
    expect(await limiter.tryAcquire(APP, 'c2b-register')).toEqual({ ok: true });
    expect(await limiter.tryAcquire({ ...APP, consumerKey: 'other' }, 'stk-query')).toEqual({ ok: true });
  });

  it('never lets more go in any minute than the limit says', async () => {
    const limit = { intervalMs: 2_000, burst: 3 };
    const waits = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 50, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(waits, async (gaps) => {
        const limiter = new QueryLimiter({ clock, store: new InMemoryQueryLimitStore() }, limit);
        const gone: number[] = [];
        for (const gap of gaps) {
          now += gap;
          if ((await limiter.tryAcquire(APP, 'stk-query')).ok) gone.push(now);
        }
        for (const from of gone) {
          expect(gone.filter((time) => time >= from && time < from + 60_000).length).toBeLessThanOrEqual(
            33 - 1,
          );
        }
        expect(gone.length).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });

  it('saves up a burst in quiet times, and no more', async () => {
    const limiter = new QueryLimiter({ clock, store }, { intervalMs: 2_000, burst: 3 });
    now += 1_000_000;
    const permits = [1, 2, 3, 4].map(() => limiter.tryAcquire(APP, 'stk-query'));
    expect((await Promise.all(permits)).map(({ ok }) => ok)).toEqual([true, true, true, false]);
  });

  it.each([1, 3])('keeps quiet as long as Daraja asked, with a burst of %p', async (burst) => {
    const limiter = new QueryLimiter({ clock, store }, { intervalMs: 2_000, burst });
    await limiter.throttled(APP, 'stk-query', START + 60_000);
    await limiter.throttled(APP, 'stk-query', START + 1_000);
    expect(await limiter.tryAcquire(APP, 'stk-query')).toEqual({ ok: false, retryAt: START + 60_000 });
    now = START + 60_000;
    expect(await limiter.tryAcquire(APP, 'stk-query')).toEqual({ ok: true });
  });
});
