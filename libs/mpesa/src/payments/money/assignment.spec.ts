import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assign, type Assignment } from './assignment.js';

/** `fits[push][receipt]` */
interface World {
  readonly receipts: number;
  readonly fits: readonly (readonly boolean[])[];
}

const worlds: fc.Arbitrary<World> = fc.nat({ max: 5 }).chain((receipts) =>
  fc.record({
    receipts: fc.constant(receipts),
    fits: fc.array(fc.array(fc.boolean(), { minLength: receipts, maxLength: receipts }), { maxLength: 5 }),
  }),
);

const count = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

function solve({ receipts, fits }: World, loose: World['fits'] = fits): Assignment<number, number> {
  return assign({
    pushes: count(fits.length),
    receipts: count(receipts),
    fits: (push, receipt) => fits[push]?.[receipt] === true,
    mayFit: (push, receipt) => loose[push]?.[receipt] === true,
  });
}

type Way = readonly (number | null)[];

/** Every way to give receipts to pushes, as a receipt or null per push. */
function everyWay({ receipts, fits }: World, taken: Way = []): Way[] {
  if (taken.length === fits.length) return [taken];
  const free = count(receipts).filter((one) => fits[taken.length]?.[one] === true && !taken.includes(one));
  return [null, ...free].flatMap((receipt) => everyWay({ receipts, fits }, [...taken, receipt]));
}

const given = (way: Way): number => way.filter((receipt) => receipt !== null).length;

function bestWays(world: World): Way[] {
  const ways = everyWay(world);
  const most = Math.max(...ways.map(given));
  return ways.filter((way) => given(way) === most);
}

const property = (check: (world: World) => void): void =>
  fc.assert(fc.property(worlds, check), { numRuns: 500, endOnFailure: false });

describe('an assignment', () => {
  it('gives each receipt to one push that it fits, and each push one', () =>
    property((world) => {
      const { pushOf } = solve(world);
      expect(new Set(pushOf.values()).size).toBe(pushOf.size);
      for (const [receipt, push] of pushOf) expect(world.fits[push]?.[receipt]).toBe(true);
    }));

  it('serves as many pushes as can be served', () =>
    property((world) => {
      const [best = []] = bestWays(world);
      expect(solve(world).pushOf.size).toBe(given(best));
    }));

  it('doubts a receipt where, and only where, its push could as well go without', () =>
    property((world) => {
      const { pushOf, doubtful } = solve(world);
      const ways = bestWays(world);
      for (const [receipt, push] of pushOf)
        expect(doubtful.has(receipt)).toBe(ways.some((way) => way[push] === null));
    }));

  it('serves equals in turn, the first with the first, and leaves the last over', () => {
    const all = [true, true, true];
    const { pushOf, doubtful } = solve({ receipts: 3, fits: [all, all] });
    expect([...pushOf]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(doubtful.size).toBe(0);
  });

  it('doubts what fits two', () => {
    expect([...solve({ receipts: 1, fits: [[true], [true]] }).doubtful]).toEqual([0]);
  });

  it('doubts what a push that goes without may have brought, also by exchange, and gives it to nobody for that', () => {
    const fits = [
      [true, false],
      [false, false],
    ];
    const loose = [
      [true, true],
      [true, false],
    ];
    const { pushOf, doubtful } = solve({ receipts: 2, fits }, loose);
    expect([...pushOf]).toEqual([[0, 0]]);
    expect(doubtful).toEqual(new Set([0, 1]));
  });
});
