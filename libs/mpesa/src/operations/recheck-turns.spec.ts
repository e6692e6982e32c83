/** A client that rechecks all day, and a lost payment of another one: what is lost is settled as soon as without. */
import { describe, expect, it } from '@jest/globals';
import { QueryLimiter } from '../daraja/query-limiter.js';
import { DarajaThrottledError } from '../errors/daraja-throttled.error.js';
import { InMemoryQueryLimitStore } from '../testing/in-memory/in-memory-query-limit.store.js';
import { recorderBench } from '../testing/in-memory/recorder-bench.js';
import { NOON, samplePush } from '../testing/in-memory/sample-payments.js';
import { RecheckTurns } from './recheck-turns.js';

const SECOND = 1_000;
const app = { baseUrl: 'https://sandbox.safaricom.co.ke', consumerKey: 'key', consumerSecret: 'secret' };
/** Every 200 ms somebody rechecks; every second reconciliation comes. */
const STEP_MS = 200;

interface World {
  readonly hammering: readonly string[];
  readonly lost: number;
}

async function ask(limiter: QueryLimiter, now: number): Promise<boolean> {
  const permit = await limiter.tryAcquire(app, 'stk-query');
  if (permit.ok) return true;
  throw new DarajaThrottledError({ product: 'stk-query', retryAt: Math.max(now, permit.retryAt) });
}

function throttled(error: unknown): false {
  if (error instanceof DarajaThrottledError) return false;
  throw error;
}

/** Lets virtual time run. @returns when each lost payment was asked about, and how often each client got a turn, in ms since noon */
async function run({ hammering, lost }: World) {
  const base = recorderBench();
  const limits = new InMemoryQueryLimitStore();
  const limiter = new QueryLimiter({ clock: base.clock, store: limits });
  const { queries } = base.storage;
  const turns = new RecheckTurns({ queries, limit: limiter.limit, clock: base.clock });
  const own = samplePush({ id: 'own', status: 'pending', checkoutRequestId: 'ws_CO_own', nextCheckAt: null });
  const due = Array.from({ length: lost }, (_, n) =>
    samplePush({
      id: `lost-${n}`,
      status: 'pending',
      checkoutRequestId: `ws_CO_${n}`,
      nextCheckAt: NOON + 37 * SECOND,
    }),
  );
  await base.seed(own, ...due);
  const asked: number[] = [];
  const got = new Map<string, number>();
  for (let ms = 0; ms < 180 * SECOND; ms += STEP_MS) {
    base.clock.set(NOON + ms);
    // The client first: it is the faster one.
    for (const client of hammering) {
      const allowed = await turns.take(own, client, () => ask(limiter, base.clock.now())).catch(throttled);
      if (allowed) got.set(client, (got.get(client) ?? 0) + 1);
    }
    const next = due[asked.length];
    if (ms % SECOND !== 0 || next === undefined || ms < 37 * SECOND) continue;
    if (!(await limiter.tryAcquire(app, 'stk-query')).ok) continue;
    asked.push(ms);
    const { tables } = base.storage.unitOfWork;
    tables.payments.set(next.id, { ...next, status: 'succeeded', nextCheckAt: null });
  }
  return { asked, got };
}

describe('rechecks on somebody’s behalf', () => {
  it.each([1, 3])(
    'leave %i lost payments of others settled within 1.5 times the undisturbed time',
    async (lost) => {
      const undisturbed = await run({ hammering: [], lost });
      const disturbed = await run({ hammering: ['greedy', 'second'], lost });
      expect(disturbed.asked).toHaveLength(lost);
      for (const [n, at] of disturbed.asked.entries()) {
        expect(at).toBeLessThanOrEqual(1.5 * (undisturbed.asked[n] ?? 0));
      }
    },
  );

  it('are shared out among those who ask, and none has more than every second turn', async () => {
    const { got } = await run({ hammering: ['greedy', 'second'], lost: 0 });
    expect(got.get('greedy')).toBeLessThanOrEqual(8);
    expect(got.get('second')).toBeGreaterThanOrEqual(6);
  });
});
