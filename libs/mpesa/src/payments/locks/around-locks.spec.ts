import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../testing/manual-clock.js';
import { A_MOMENT, AroundLocks } from './around-locks.js';
import { LockWatch } from './lock-watch.js';
import type { RecordOutcome } from '../record-outcome.js';
import { StorageConflict } from '../storage-conflict.js';

interface Fact {
  readonly about: string;
  /** What it reaches without naming it. */
  readonly reaches?: string;
}

/** A recorder over rows of which some are locked. */
function fixture(locked: Set<string>) {
  const batches: number[] = [];
  const pauses: number[] = [];
  const watch = new LockWatch({
    clock: new ManualClock(0),
    holders: async () => [],
    onWaiting: () => undefined,
  });
  const onPause = { call: (): void => undefined };
  const around = new AroundLocks<Fact>({
    subject: (id) => `payment ${id}`,
    named: ({ about }) => about,
    retry: {
      pause: async (look) => {
        pauses.push(look);
        onPause.call();
      },
    },
    watch,
    record: async (facts) => {
      batches.push(facts.length);
      const held = facts.flatMap(({ about, reaches = about }) =>
        [about, reaches].filter((id) => locked.has(id)),
      );
      if (held.length > 0) throw new StorageConflict('held', { held });
      return facts.map(({ about }): RecordOutcome => ({ result: 'applied', paymentId: about }));
    },
  });
  return { around, batches, pauses, onPause, locked };
}

const facts = (count: number): Fact[] => Array.from({ length: count }, (_, n) => ({ about: `p${n}` }));

describe('a batch of facts', () => {
  it('is recorded in one go where nothing is locked', async () => {
    const it = fixture(new Set());
    expect(await it.around.record(facts(50), A_MOMENT)).toHaveLength(50);
    expect(it.batches).toEqual([50]);
    expect(it.pauses).toEqual([]);
  });

  it('leaves out what is locked, goes on with the others at once, and keeps the order', async () => {
    const it = fixture(new Set(['p1', 'p3']));
    const outcomes = await it.around.record(facts(5), 0);
    expect(outcomes.map(({ result }) => result)).toEqual([
      'applied',
      'locked',
      'applied',
      'locked',
      'applied',
    ]);
    expect(outcomes[3]).toEqual({ result: 'locked', paymentId: 'p3' });
    expect(it.batches).toEqual([5, 3]);
  });

  it('finds by halves the one that reaches a locked row without naming it', async () => {
    const it = fixture(new Set(['original']));
    const many = facts(50).map((fact, n) => (n === 17 ? { ...fact, reaches: 'original' } : fact));
    const outcomes = await it.around.record(many, 0);
    expect(outcomes.filter(({ result }) => result === 'locked')).toEqual([
      { result: 'locked', paymentId: 'original' },
    ]);
    expect(outcomes[17]?.result).toBe('locked');
    expect(it.batches.length).toBeLessThan(16);
  });

  it('looks again for a moment at what is locked, and only at that', async () => {
    const it = fixture(new Set(['p1']));
    it.onPause.call = () => void (it.pauses.length === 2 && it.locked.clear());
    const outcomes = await it.around.record(facts(3), A_MOMENT);
    expect(outcomes.map(({ result }) => result)).toEqual(['applied', 'applied', 'applied']);
    expect(it.batches).toEqual([3, 2, 1, 1]);
    expect(it.pauses).toEqual([1, 2]);
  });

  it('waits for no lock that it has waited for before', async () => {
    const it = fixture(new Set(['p1']));
    await it.around.record(facts(3), A_MOMENT);
    expect(it.pauses).toHaveLength(A_MOMENT);
    await it.around.record(facts(3), A_MOMENT);
    expect(it.pauses).toHaveLength(A_MOMENT);
    it.locked.clear();
    await it.around.record(facts(3), A_MOMENT);
    it.locked.add('p1');
    await it.around.record(facts(3), A_MOMENT);
    expect(it.pauses).toHaveLength(2 * A_MOMENT);
  });

  it('ends with any other error', async () => {
    const around = new AroundLocks<Fact>({
      subject: String,
      named: () => null,
      retry: { pause: async () => undefined },
      watch: new LockWatch({
        clock: new ManualClock(0),
        holders: async () => [],
        onWaiting: () => undefined,
      }),
      record: () => Promise.reject(new Error('disk full')),
    });
    await expect(around.record(facts(2), A_MOMENT)).rejects.toThrow('disk full');
  });
});
