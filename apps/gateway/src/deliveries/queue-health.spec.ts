import { describe, expect, it } from '@jest/globals';
import { afterFailure, isHopeless, type Failure, type QueueHealth } from './queue-health.js';

const NOW = 1_795_305_600_000;
const HOUR = 3_600_000;
const HEALTHY: QueueHealth = { failures: 0, failingSince: null, failedAt: null, pausedUntil: null };

const fail = (health: QueueHealth, failure: Partial<Failure> = {}): QueueHealth =>
  afterFailure(health, { at: NOW, probe: false, retryAfterMs: null, random: 0, ...failure });

const failTimes = (count: number, probe = false): QueueHealth =>
  Array.from({ length: count }).reduce<QueueHealth>((health) => fail(health, { probe }), HEALTHY);

describe('the health of a destination', () => {
  it('does not pause for the first four failures', () => {
    expect(failTimes(4)).toEqual({ failures: 4, failingSince: NOW, failedAt: NOW, pausedUntil: null });
  });

  it.each([
    [5, 30],
    [6, 60],
    [7, 120],
    [8, 240],
    [9, 300],
    [100, 300],
  ])('pauses after %i failures in a row for %i s', (count, seconds) => {
    expect(failTimes(count, true).pausedUntil).toBe(NOW + seconds * 1000);
  });

  it('pauses at the first failure when the receiver asks for it', () => {
    expect(fail(HEALTHY, { retryAfterMs: 7_000 }).pausedUntil).toBe(NOW + 7_000);
  });

  it('keeps the longer pause when a failure was under way before it began', () => {
    const paused = fail(HEALTHY, { retryAfterMs: 600_000 });
    expect(fail(paused).pausedUntil).toBe(NOW + 600_000);
    expect(fail(paused, { retryAfterMs: 5_000 }).pausedUntil).toBe(NOW + 600_000);
    expect(fail(paused, { retryAfterMs: 900_000 }).pausedUntil).toBe(NOW + 900_000);
  });

  it("replaces a probe's lease by what the probe has found", () => {
    const leased = { ...HEALTHY, failures: 1, failedAt: NOW, failingSince: NOW, pausedUntil: NOW + 60_000 };
    expect(fail(leased, { probe: true }).pausedUntil).toBeNull();
  });

  it('is hopeless after 120 h of nothing but failures, and not before', () => {
    let health = HEALTHY;
    for (let hours = 0; hours < 120; hours += 20) health = fail(health, { at: NOW + hours * HOUR });
    expect(health.failingSince).toBe(NOW);
    expect(isHopeless(health, NOW + 120 * HOUR - 1)).toBe(false);
    expect(isHopeless(health, NOW + 120 * HOUR)).toBe(true);
    expect(isHopeless(HEALTHY, NOW + 120 * HOUR)).toBe(false);
  });

  it('counts on after a silence of 30 h, and anew after a longer one', () => {
    const old = fail(HEALTHY);
    expect(fail(old, { at: NOW + 30 * HOUR }).failingSince).toBe(NOW);
    expect(fail(old, { at: NOW + 30 * HOUR + 1 }).failingSince).toBe(NOW + 30 * HOUR + 1);
  });

  it('does not count a time in which nothing was tried', () => {
    const old = fail(HEALTHY);
    const later = NOW + 200 * HOUR;
    const health = fail(old, { at: later });
    expect(health.failingSince).toBe(later);
    expect(isHopeless(health, later)).toBe(false);
  });
});
