import { describe, expect, it } from '@jest/globals';
import { Alarm } from './alarm.js';

/** Timers that a test lets run out by hand. */
function fixture() {
  const clock = { time: 0, now: () => clock.time };
  const timers: { ms: number; ring: () => void }[] = [];
  const rung: number[] = [];
  const alarm = new Alarm({
    clock,
    after: (ms, ring) => {
      const timer = { ms, ring };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    ring: () => void rung.push(clock.time),
  });
  const runOut = (at: number): void => {
    clock.time = at;
    timers.shift()?.ring();
  };
  return { alarm, timers, rung, runOut };
}

describe('Alarm', () => {
  it('rings once, at the earliest time it was set to', () => {
    const { alarm, timers, rung, runOut } = fixture();
    for (const at of [9_000, 4_000, 7_000]) alarm.set(at);
    expect(timers.map(({ ms }) => ms)).toEqual([4_000]);
    runOut(4_000);
    expect(rung).toEqual([4_000]);
    expect(timers).toEqual([]);
  });

  it('waits on when its timer is early', () => {
    const { alarm, timers, rung, runOut } = fixture();
    alarm.set(4_000);
    runOut(3_999);
    expect(rung).toEqual([]);
    expect(timers.map(({ ms }) => ms)).toEqual([1]);
    runOut(4_000);
    expect(rung).toEqual([4_000]);
  });

  it('looks at the clock at least once a minute, because that may be set', () => {
    const { alarm, timers, rung, runOut } = fixture();
    alarm.set(3_600_000);
    expect(timers.map(({ ms }) => ms)).toEqual([60_000]);
    runOut(3_600_001);
    expect(rung).toEqual([3_600_001]);
  });

  it('can be set again once it has rung', () => {
    const { alarm, rung, runOut } = fixture();
    alarm.set(1);
    runOut(1);
    alarm.set(5);
    runOut(5);
    expect(rung).toEqual([1, 5]);
  });
});
