/** Tells the time, epoch ms. Tests provide one that stands still. */
export interface Clock {
  now(): number;
}

/** Provides the {@link Clock}. */
export const CLOCK = Symbol('CLOCK');

export const systemClock: Clock = { now: () => Date.now() };
