/** Tells the time, epoch ms. Tests move it. */
export interface Clock {
  now(): number;
}

/** Provides the {@link Clock}. */
export const CLOCK = Symbol('CLOCK');

/** This machine's. Each shop has one of its own: moving one's does not move another's. */
export function systemClock(): Clock {
  return { now: () => Date.now() };
}
