import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PendingWork } from './pending-work.js';
import { VirtualClock } from './virtual-clock.js';

const START = Date.UTC(2026, 10, 21, 7, 0, 0);

describe('VirtualClock', () => {
  let real: number;
  let clock: VirtualClock;

  beforeEach(() => {
    real = START;
    clock = new VirtualClock(new PendingWork(), () => real);
  });

  afterEach(() => clock.stop());

  it('shows the real time until it is advanced, and an offset from it afterwards', async () => {
    expect(clock.now()).toBe(START);
    await clock.advance(1_000);
    expect(clock.now()).toBe(START + 1_000);
    real += 5;
    expect(clock.now()).toBe(START + 1_005);
  });

  it('fires timers in the order of their due time, each at its own time', async () => {
    const fired: [string, number][] = [];
    const note = (name: string) => (): void => void fired.push([name, clock.now() - START]);
    clock.after(300, note('c'));
    clock.after(100, note('a'));
    clock.after(100, note('b'));
    clock.after(301, note('too late'));
    await clock.advance(300);
    expect(fired).toEqual([
      ['a', 100],
      ['b', 100],
      ['c', 300],
    ]);
  });

  it('fires what a timer causes at once within the same advance', async () => {
    const fired: string[] = [];
    clock.after(100, () => void clock.after(0, () => void fired.push('caused')));
    await clock.advance(100);
    expect(fired).toEqual(['caused']);
  });

  it('waits for the work of one timer before it fires the next', async () => {
    const seen: string[] = [];
    clock.after(1, async () => {
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      seen.push('first ended');
    });
    clock.after(2, () => void seen.push('second'));
    await clock.advance(2);
    expect(seen).toEqual(['first ended', 'second']);
  });

  it('does not fire a cancelled timer', async () => {
    let fired = false;
    clock.after(1, () => void (fired = true)).cancel();
    await clock.advance(10);
    expect(fired).toBe(false);
  });

  it('ends every wait when it is stopped, and fires no timer', async () => {
    let fired = false;
    clock.after(1_000, () => void (fired = true));
    const { signal } = clock.deadline(8_000);
    const asleep = clock.sleep(60_000);
    clock.stop();
    await asleep;
    expect([signal.aborted, fired]).toEqual([true, false]);
  });

  it('adds up advances that overlap', async () => {
    await Promise.all([clock.advance(1_000), clock.advance(2_000)]);
    expect(clock.now()).toBe(START + 3_000);
  });

  it('expires a deadline that stood before the advance, and none that was set during it', async () => {
    const before = clock.deadline(8_000);
    let during: AbortSignal | undefined;
    clock.after(10, () => {
      const { signal, release } = clock.deadline(8_000);
      during = signal;
      release();
    });
    await clock.advance(7_999);
    expect(before.signal.aborted).toBe(false);
    await clock.advance(1);
    expect([before.signal.aborted, during?.aborted]).toEqual([true, false]);
  });
});
