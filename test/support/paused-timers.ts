import { jest } from '@jest/globals';

/** All that a fake clock could take over, but time-outs. */
const REAL = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
] as const;

/** From here on time-outs run out when the test says so; sockets, databases and intervals go on as they are. */
export function pauseTimers() {
  jest.useFakeTimers({ doNotFake: [...REAL] });
  return {
    /** Lets so much time run out, ms. */
    pass: (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms),
    /** Waits, without time, until this many time-outs are running at least. */
    async running(count: number): Promise<void> {
      while (jest.getTimerCount() < count) await new Promise((turn) => setImmediate(turn));
    },
    resume: (): void => void jest.useRealTimers(),
  };
}

/** Waits, without time, until it is so. */
export async function untilTrue(look: () => boolean): Promise<void> {
  while (!look()) await new Promise((turn) => setImmediate(turn));
}

/** Closes a host whose handlers hang, and lets the eight seconds run out that they are given. */
export async function closePatiently(host: { close(): Promise<void> }): Promise<void> {
  const timers = pauseTimers();
  try {
    const closed = host.close();
    // Two of the shutdown, and one of the handlers.
    await timers.running(3);
    await timers.pass(8_000);
    await closed;
  } finally {
    timers.resume();
  }
}
