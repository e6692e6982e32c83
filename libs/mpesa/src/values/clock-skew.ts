import { MINUTE_MS } from './duration.js';

/** How far the clocks of two processes may be apart. What was set later than that from now was set by a clock that was wrong. */
export const CLOCK_SKEW_MS = MINUTE_MS;
