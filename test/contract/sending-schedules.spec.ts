/**
 * Dispatchers, a reconciler, callers with the same key and a result, over real stores, step by step in orders that take a
 * turn away at most so often, and with any of them dying after any step. Money leaves at most once for a key, nobody says
 * that nothing was sent once it has, and whatever has left is asked about until it is known. sending-states.spec.ts explores
 * the same world in memory, state by state.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../support/database.js';
import { atMost, LIMIT_MS } from '../support/every-interleaving.js';
import { everySchedule, type Choose } from '../support/schedules.js';
import { SendingWorld, STORIES, WEATHER, type Story, type Weather } from './sending-world.js';
import { openFixture, type StorageFixture } from './subject.js';

/** How often a turn is taken away, and how many of those schedules are tried. One costs MariaDB several times as much. */
const BOUNDS = {
  sqlite: { switches: 2, most: atMost(70, 2_000) },
  mariadb: { switches: 1, most: atMost(30, 200) },
} as const;

describe.each(testDatabases())('orders of sending on %s', (kind) => {
  let fixture: StorageFixture;
  beforeAll(async () => void (fixture = await openFixture(kind)));
  afterAll(() => fixture.close());

  describe.each(STORIES)('a payout %s', (story) => {
    it.each(WEATHER)(
      'comes to one payment and one truth, while Safaricom %s',
      async (weather) => {
        const scenario = (choose: Choose, schedule: string) => play({ story, weather }, choose, schedule);
        expect(await everySchedule(BOUNDS[kind], scenario)).toBe(BOUNDS[kind].most);
        await withDeaths(scenario);
      },
      LIMIT_MS,
    );
  });

  async function play(
    settings: { readonly story: Story; readonly weather: Weather },
    choose: Choose,
    schedule: string,
  ): Promise<void> {
    await fixture.reset();
    const world = await SendingWorld.open(fixture.subject, settings);
    await world.turns.run(world.actors, choose);
    await world.settle(schedule);
  }
});

/** One actor goes first and dies after so many steps; the others go on without it. */
async function withDeaths(scenario: (choose: Choose, schedule: string) => Promise<void>): Promise<void> {
  const names = new Set<string>();
  await scenario((ready) => {
    for (const name of ready) names.add(name);
    return ready[0] ?? null;
  }, 'in turn');
  for (const dead of names) {
    for (let lives = 1, died = true; died; lives += 1) {
      let steps = 0;
      died = false;
      const choose: Choose = (ready) => {
        const alive = ready.filter((name) => name !== dead);
        if (!ready.includes(dead)) return alive[0] ?? null;
        if (steps < lives) {
          steps += 1;
          return dead;
        }
        died = true;
        return alive[0] ?? null;
      };
      await scenario(choose, `${dead} dies after ${lives}`);
    }
  }
}
