import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assign, type Assignment } from './assignment.js';

interface World {
  /** Per push whether it was paid for certain. */
  readonly paid: readonly boolean[];
  readonly receipts: number;
  /** `fits[push][receipt]` */
  readonly fits: readonly (readonly boolean[])[];
}

const worlds: fc.Arbitrary<World> = fc
  .record({ pushes: fc.nat({ max: 5 }), receipts: fc.nat({ max: 5 }) })
  .chain(({ pushes, receipts }) =>
    fc.record({
      paid: fc.array(fc.boolean(), { minLength: pushes, maxLength: pushes }),
      receipts: fc.constant(receipts),
      fits: fc.array(fc.array(fc.boolean(), { minLength: receipts, maxLength: receipts }), {
        minLength: pushes,
        maxLength: pushes,
      }),
    }),
  );

const count = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

function solve({ paid, receipts, fits }: World): Assignment<number, number> {
  return assign({
    pushes: count(paid.length),
    receipts: count(receipts),
    fits: (push, receipt) => fits[push]?.[receipt] === true,
    isPaid: (push) => paid[push] === true,
  });
}

/** Every way to give receipts to pushes, as a receipt or null per push. */
function everyWay(
  { paid, receipts, fits }: World,
  taken: readonly (number | null)[] = [],
): (number | null)[][] {
  if (taken.length === paid.length) return [[...taken]];
  const free = count(receipts).filter((one) => fits[taken.length]?.[one] === true && !taken.includes(one));
  return [null, ...free].flatMap((receipt) => everyWay({ paid, receipts, fits }, [...taken, receipt]));
}

const given = (way: readonly (number | null)[]): number => way.filter((receipt) => receipt !== null).length;
const givenToPaid = (way: readonly (number | null)[], { paid }: World): number =>
  way.filter((receipt, push) => receipt !== null && paid[push]).length;

/** The ways that serve most of the paid pushes, and then most of all. */
function bestWays(world: World): (number | null)[][] {
  const ways = everyWay(world);
  const paid = Math.max(...ways.map((way) => givenToPaid(way, world)));
  const best = ways.filter((way) => givenToPaid(way, world) === paid);
  const most = Math.max(...best.map(given));
  return best.filter((way) => given(way) === most);
}

const property = (check: (world: World) => void): void =>
  fc.assert(fc.property(worlds, check), { numRuns: 500, endOnFailure: false });

describe('an assignment', () => {
  it('gives each receipt to one push that it fits, and each push one', () =>
    property((world) => {
      const { pushOf, receiptOf } = solve(world);
      expect(pushOf.size).toBe(receiptOf.size);
      for (const [receipt, push] of pushOf) {
        expect(world.fits[push]?.[receipt]).toBe(true);
        expect(receiptOf.get(push)).toBe(receipt);
      }
    }));

  it('serves as many as can be served: of the paid ones, and of all', () =>
    property((world) => {
      const { receiptOf } = solve(world);
      const way = world.paid.map((_, push) => receiptOf.get(push) ?? null);
      const [best = []] = bestWays(world);
      expect([givenToPaid(way, world), given(way)]).toEqual([givenToPaid(best, world), given(best)]);
    }));

  it('doubts a receipt where, and only where, its push could as well go without', () =>
    property((world) => {
      const { pushOf, doubtful } = solve(world);
      const ways = bestWays(world);
      for (const [receipt, push] of pushOf)
        expect(doubtful.has(receipt)).toBe(ways.some((way) => way[push] === null));
    }));

  it('serves equals in turn, the first with the first', () => {
    const world = {
      paid: [true, true, false],
      receipts: 2,
      fits: [
        [true, true],
        [true, true],
        [true, true],
      ],
    };
    const { pushOf, doubtful } = solve(world);
    expect([...pushOf]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(doubtful.size).toBe(0);
  });

  it('doubts what fits two that nobody knows to be paid', () => {
    expect([...solve({ paid: [false, false], receipts: 1, fits: [[true], [true]] }).doubtful]).toEqual([0]);
  });
});
