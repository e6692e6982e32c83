import { describe, expect, it } from '@jest/globals';
import { poolShares } from 'typeorm-durable';
import type { ClaimedDelivery } from './claimed-delivery.js';
import { HandlerLanes } from './handler-lanes.js';

/** Lanes of these names, each with so many deliveries waiting; what begins stays under way until it is ended. */
function fixture(most: number, waiting: Record<string, number>) {
  const lanes = new HandlerLanes(most);
  const ends: Record<string, Array<() => void>> = {};
  for (const [id, count] of Object.entries(waiting)) {
    lanes.add({ id, events: [], timeoutMs: 1, invoke: async () => undefined });
    ends[id] = [];
    for (let n = 0; n < count; n += 1) lanes.get(id)?.queue({} as ClaimedDelivery);
  }
  const fill = (): string[] => {
    const begun: string[] = [];
    for (let lane = lanes.next(); lane !== null; lane = lanes.next()) {
      const { id } = lane.handler;
      begun.push(id);
      void lane.next((_, onReturned) => {
        const ended = new Promise<void>((end) => ends[id]?.push(end));
        return ended.then(onReturned);
      });
    }
    return begun;
  };
  const end = async (id: string): Promise<void> => {
    ends[id]?.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const queue = (id: string, count: number): void => {
    for (let n = 0; n < count; n += 1) lanes.get(id)?.queue({} as ClaimedDelivery);
  };
  /** In how many rounds a handler returns all it has waiting: all that it may begin at once are one. */
  const rounds = async (id: string): Promise<number> => {
    for (let round = 0; ; round += 1) {
      fill();
      const running = ends[id]?.length ?? 0;
      if (running === 0) return round;
      for (let n = 1; n < running; n += 1) ends[id]?.shift()?.();
      await end(id);
    }
  };
  const hungry = (): string[] => lanes.hungry().map(({ handler }) => handler.id);
  return { lanes, fill, end, queue, rounds, hungry, underWay: (id: string) => ends[id]?.length };
}

describe('HandlerLanes', () => {
  it('give each handler a bound of its own where nothing is shared', () => {
    const { fill, hungry } = fixture(Infinity, { slow: 50, quick: 3, idle: 0 });
    const begun = fill();
    expect(begun.filter((id) => id === 'slow')).toHaveLength(20);
    expect(begun.filter((id) => id === 'quick')).toHaveLength(3);
    expect(hungry()).toEqual(['idle', 'quick']);
  });

  it('let a handler that is alone have everything that is shared', () => {
    expect(fixture(5, { only: 9 }).fill()).toHaveLength(5);
  });

  it('leave something for the next handler, however much one has to do', async () => {
    const { lanes, fill } = fixture(5, { slow: 50, quick: 0 });
    expect(fill()).toEqual(['slow', 'slow']);
    lanes.get('quick')?.queue({} as ClaimedDelivery);
    lanes.get('quick')?.queue({} as ClaimedDelivery);
    expect(fill()).toEqual(['quick', 'quick']);
  });

  it.each([
    [4, 1],
    [8, 2],
    [10, 2],
    [20, 3],
  ])('on a pool of %i leave a place for the others beside %i that never return', (size, hanging) => {
    const others = { healthy: 0, idle: 0 };
    const ids = Array.from({ length: hanging }, (_, n) => `hanging ${n}`);
    const waiting = { ...others, ...Object.fromEntries(ids.map((id) => [id, 0])) };
    const { lanes, fill } = fixture(poolShares(size).handlers, waiting);
    for (const id of ids) {
      for (let n = 0; n < 50; n += 1) lanes.get(id)?.queue({} as ClaimedDelivery);
      expect(fill()).toContain(id);
    }
    lanes.get('healthy')?.queue({} as ClaimedDelivery);
    expect(fill()).toContain('healthy');
  });

  // One cannot be shared: it comes back when its time is up.
  describe.each(Array.from({ length: 19 }, (_, n) => n + 2))('with %i at once', (most) => {
    const half = Math.floor(most / 2);
    const ALONE = 60;
    const events = ALONE * most;
    const shared: [string, number][] = [
      ['that hangs already', 0],
      ['that hangs from the same moment on', events],
    ];

    it.each(shared)(
      'let a handler do more than half of what it does alone beside one %s',
      async (_, atFirst) => {
        expect(await fixture(most, { healthy: events }).rounds('healthy')).toBe(ALONE);
        const { fill, queue, rounds } = fixture(most, { hanging: 50, healthy: atFirst });
        fill();
        queue('healthy', events - atFirst);
        const times = (await rounds('healthy')) / ALONE;
        // Of two each has one.
        if (most === 2) expect(times).toBe(2);
        else expect(times).toBeLessThan(2);
      },
    );

    it('let one that is busy for long have half, so that the next has the other half when it hangs', async () => {
      const { fill, queue, rounds, underWay } = fixture(most, { hanging: 6 * most, healthy: 0 });
      // It is careful for one round.
      expect(await rounds('hanging')).toBeLessThanOrEqual(Math.ceil((6 * most) / half) + 1);
      queue('hanging', 50);
      fill();
      expect(underWay('hanging')).toBe(half);
      queue('healthy', events);
      expect(await rounds('healthy')).toBeLessThanOrEqual(2 * ALONE + 1);
      expect(underWay('hanging')).toBe(half);
    });

    it('let one beside others that are idle do at least half as much when one of them hangs', async () => {
      const { fill, queue, rounds } = fixture(most, { hanging: 50, healthy: 0, idle: 0 });
      const alone = await fixture(most, { hanging: 0, healthy: events, idle: 0 }).rounds('healthy');
      fill();
      queue('healthy', events);
      expect((await rounds('healthy')) / alone).toBeLessThan(2);
    });
  });

  it('take turns where there is less than one for each', async () => {
    const { fill, end } = fixture(1, { a: 3, b: 3, c: 3 });
    const order: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const [begun] = fill();
      order.push(begun ?? 'nobody');
      await end(begun ?? '');
    }
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('serve the handler with the least under way first', async () => {
    const { fill, end, lanes } = fixture(2, { a: 9, b: 0 });
    expect(fill()).toEqual(['a']);
    lanes.get('b')?.queue({} as ClaimedDelivery);
    await end('a');
    expect(fill()).toEqual(['b', 'a']);
  });
});
