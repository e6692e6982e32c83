import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range from which Linux takes ports for outgoing connections, so that none of those can be in the way. */
const FIRST = 15_000;
const LAST = 32_000;

/**
 * Each worker has a part of the range for itself, and goes through it one by one: of two that look at the same moment both may find
 * the same port free.
 */
const PARTS = 8;
const PART = Math.floor((LAST - FIRST) / PARTS);
const BEGIN = FIRST + (Number(process.env['JEST_WORKER_ID'] ?? 0) % PARTS) * PART;

let next = randomInt(PART);

/** A port that an application can listen on later, for what must be told its own address before it starts. */
export async function freePort(): Promise<number> {
  for (;;) {
    next = (next + 1) % PART;
    if (await isFree(BEGIN + next)) return BEGIN + next;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
