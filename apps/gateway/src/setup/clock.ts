/** Tells the time, epoch ms. Tests provide one that stands still. */
export interface Clock {
  now(): number;
}

/** Provides the {@link Clock}. */
export const CLOCK = Symbol('CLOCK');

/** This machine's. Each application has one of its own: moving one's does not move another's. */
export function systemClock(): Clock {
  return { now: () => Date.now() };
}
