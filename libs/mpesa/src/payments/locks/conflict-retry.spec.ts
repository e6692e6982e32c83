import { describe, expect, it } from '@jest/globals';
import { ConflictRetry } from './conflict-retry.js';
import { StorageConflict } from '../storage-conflict.js';

function fixture() {
  const waits: number[] = [];
  const delay = async (ms: number): Promise<void> => void waits.push(ms);
  const random = { bytes: (size: number) => Buffer.alloc(size, 64) };
  return { waits, retry: new ConflictRetry(delay, random) };
}

/** Fails so many times, then answers. */
function failing(times: number, error: Error): () => Promise<string> {
  let left = times;
  return async () => {
    if (left-- > 0) throw error;
    return 'done';
  };
}

describe('ConflictRetry', () => {
  it('does not wait where nothing is in the way', async () => {
    const { retry, waits } = fixture();
    await expect(retry.run(failing(0, new Error('never')))).resolves.toBe('done');
    expect(waits).toEqual([]);
  });

  it.each(['duplicate', 'contention'] as const)(
    'tries again after %s, waiting longer each time',
    async (kind) => {
      const { retry, waits } = fixture();
      await expect(retry.run(failing(4, new StorageConflict(kind)))).resolves.toBe('done');
      expect(waits).toEqual([1, 4, 9, 16]);
    },
  );

  it('gives up at the eighth try: with a duplicate itself, and with a public error when others were in the way', async () => {
    const conflict = new StorageConflict('contention');
    const { retry, waits } = fixture();
    const told = { code: 'storage-locked', retryable: true, cause: conflict };
    await expect(retry.run(failing(8, conflict))).rejects.toMatchObject(told);
    const taken = new StorageConflict('duplicate');
    await expect(fixture().retry.run(failing(8, taken))).rejects.toBe(taken);
    expect(waits).toHaveLength(7);
    await expect(fixture().retry.run(failing(7, conflict))).resolves.toBe('done');
  });

  it('lets every other error through at once', async () => {
    const { retry, waits } = fixture();
    await expect(retry.run(failing(1, new Error('down')))).rejects.toThrow('down');
    expect(waits).toEqual([]);
  });

  it('repeats only the kinds it is told', async () => {
    const { retry } = fixture();
    const taken = failing(1, new StorageConflict('duplicate'));
    await expect(retry.run(taken, ['contention'])).rejects.toThrow('storage conflict: duplicate');
  });

  it('waits unevenly, so that two that collided do not collide again', async () => {
    const waits: number[] = [];
    const bytes = [10, 200];
    const random = { bytes: () => Buffer.from([bytes.shift() ?? 0]) };
    const retry = new ConflictRetry(async (ms) => void waits.push(ms), random);
    await retry.run(failing(2, new StorageConflict('contention')));
    expect(waits).toEqual([10 / 64, (200 / 64) * 4]);
  });
});
