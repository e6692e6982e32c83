import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SettlementWaiters } from './settlement-waiters.js';
import { ownTimers } from '../../../../test/support/own-timers.js';

let timersLeft: () => number;
beforeEach(() => {
  jest.useFakeTimers();
  timersLeft = ownTimers('settlement-waiters.ts');
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** Finds what the test puts there, and counts how often it was asked. */
function place() {
  const state = { found: null as string | null, looks: 0 };
  const look = async (): Promise<string | null> => {
    state.looks++;
    return state.found;
  };
  return { state, look };
}

describe('SettlementWaiters', () => {
  it('answers at once what is there already', async () => {
    const { state, look } = place();
    state.found = 'paid';
    await expect(new SettlementWaiters().wait('push-1', 1_000, look)).resolves.toBe('paid');
    expect(state.looks).toBe(1);
    expect(timersLeft()).toBe(0);
  });

  it('looks again when it is woken for this payment, and not for another', async () => {
    const { state, look } = place();
    const waiters = new SettlementWaiters(10_000);
    const waiting = waiters.wait('push-1', 60_000, look);
    await jest.advanceTimersByTimeAsync(1);
    state.found = 'paid';
    waiters.wake(['push-2']);
    await jest.advanceTimersByTimeAsync(1);
    expect(state.looks).toBe(1);
    waiters.wake(['push-2', 'push-1']);
    await expect(waiting).resolves.toBe('paid');
    expect(state.looks).toBe(2);
  });

  it('finds news of another instance by looking again every so often', async () => {
    const { state, look } = place();
    const waiting = new SettlementWaiters(500).wait('push-1', 60_000, look);
    await jest.advanceTimersByTimeAsync(1_600);
    expect(state.looks).toBe(4);
    state.found = 'paid';
    await jest.advanceTimersByTimeAsync(500);
    await expect(waiting).resolves.toBe('paid');
  });

  it('gives up after its time with a last look', async () => {
    const { state, look } = place();
    const waiting = new SettlementWaiters(500).wait('push-1', 1_200, look);
    await jest.advanceTimersByTimeAsync(1_200);
    await expect(waiting).resolves.toBeNull();
    expect(state.looks).toBe(4);
    expect(timersLeft()).toBe(0);
  });

  it('misses no news that comes while it looks', async () => {
    const waiters = new SettlementWaiters(10_000);
    let looks = 0;
    const look = async (): Promise<string | null> => {
      if (++looks > 1) return 'paid';
      waiters.wake(['push-1']);
      return null;
    };
    await expect(waiters.wait('push-1', 60_000, look)).resolves.toBe('paid');
  });

  it('wakes all who wait for the same payment, and passes on what a look throws', async () => {
    const { state, look } = place();
    const waiters = new SettlementWaiters(10_000);
    const waiting = [waiters.wait('push-1', 60_000, look), waiters.wait('push-1', 60_000, look)];
    await jest.advanceTimersByTimeAsync(1);
    state.found = 'paid';
    waiters.wake(['push-1']);
    await expect(Promise.all(waiting)).resolves.toEqual(['paid', 'paid']);
    const failing = waiters.wait('push-1', 1_000, () => Promise.reject(new Error('database down')));
    await expect(failing).rejects.toThrow('database down');
  });
});
