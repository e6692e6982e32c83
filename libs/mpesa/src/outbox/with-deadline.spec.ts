import { describe, expect, it } from '@jest/globals';
import { getEventListeners, setMaxListeners } from 'node:events';
import { withDeadline } from './with-deadline.js';

const LONG_MS = 60_000;
const never = (): Promise<void> => new Promise(() => undefined);

describe('an attempt with a deadline', () => {
  it('ends with its work, and leaves nothing behind on the signal of the shutdown', async () => {
    const shutdown = new AbortController();
    setMaxListeners(0, shutdown.signal);
    const finish: (() => void)[] = [];
    const attempts = Array.from({ length: 20 }, () =>
      withDeadline(LONG_MS, shutdown.signal, () => new Promise((resolve) => finish.push(resolve))),
    );
    expect(getEventListeners(shutdown.signal, 'abort')).toHaveLength(20);
    for (const done of finish) done();
    await Promise.all(attempts);
    expect(getEventListeners(shutdown.signal, 'abort')).toEqual([]);
  });

  it('ends at the deadline, which the work is told of', async () => {
    let told: AbortSignal | undefined;
    const attempt = withDeadline(1, new AbortController().signal, (signal) => {
      told = signal;
      return never();
    });
    await expect(attempt).rejects.toThrow('the handler did not return within 1 ms');
    expect(told?.aborted).toBe(true);
  });

  it('ends at the shutdown, also at one that has begun', async () => {
    const shutdown = new AbortController();
    const running = withDeadline(LONG_MS, shutdown.signal, never);
    shutdown.abort(new Error('closing'));
    await expect(running).rejects.toThrow('closing');
    await expect(withDeadline(LONG_MS, shutdown.signal, never)).rejects.toThrow('closing');
    expect(getEventListeners(shutdown.signal, 'abort')).toEqual([]);
  });

  it('fails as its work fails', async () => {
    const refuse = (): Promise<void> => Promise.reject(new Error('no'));
    await expect(withDeadline(LONG_MS, new AbortController().signal, refuse)).rejects.toThrow('no');
  });
});
