import { jest } from '@jest/globals';

/**
 * Counts, once fake timers are in use, what code of ours has set and neither cleared nor heard. `jest.getTimerCount()` also counts
 * the timers of whatever an earlier spec of the same process has left behind, such as a connection that ends just then.
 *
 * @param file a part of the name of the file that sets them
 */
export function ownTimers(file: string): () => number {
  const left = new Set<unknown>();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(((ring: () => void, ms?: number) => {
    const isOwn = (new Error().stack ?? '').includes(file);
    const timer: unknown = set(() => {
      left.delete(timer);
      ring();
    }, ms);
    if (isOwn) left.add(timer);
    return timer;
  }) as typeof setTimeout);
  jest.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
    left.delete(timer);
    clear(timer);
  });
  return () => left.size;
}
