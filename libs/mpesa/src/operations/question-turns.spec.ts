/** Clients that ask all day, and a lost payment of another one: what is lost is settled as soon as without. */
import { describe, expect, it } from '@jest/globals';
import { QueryLimiter, SANDBOX_QUERY_LIMIT } from '../daraja/exchange/query-limiter.js';
import { DarajaThrottledError } from '../errors/daraja-throttled.error.js';
import type { Payment } from '../payments/payment.js';
import type { PaymentQueries } from '../payments/payment-ports.js';
import { InMemoryQueryLimitStore } from '../testing/in-memory/in-memory-query-limit.store.js';
import { recorderFixture, withMethods } from '../testing/in-memory/recorder-fixture.js';
import { NOON, samplePush } from '../testing/in-memory/sample-payments.js';
import type { QuestionProduct } from '../payments/question-product.js';
import { QuestionTurns } from './question-turns.js';

const SECOND = 1_000;
const app = { baseUrl: 'https://sandbox.safaricom.co.ke', consumerKey: 'key', consumerSecret: 'secret' };
/** Every 200 ms somebody asks; every second reconciliation comes. */
const STEP_MS = 200;

interface World {
  readonly product: QuestionProduct;
  readonly hammering: readonly string[];
  readonly lost: number;
}

async function ask(limiter: QueryLimiter, product: QuestionProduct): Promise<boolean> {
  const permit = await limiter.tryAcquire(app, product);
  if (permit.ok) return true;
  throw new DarajaThrottledError({ product, retryAt: permit.retryAt });
}

function throttled(error: unknown): false {
  if (error instanceof DarajaThrottledError) return false;
  throw error;
}

/** Lets virtual time run. @returns when each lost payment was asked about, and how often each client got a turn, in ms since noon */
async function run({ product, hammering, lost }: World) {
  const base = recorderFixture();
  const limits = new InMemoryQueryLimitStore();
  const limiter = new QueryLimiter({ clock: base.clock, store: limits });
  const { queries } = base.storage;
  const turns = new QuestionTurns({ queries, limit: limiter.limit, clock: base.clock });
  const about = { product, account: 'default', paymentId: null };
  const due = Array.from({ length: lost }, (_, n) => lostPayment(product, n));
  await base.seed(...due);
  const asked: number[] = [];
  const got = new Map<string, number>();
  for (let ms = 0; ms < 180 * SECOND; ms += STEP_MS) {
    base.clock.set(NOON + ms);
    // The client first: it is the faster one.
    for (const client of hammering) {
      const allowed = await turns
        .take(about, { askedBy: client }, () => ask(limiter, product))
        .catch(throttled);
      if (allowed) got.set(client, (got.get(client) ?? 0) + 1);
    }
    const next = due[asked.length];
    if (ms % SECOND !== 0 || next === undefined || ms < 37 * SECOND) continue;
    if (!(await limiter.tryAcquire(app, product)).ok) continue;
    asked.push(ms);
    const { tables } = base.storage.unitOfWork;
    tables.payments.set(next.id, { ...next, status: 'succeeded', nextCheckAt: null });
  }
  return { asked, got };
}

function lostPayment(product: QuestionProduct, n: number): Payment {
  const open = { status: 'pending', nextCheckAt: NOON + 37 * SECOND } as const;
  return product === 'stk-query'
    ? samplePush({ ...open, id: `lost-${n}`, checkoutRequestId: `ws_CO_${n}` })
    : samplePush({ ...open, id: `lost-${n}`, kind: 'b2c', direction: 'out' });
}

describe.each<QuestionProduct>(['stk-query', 'transaction-status'])('questions by %s', (product) => {
  it.each([1, 3])(
    'leave %i lost payments of others settled within 1.5 times the undisturbed time',
    async (lost) => {
      const undisturbed = await run({ product, hammering: [], lost });
      const disturbed = await run({ product, hammering: ['greedy', 'second'], lost });
      expect(disturbed.asked).toHaveLength(lost);
      for (const [n, at] of disturbed.asked.entries()) {
        expect(at).toBeLessThanOrEqual(1.5 * (undisturbed.asked[n] ?? 0));
      }
    },
  );

  it('are shared out among those who ask, and none has more than every second turn', async () => {
    const { got } = await run({ product, hammering: ['greedy', 'second'], lost: 0 });
    expect(got.get('greedy')).toBeLessThanOrEqual(8);
    expect(got.get('second')).toBeGreaterThanOrEqual(6);
  });
});

describe('a question on somebody’s behalf', () => {
  const about = { product: 'transaction-status', account: 'default', paymentId: null } as const;
  const asked = async () => 'asked';

  function turns(over: Partial<PaymentQueries> = {}) {
    const { storage, clock } = recorderFixture();
    const queries = withMethods(storage.queries, over);
    return new QuestionTurns({ queries, limit: SANDBOX_QUERY_LIMIT, clock });
  }

  it('has one turn, however many of one come at once', async () => {
    const shares = turns();
    const many = Array.from({ length: 5 }, () => shares.take(about, { askedBy: 'greedy' }, asked));
    const ends = await Promise.allSettled(many);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    expect(refused).toContainEqual(expect.any(DarajaThrottledError));
    await expect(shares.take(about, { askedBy: 'another' }, asked)).resolves.toBe('asked');
  });

  it('costs nothing of the share of another product, nor when it came in vain', async () => {
    const shares = turns();
    const inVain = () => Promise.reject(new DarajaThrottledError({ product: about.product, retryAt: NOON }));
    await expect(shares.take(about, { askedBy: 'one' }, inVain)).rejects.toThrow(DarajaThrottledError);
    expect(await shares.take(about, { askedBy: 'one' }, asked)).toBe('asked');
    expect(await shares.take({ ...about, product: 'stk-query' }, { askedBy: 'one' }, asked)).toBe('asked');
  });

  it('costs nothing when the database could not tell whether others have to ask first', async () => {
    let isDown = true;
    const shares = turns({ isAnotherDue: async () => isDown && Promise.reject(new Error('down')) });
    await expect(shares.take(about, { askedBy: 'one' }, asked)).rejects.toThrow('down');
    isDown = false;
    expect(await shares.take(about, { askedBy: 'one' }, asked)).toBe('asked');
  });

  it.each([['', 'x'.repeat(101), 7, null, {}]].flat())('is refused for %j', async (askedBy) => {
    const taken = turns().take(about, { askedBy: askedBy as string }, asked);
    await expect(taken).rejects.toMatchObject({ code: 'invalid-request', field: 'askedBy' });
  });
});
