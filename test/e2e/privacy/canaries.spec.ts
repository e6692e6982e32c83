/** Days after the last thing a customer did, no table says any more that it was her: through every product there is. */
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SEED } from 'daraja-simulator';
import { inventoryOf } from '../../docs/support/inventory.js';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { testSimulator } from '../../support/test-app.js';
import { travel } from '../../support/story.js';
import { office, type Office } from '../money-out/office.js';
import { FailingBooks, STORIES } from './stories.js';
import { filledIn, NAME, plainDigestsIn, tracesIn, tracesOnDisk, ZAWADI } from './zawadi.js';

const DAY = 86_400_000;
const OPEN = ['created', 'pending', 'unknown', 'review'] as const;
const NOTHING_KEPT = 'questions that keep nothing';

async function opened(kind: TestDatabaseKind): Promise<Office> {
  const zawadi = { msisdn: ZAWADI, name: NAME, balanceCents: 10_000_00 };
  const sim = await testSimulator({ seed: { phones: [...DEFAULT_SEED.phones, zawadi] } });
  return office(kind, {
    sim,
    jobs: { enabled: false },
    retention: { days: 30 },
    events: { maxAttempts: 1 },
    prompts: { maxUnfinished: 50 },
    providers: [FailingBooks],
  });
}

/** The columns of the inventory, and those of them of which it says that nothing is left. */
const { told } = inventoryOf('The library');
const EMPTIED = [...told].flatMap(([column, cells]) =>
  /^(nothing|no row|an empty text)/.test(cells.at(-1) ?? '') ? [column] : [],
);

describe.each(testDatabases())('a customer, on %s', (kind) => {
  const reached = new Set<string>();

  it.each(Object.entries(STORIES))(
    'stands in the tables after %s, and no more when the days have passed',
    async (name, story) => {
      const it = await opened(kind);
      await story(it);
      expect((await tracesIn(it.database)).length > 0).toBe(name !== NOTHING_KEPT);
      // A digest that is made keyed by retention alone could be tried out until then.
      expect(await plainDigestsIn(it.database)).toEqual([]);
      for (const column of await filledIn(it.database)) reached.add(column);
      await travel(40 * DAY, it.clock, it.sim);
      await it.work.all();
      // What is under way, or waits for a person, is kept until that is over.
      expect((await it.payments.find({ status: OPEN })).items).toEqual([]);
      await travel(40 * DAY, it.clock, it.sim);
      await it.work.retention();
      expect(await tracesIn(it.database)).toEqual([]);
      expect((await filledIn(it.database)).filter((column) => EMPTIED.includes(column))).toEqual([]);
      expect(await plainDigestsIn(it.database)).toEqual([]);
      expect(tracesOnDisk(it.database)).toEqual([]);
    },
  );

  it('has been in every column of the inventory by then', () => {
    expect([...told.keys()].filter((column) => !reached.has(column))).toEqual([]);
  });
});
