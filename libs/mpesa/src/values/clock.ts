/** Where the module takes the time from; injected everywhere, so that a test never has to wait. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** This machine's. Each application has one of its own: moving one's does not move another's. */
export function systemClock(): Clock {
  return { now: () => Date.now() };
}
