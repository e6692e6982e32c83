import { describe, expect, it } from '@jest/globals';
import { Lanes } from './lanes.js';

/** Enters a lane, and returns what ends the run. */
function enter(lanes: Lanes, queue: string): () => Promise<void> {
  let end = (): void => undefined;
  const run = lanes.enter(queue, () => new Promise((resolve) => (end = resolve)));
  return () => {
    end();
    return run;
  };
}

describe('the lanes', () => {
  it('give every queue places of its own', async () => {
    const lanes = new Lanes({ perLane: 2, crowd: 100, most: 100 });
    const ends = [enter(lanes, 'a'), enter(lanes, 'a')];
    expect([lanes.free('a'), lanes.free('b'), lanes.busy]).toEqual([0, 2, true]);
    await ends[0]!();
    expect([lanes.free('a'), lanes.underWay('a')]).toEqual([1, 1]);
    await ends[1]!();
    expect([lanes.free('a'), lanes.underWay('a'), lanes.busy]).toEqual([2, 0, false]);
  });

  it('give a queue one place in a crowd, so that there is one for everybody, and none at the end of the sockets', () => {
    const lanes = new Lanes({ perLane: 3, crowd: 4, most: 6 });
    for (const queue of ['a', 'a', 'a']) enter(lanes, queue);
    expect(lanes.free('b')).toBe(3);
    enter(lanes, 'b');
    expect([lanes.free('b'), lanes.free('c')]).toEqual([0, 1]);
    enter(lanes, 'c');
    enter(lanes, 'd');
    expect(lanes.free('e')).toBe(0);
  });

  it('wait for the first run that ends', async () => {
    const lanes = new Lanes({ perLane: 2, crowd: 100, most: 100 });
    const [first, second] = [enter(lanes, 'a'), enter(lanes, 'b')];
    const settled = lanes.settled();
    await second();
    await settled;
    expect(lanes.busy).toBe(true);
    await first();
    await lanes.settled();
  });
});
