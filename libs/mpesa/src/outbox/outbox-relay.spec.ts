import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { InMemoryDatabase } from '../testing/in-memory/in-memory-database.js';
import { inMemoryStorage, type InMemoryStorage } from '../testing/in-memory/in-memory-storage.js';
import { withMethods } from '../testing/in-memory/recorder-fixture.js';
import { NOON, samplePush } from '../testing/in-memory/sample-payments.js';
import { ManualClock } from '../testing/manual-clock.js';
import { eventFor } from '../payments/announce.js';
import type { DurableHandler } from './durable-handler.js';
import type { HandlerTransactions } from './handler-transactions.js';
import { OutboxRelay, type OutboxRelayDeps } from './outbox-relay.js';

interface Fixture {
  readonly storage: InMemoryStorage;
  readonly relay: OutboxRelay;
  readonly clock: ManualClock;
  readonly dead: string[];
  readonly errors: unknown[];
  /** Stores these versions of a payment's first event. */
  tell(subjectId: string, ...versions: number[]): Promise<void>;
}

function fixture(over: (storage: InMemoryStorage) => Partial<OutboxRelayDeps> = () => ({})): Fixture {
  let ids = 0;
  const newId = (): string => `id-${++ids}`;
  const storage = inMemoryStorage(newId, new InMemoryDatabase());
  const clock = new ManualClock(NOON);
  const dead: string[] = [];
  const errors: unknown[] = [];
  const relay = new OutboxRelay({
    store: storage.outbox,
    transactions: null,
    clock,
    newOwner: newId,
    maxAttempts: 3,
    backoffMs: 1_000,
    onDead: ({ handler, seq }, error) => dead.push(`${handler} ${seq} ${error}`),
    onError: (error) => errors.push(error),
    ...over(storage),
  });
  const tell = (id: string, ...versions: number[]): Promise<void> =>
    storage.unitOfWork.run((tx) =>
      storage.outbox.append(
        tx,
        versions.map((version) => eventFor(samplePush({ id, version }))),
      ),
    );
  return { storage, relay, clock, dead, errors, tell };
}

type Invoke = DurableHandler['invoke'];

const transactionsOf = (database: InMemoryDatabase): HandlerTransactions => ({
  most: 4,
  run: (_handler, work) => database.run(work),
});

const on = (id: string, invoke: Invoke, timeoutMs = 10_000): DurableHandler => ({
  id,
  events: ['payment.created'],
  timeoutMs,
  invoke,
});

/** Notes what it is called with. */
function noting(notes: string[], fails: () => Error | null = () => null): Invoke {
  return async ({ subjectId, seq }, { attempt }) => {
    notes.push(`${subjectId} ${seq} #${attempt}`);
    const error = fails();
    if (error !== null) throw error;
  };
}

const rows = ({ storage }: Fixture) => [...storage.unitOfWork.tables.deliveries.values()];

afterEach(() => void jest.useRealTimers());

describe('OutboxRelay', () => {
  it('hands every event to every handler, once, in order for one payment', async () => {
    const it = fixture();
    const [a, b]: [string[], string[]] = [[], []];
    await it.relay.register([on('A.on', noting(a)), on('B.on', noting(b))]);
    await it.tell('push-1', 1, 2, 3);
    await it.tell('push-2', 1);
    await it.relay.idle();
    await it.relay.idle();
    expect(a.filter((note) => note.startsWith('push-1'))).toEqual([
      'push-1 1 #1',
      'push-1 2 #1',
      'push-1 3 #1',
    ]);
    expect([a.length, b.length]).toEqual([4, 4]);
  });

  it('works off more than one batch', async () => {
    const it = fixture();
    const notes: string[] = [];
    await it.relay.register([on('A.on', noting(notes))]);
    for (let push = 0; push < 50; push++) await it.tell(`push-${push}`, 1);
    await it.relay.idle();
    expect(new Set(notes).size).toBe(50);
  });

  it('claims nothing without handlers', async () => {
    const it = fixture((storage) => ({
      store: withMethods(storage.outbox, {
        claim: () => Promise.reject(new Error('asked')),
        subscribe: () => Promise.reject(new Error('subscribed')),
      }),
    }));
    await it.relay.register([]);
    it.relay.wake();
    await it.relay.idle();
    expect(it.errors).toEqual([]);
  });

  it('tries again after growing pauses, and then works', async () => {
    const it = fixture();
    const notes: string[] = [];
    const failures = [new Error('one'), new Error('two')];
    await it.relay.register([
      on(
        'A.on',
        noting(notes, () => failures.shift() ?? null),
      ),
    ]);
    await it.tell('push-1', 1);
    await it.relay.idle();
    it.clock.advance(999);
    await it.relay.idle();
    expect(notes).toEqual(['push-1 1 #1']);
    it.clock.advance(1);
    await it.relay.idle();
    it.clock.advance(1_999);
    await it.relay.idle();
    expect(notes).toHaveLength(2);
    it.clock.advance(1);
    await it.relay.idle();
    expect(notes).toEqual(['push-1 1 #1', 'push-1 1 #2', 'push-1 1 #3']);
    expect(rows(it)).toMatchObject([{ status: 'done' }]);
    expect(it.dead).toEqual([]);
  });

  it('buries what fails too often, tells of it, and goes on with the next event', async () => {
    const it = fixture(() => ({ maxAttempts: 1 }));
    const notes: string[] = [];
    const failures: Array<Error | null> = [new TypeError('no such order')];
    await it.relay.register([
      on(
        'A.on',
        noting(notes, () => failures.shift() ?? null),
      ),
    ]);
    await it.tell('push-1', 1, 2);
    await it.relay.idle();
    expect(it.dead).toEqual(['A.on 1 TypeError: no such order']);
    expect(notes).toEqual(['push-1 1 #1', 'push-1 2 #1']);
    const { items } = await it.storage.outbox.deadLetters({ limit: 9, cursor: null });
    expect(items).toMatchObject([{ lastError: 'TypeError: no such order', diedAt: NOON, attempts: 1 }]);
  });

  it('does not tell of a burial that another instance has done', async () => {
    const it = fixture((storage) => ({
      maxAttempts: 1,
      store: withMethods(storage.outbox, { deadLetter: async () => false }),
    }));
    await it.relay.register([
      on(
        'A.on',
        noting([], () => new Error('no')),
      ),
    ]);
    await it.tell('push-1', 1);
    await it.relay.idle();
    expect(it.dead).toEqual([]);
  });

  it('counts a handler that does not return in time as failed, and aborts its signal', async () => {
    const it = fixture(() => ({ maxAttempts: 1 }));
    const signals: AbortSignal[] = [];
    const hanging: Invoke = (_, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    await it.relay.register([on('A.on', hanging, 5)]);
    await it.tell('push-1', 1);
    await it.relay.idle();
    expect(it.dead).toEqual(['A.on 1 Error: the handler did not return within 5 ms']);
    expect(signals[0]?.aborted).toBe(true);
  });

  it('takes a handler that throws before its first await like any other', async () => {
    const it = fixture(() => ({ maxAttempts: 1 }));
    const rash: Invoke = () => {
      throw new Error('at once');
    };
    await it.relay.register([on('A.on', rash)]);
    await it.tell('push-1', 1);
    await it.relay.idle();
    expect(it.dead).toEqual(['A.on 1 Error: at once']);
  });

  it('one failing handler holds up no other', async () => {
    const it = fixture();
    const notes: string[] = [];
    await it.relay.register([
      on(
        'A.on',
        noting([], () => new Error('no')),
      ),
      on('B.on', noting(notes)),
    ]);
    await it.tell('push-1', 1, 2);
    await it.relay.idle();
    expect(notes).toEqual(['push-1 1 #1', 'push-1 2 #1']);
  });

  it('tells of a failure that it could not write down, and finds the delivery again when its lease ends', async () => {
    const down = new Error('database down');
    const it = fixture((storage) => ({
      store: withMethods(storage.outbox, { retry: () => Promise.reject(down) }),
    }));
    const failures: Array<Error | null> = [new Error('no')];
    const notes: string[] = [];
    await it.relay.register([
      on(
        'A.on',
        noting(notes, () => failures.shift() ?? null),
      ),
    ]);
    await it.tell('push-1', 1);
    await it.relay.idle();
    expect(it.errors).toEqual([down]);
    it.clock.advance(30_000);
    await it.relay.idle();
    expect(notes).toEqual(['push-1 1 #1', 'push-1 1 #1']);
  });

  it('keeps its lease while a handler runs', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
    const leases: number[] = [];
    const it = fixture((storage) => ({
      store: withMethods(storage.outbox, {
        renew: async (_owner, _delivery, leaseUntil) => leases.push(leaseUntil) > 0,
      }),
    }));
    let finish = (): void => undefined;
    const working: Invoke = () => new Promise((resolve) => (finish = resolve));
    await it.relay.register([on('A.on', working, 60_000)]);
    await it.tell('push-1', 1);
    const done = it.relay.idle();
    await jest.advanceTimersByTimeAsync(1);
    it.clock.advance(20_000);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(leases).toEqual([NOON + 50_000, NOON + 50_000]);
    finish();
    await done;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(leases).toHaveLength(2);
    expect(rows(it)).toMatchObject([{ status: 'done' }]);
  });
});

describe('one handler beside another', () => {
  const never: Invoke = () => new Promise(() => undefined);
  /** What a healthy handler has been given after each claim, until it has everything; beside these others. */
  async function rounds(events: number, ...others: DurableHandler[]): Promise<number[]> {
    let claims = 0;
    const given: number[] = [];
    const it = fixture((storage) => ({
      store: withMethods(storage.outbox, {
        claim: (owner, request) => ((claims += 1), storage.outbox.claim(owner, request)),
      }),
    }));
    await it.relay.register([...others, on('healthy', async () => void given.push(claims))]);
    for (let push = 0; push < events; push += 1) await it.tell(`push-${push}`, 1);
    it.relay.wake();
    while (given.length < events) await new Promise((next) => setImmediate(next));
    await it.relay.stop(0);
    return given;
  }

  it('that never returns is given its events as soon as if it were alone', async () => {
    const alone = await rounds(60);
    const beside = await rounds(60, on('hanging', never, 60_000));
    expect(alone).toHaveLength(60);
    expect(beside).toEqual(alone);
  });

  /** In how many rounds a handler has everything, where so many transactions are shared: all that is under way ends at once. */
  async function sharedRounds(most: number, ...others: DurableHandler[]): Promise<number> {
    const it = fixture(() => ({ transactions: { most, run: (_handler, work) => work(undefined as never) } }));
    const ends: Array<() => void> = [];
    const held: Invoke = () => new Promise<void>((end) => ends.push(end));
    await it.relay.register([...others, on('healthy', held, 60_000)]);
    for (let push = 0; push < 60; push += 1) await it.tell(`push-${push}`, 1);
    it.relay.wake();
    let [rounds, given] = [0, 0];
    for (; given < 60; rounds += 1) {
      for (let turn = 0; turn < 10 || ends.length === 0; turn += 1)
        await new Promise((next) => setImmediate(next));
      given += ends.length;
      for (const end of ends.splice(0)) end();
    }
    await it.relay.stop(0);
    return rounds;
  }

  it.each([3, 4, 5, 10])(
    'that never returns does more than half of what it does alone, of %i transactions',
    async (most) => {
      const alone = await sharedRounds(most);
      expect(alone).toBe(60 / most);
      expect((await sharedRounds(most, on('hanging', never, 60_000))) / alone).toBeLessThan(2);
    },
  );

  it('of the same lane does not keep the events of other payments waiting for the whole batch', async () => {
    const it = fixture();
    const notes: string[] = [];
    const firstHangs: Invoke = (delivery, call) =>
      delivery.subjectId === 'push-0' ? never(delivery, call) : noting(notes)(delivery, call);
    await it.relay.register([on('A.on', firstHangs, 60_000)]);
    await it.tell('push-0', 1);
    await it.tell('push-1', 1, 2, 3);
    it.relay.wake();
    while (notes.length < 3) await new Promise((next) => setImmediate(next));
    await it.relay.stop(0);
    expect(notes).toEqual(['push-1 1 #1', 'push-1 2 #1', 'push-1 3 #1']);
  });

  it('costs no more claims than both together cost one', async () => {
    let claims = 0;
    const it = fixture((storage) => ({
      store: withMethods(storage.outbox, {
        claim: (owner, request) => ((claims += 1), storage.outbox.claim(owner, request)),
      }),
    }));
    await it.relay.register([on('A.on', noting([])), on('B.on', noting([])), on('C.on', noting([]))]);
    for (let push = 0; push < 20; push += 1) await it.tell(`push-${push}`, 1);
    await it.relay.idle();
    // One that finds all sixty deliveries, and at most one per handler that finds nothing more.
    expect(claims).toBeLessThanOrEqual(4);
  });
});

describe('a clock that was an hour ahead', () => {
  it('keeps nothing waiting that hour once it is right: what was planned, claimed or told meanwhile', async () => {
    const it = fixture();
    const notes: string[] = [];
    const failures: Array<Error | null> = [new Error('one'), null];
    await it.relay.register([
      on(
        'A.on',
        noting(notes, () => failures.shift() ?? null),
      ),
    ]);
    await it.tell('push-1', 1);
    it.clock.advance(3_600_000);
    await it.relay.idle();
    expect(notes).toEqual(['push-1 1 #1']);
    it.clock.advance(-3_600_000);
    await it.relay.idle();
    expect(notes).toEqual(['push-1 1 #1', 'push-1 1 #2']);
    expect(it.errors).toEqual([]);
  });

  it('in another process is found out within a minute', async () => {
    const it = fixture();
    const notes: string[] = [];
    await it.relay.register([on('A.on', noting(notes))]);
    await it.relay.idle();
    await it.tell('push-1', 1);
    const ahead = { handlers: ['A.on'], now: NOON + 3_600_000, leaseUntil: NOON + 3_630_000, limit: 1 };
    expect(await it.storage.outbox.claim('died since', ahead)).toHaveLength(1);
    await it.relay.idle();
    expect(notes).toEqual([]);
    it.clock.advance(60_000);
    await it.relay.idle();
    expect(notes).toEqual(['push-1 1 #1']);
  });
});

describe("on the host's DataSource", () => {
  const writing =
    ({ payments }: InMemoryStorage, fails = false): Invoke =>
    async ({ subjectId }, { tx }) => {
      if (tx === undefined) throw new Error('no transaction');
      await payments.insert(tx, [samplePush({ id: `receipt of ${subjectId}` })]);
      if (fails) throw new Error('changed its mind');
    };

  it('commits the writes of a handler with the mark of the delivery', async () => {
    const it = fixture(({ unitOfWork }) => ({ transactions: transactionsOf(unitOfWork) }));
    await it.relay.register([on('A.on', writing(it.storage))]);
    await it.tell('push-1', 1);
    await it.relay.idle();
    expect(await it.storage.queries.get('receipt of push-1')).not.toBeNull();
    expect(rows(it)).toMatchObject([{ status: 'done' }]);
  });

  it('keeps nothing of a handler that failed', async () => {
    const it = fixture(({ unitOfWork }) => ({ transactions: transactionsOf(unitOfWork) }));
    await it.relay.register([on('A.on', writing(it.storage, true))]);
    await it.tell('push-1', 1);
    await it.relay.idle();
    expect(await it.storage.queries.get('receipt of push-1')).toBeNull();
    expect(rows(it)).toMatchObject([{ status: 'due', delivery: { attempts: 1 } }]);
  });

  it('keeps nothing of a handler whose lease another instance has taken', async () => {
    const it = fixture((storage) => ({
      transactions: transactionsOf(storage.unitOfWork),
      store: withMethods(storage.outbox, { done: async () => false, retry: async () => false }),
    }));
    await it.relay.register([on('A.on', writing(it.storage))]);
    await it.tell('push-1', 1);
    await it.relay.idle();
    expect(await it.storage.queries.get('receipt of push-1')).toBeNull();
    expect(it.dead).toEqual([]);
  });
});

describe('a database that gives no transaction', () => {
  it('is no failure of the handler: the delivery comes again when its lease ends, uncounted', async () => {
    const notes: string[] = [];
    let down = true;
    const it = fixture(({ unitOfWork }) => ({
      maxAttempts: 1,
      transactions: {
        most: 4,
        run: (_handler, work) => (down ? Promise.reject(new Error('no connection')) : unitOfWork.run(work)),
      },
    }));
    await it.relay.register([on('A.on', noting(notes))]);
    await it.tell('push-1', 1);
    await it.relay.idle();
    expect(rows(it)).toMatchObject([{ status: 'due', delivery: { attempts: 0 } }]);
    expect(it.errors).toMatchObject([{ message: 'no connection' }]);
    down = false;
    it.clock.advance(30_000);
    await it.relay.idle();
    expect(notes).toEqual(['push-1 1 #1']);
  });
});

describe('what waits for its turn in a lane', () => {
  it('is left alone when its lease has run out meanwhile and another instance has it', async () => {
    const notes: string[] = [];
    const ends: Array<() => void> = [];
    const slow: Invoke = async (delivery, call) => {
      await noting(notes)(delivery, call);
      await new Promise<void>((end) => ends.push(end));
    };
    // One at a time, outside of the database in memory, which would hold everybody up.
    const it = fixture(() => ({
      transactions: { most: 1, run: (_handler, work) => work(undefined as never) },
    }));
    await it.relay.register([on('A.on', slow, 120_000)]);
    await it.tell('push-1', 1);
    await it.tell('push-2', 1);
    it.relay.wake();
    while (ends.length < 1) await new Promise((next) => setImmediate(next));
    it.clock.advance(40_000);
    const request = {
      handlers: ['A.on'],
      now: it.clock.now(),
      leaseUntil: it.clock.now() + 30_000,
      limit: 9,
    };
    const taken = await it.storage.outbox.claim('another instance', request);
    expect(taken.map(({ subjectId }) => subjectId)).toContain('push-2');
    ends.shift()?.();
    await it.relay.idle();
    expect(notes).toEqual(['push-1 1 #1']);
  });

  it.each([
    ['a third of its lease has gone', 10_000],
    ['the clock has been set back', -1],
  ])('is claimed anew before it is handed over when %s', async (_, waitedMs) => {
    const ends: Array<() => void> = [];
    const slow: Invoke = () => new Promise<void>((end) => ends.push(end));
    const renewed: number[] = [];
    const it = fixture((storage) => ({
      transactions: { most: 1, run: (_handler, work) => work(undefined as never) },
      store: withMethods(storage.outbox, {
        renew: async (owner, delivery, until) => {
          renewed.push(until - it.clock.now());
          return storage.outbox.renew(owner, delivery, until);
        },
      }),
    }));
    await it.relay.register([on('A.on', slow, 120_000)]);
    await it.tell('push-1', 1);
    await it.tell('push-2', 1);
    it.relay.wake();
    while (ends.length < 1) await new Promise((next) => setImmediate(next));
    it.clock.advance(waitedMs);
    ends.shift()?.();
    while (ends.length < 1) await new Promise((next) => setImmediate(next));
    ends.shift()?.();
    await it.relay.stop(0);
    expect(renewed).toEqual([30_000]);
  });

  it('goes back when the process stops, and what is under way does not', async () => {
    const notes: string[] = [];
    const ends: Array<() => void> = [];
    const slow: Invoke = async (delivery, call) => {
      await noting(notes)(delivery, call);
      await new Promise<void>((end) => ends.push(end));
    };
    const it = fixture(() => ({
      transactions: { most: 1, run: (_handler, work) => work(undefined as never) },
    }));
    await it.relay.register([on('A.on', slow, 120_000)]);
    await it.tell('push-1', 1);
    await it.tell('push-2', 1);
    it.relay.wake();
    while (ends.length < 1) await new Promise((next) => setImmediate(next));
    const stopped = it.relay.stop(10_000);
    ends.shift()?.();
    await stopped;
    expect(notes).toEqual(['push-1 1 #1']);
    expect(rows(it).map(({ status, owner }) => [status, owner])).toEqual([
      ['done', null],
      ['due', null],
    ]);
  });
});

describe('stopping', () => {
  it('lets a running handler finish, and claims nothing more', async () => {
    const it = fixture();
    const notes: string[] = [];
    let finish = (): void => undefined;
    const slow: Invoke = async (delivery, call) => {
      await new Promise<void>((resolve) => (finish = resolve));
      await noting(notes)(delivery, call);
    };
    await it.relay.register([on('A.on', slow)]);
    await it.tell('push-1', 1, 2);
    it.relay.wake();
    while (rows(it).every(({ owner }) => owner === null)) await new Promise((next) => setImmediate(next));
    const stopped = it.relay.stop(10_000);
    finish();
    await stopped;
    await it.relay.idle();
    expect(notes).toEqual(['push-1 1 #1']);
    expect(rows(it).map(({ status }) => status)).toEqual(['done', 'due']);
  });

  it('aborts the signal of a handler that takes too long, and gives its claim back uncounted', async () => {
    const it = fixture();
    const reasons: string[] = [];
    const patient: Invoke = (_, { signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          reasons.push('aborted');
          reject(new Error('interrupted'));
        }),
      );
    await it.relay.register([on('A.on', patient)]);
    await it.tell('push-1', 1);
    it.relay.wake();
    while (rows(it).every(({ owner }) => owner === null)) await new Promise((next) => setImmediate(next));
    await it.relay.stop(1);
    expect(reasons).toEqual(['aborted']);
    expect(rows(it)).toMatchObject([{ status: 'due', delivery: { attempts: 0, lastError: null } }]);
  });
});
