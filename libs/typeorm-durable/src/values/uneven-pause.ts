import { randomInt } from 'node:crypto';

const STEPS = 256;

/** Waits for up to so many milliseconds: unevenly, so that two that collided do not collide again. */
export function unevenPause(longestMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, (longestMs * randomInt(STEPS)) / STEPS));
}
