import { DAY_MS } from './duration.js';

/** Pull reaches no further back, ms (DARAJA-FACTS 1.16). */
export const PULL_REACH_MS = 2 * DAY_MS;
