import { JITTER } from './retry-schedule.js';

/** How a destination has been doing. Times are epoch milliseconds. */
export interface QueueHealth {
  /** Failures since the last success. */
  readonly failures: number;
  /** The first of them, not counting those before a time in which nothing was tried. */
  readonly failingSince: number | null;
  readonly failedAt: number | null;
  /** Nothing is sent before; the first to be sent after it is a probe. */
  readonly pausedUntil: number | null;
}

/** One failed attempt. */
export interface Failure {
  readonly at: number;
  /** It was the probe that ended a pause. */
  readonly probe: boolean;
  readonly retryAfterMs: number | null;
  readonly random: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** So many failures in a row, and the destination is only probed. */
const PATIENCE = 5;
const PROBE_PAUSES_MS = [30_000, MINUTE, 2 * MINUTE, 4 * MINUTE, 5 * MINUTE] as const;

/** Longer than the longest pause between two attempts: a silence of this length says nothing about the destination. */
const SILENCE_MS = 30 * HOUR;
const HOPELESS_MS = 120 * HOUR;

export function afterFailure(health: QueueHealth, failure: Failure): QueueHealth {
  const { at } = failure;
  const failures = health.failures + 1;
  const unbroken = health.failedAt !== null && at - health.failedAt <= SILENCE_MS;
  const wait = Math.max(probePause(failures, failure.random), failure.retryAfterMs ?? 0);
  const pausedUntil = wait === 0 ? null : at + wait;
  return {
    failures,
    failingSince: unbroken ? health.failingSince : at,
    failedAt: at,
    // An attempt begun before a pause does not shorten it; a probe's pause was only its lease.
    pausedUntil: failure.probe ? pausedUntil : later(health.pausedUntil, pausedUntil),
  };
}

/** True after five days of nothing but failures. */
export function isHopeless(health: QueueHealth, now: number): boolean {
  return health.failingSince !== null && now - health.failingSince >= HOPELESS_MS;
}

function probePause(failures: number, random: number): number {
  if (failures < PATIENCE) return 0;
  const pause = PROBE_PAUSES_MS[Math.min(failures - PATIENCE, PROBE_PAUSES_MS.length - 1)] ?? 0;
  return Math.round(pause * (1 + JITTER * random));
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
