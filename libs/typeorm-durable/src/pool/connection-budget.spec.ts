import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ownTimers } from '../../../../test/support/own-timers.js';
import { NoConnectionError, plainErrors } from '../errors/plain-errors.js';
import { ConnectionBudget, type ConnectionShare } from './connection-budget.js';
import { poolShares, workShare } from './pool-shares.js';

let timersLeft: () => number;
beforeEach(() => {
  jest.useFakeTimers();
  timersLeft = ownTimers('values/within');
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

function fixture(size: number) {
  let now = 0;
  const clock = { now: () => now, advance: (ms: number) => void (now += ms) };
  const warnings: string[] = [];
  const onWarning = (message: string): void => void warnings.push(message);
  const budget = new ConnectionBudget({ size, waitMs: 1_000, clock, errors: plainErrors, onWarning });
  const ends = new Map<string, () => void>();
  const late: string[] = [];
  /** Uses a connection until its end is called; connections come when `arrival` does. */
  const use = (operation: string, share: ConnectionShare, arrival: Promise<unknown> = Promise.resolve()) => {
    const connection = { connect: () => arrival, late: async () => void late.push(operation) };
    const used = budget.use({ operation, share }, connection, () => {
      return new Promise<string>((end) => ends.set(operation, () => end(operation)));
    });
    used.catch(() => undefined);
    return used;
  };
  const working = async (): Promise<string[]> => {
    await jest.advanceTimersByTimeAsync(0);
    return [...ends.keys()];
  };
  return { budget, clock, warnings, use, working, late, end: (operation: string) => ends.get(operation)?.() };
}

describe('the shares of a pool', () => {
  it.each([
    [1, 1, 1, 1, 1],
    [2, 1, 1, 1, 1],
    [3, 1, 1, 2, 1],
    [5, 2, 1, 4, 2],
    [10, 5, 2, 8, 3],
    [50, 25, 10, 40, 15],
  ])(
    'of %i are %i for handlers and %i kept; %i for work alone, %i beside all handlers',
    (size, ...shares) => {
      const { handlers, kept } = poolShares(size);
      expect([handlers, kept, workShare(size, 0), workShare(size, handlers)]).toEqual(shares);
    },
  );

  it('leave, from three connections on, one that neither handlers nor work ever hold', () => {
    for (let size = 3; size <= 200; size += 1) {
      const { handlers } = poolShares(size);
      expect(handlers + workShare(size, handlers)).toBeLessThan(size);
    }
  });
});

describe('ConnectionBudget', () => {
  it('lets work in up to its share, and the next in the order of asking as others leave', async () => {
    const { use, working, end } = fixture(5);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) void use(name, 'work');
    expect(await working()).toEqual(['a', 'b', 'c', 'd']);
    end('b');
    expect(await working()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('keeps nobody back who stands at the door, or holds a connection already', async () => {
    const { use, working } = fixture(1);
    void use('a', 'work');
    void use('b', 'work');
    void use('store callbacks', 'direct');
    expect(await working()).toEqual(['a', 'store callbacks']);
  });

  it('leaves work something beside handlers, and handlers no more than their share', async () => {
    const { use, working } = fixture(5);
    for (const name of ['h1', 'h2', 'h3']) void use(name, 'handler');
    for (const name of ['w1', 'w2', 'w3']) void use(name, 'work');
    expect(await working()).toEqual(['h1', 'h2', 'w1', 'w2']);
  });

  it('ends a wait in time, with who holds the connections, and warns of it once in a while', async () => {
    const { use, working, clock, warnings, end } = fixture(1);
    void use('hand an event to packing', 'work');
    await working();
    clock.advance(700);
    const waits = [use('claim callbacks', 'work'), use('claim deliveries', 'work')];
    await jest.advanceTimersByTimeAsync(1_000);
    const error = await waits[0]?.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoConnectionError);
    expect(error).toMatchObject({
      name: 'NoConnectionError',
      operation: 'claim callbacks',
      wait: { waitedMs: 1_000, holders: ['hand an event to packing for 700 ms'] },
      retryable: true,
    });
    await expect(waits[1]).rejects.toThrow(NoConnectionError);
    expect(warnings).toEqual([
      'cannot claim callbacks: no connection came free within 1000 ms; of the 1 of the pool the module holds hand an event to packing for 700 ms',
    ]);
    clock.advance(10_000);
    void use('claim checks', 'work');
    await jest.advanceTimersByTimeAsync(1_000);
    expect(warnings).toHaveLength(2);
    clock.advance(-3_600_000);
    void use('claim checks', 'work');
    await jest.advanceTimersByTimeAsync(1_000);
    expect(warnings).toHaveLength(3);
    // Who has given up stands in nobody's way.
    void use('claim deliveries', 'work');
    end('hand an event to packing');
    expect(await working()).toContain('claim deliveries');
  });

  it('gives a connection back that comes when its waiter has gone', async () => {
    const { use, late, budget } = fixture(2);
    let arrive: (connection: unknown) => void = () => undefined;
    const used = use('claim callbacks', 'work', new Promise((resolve) => (arrive = resolve)));
    await jest.advanceTimersByTimeAsync(1_000);
    await expect(used).rejects.toThrow('none');
    expect(late).toEqual([]);
    arrive(null);
    await jest.advanceTimersByTimeAsync(0);
    expect(late).toEqual(['claim callbacks']);
    expect(budget.holders).toEqual([]);
  });

  it('hands on what goes wrong with the connection or the work, and frees the place', async () => {
    const { use, budget, working } = fixture(1);
    await expect(use('a', 'work', Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    const failing = budget.use(
      { operation: 'b', share: 'work' },
      { connect: async () => null, late: async () => undefined },
      () => Promise.reject(new Error('deadlock')),
    );
    await expect(failing).rejects.toThrow('deadlock');
    void use('c', 'work');
    expect(await working()).toEqual(['c']);
    expect(timersLeft()).toBe(0);
  });
});
