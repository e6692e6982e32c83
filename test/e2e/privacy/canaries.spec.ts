/** Days after the last thing a customer did, no table says any more that it was her: through every product there is. */
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SEED } from 'daraja-simulator';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { testSimulator } from '../../support/test-app.js';
import { travel } from '../../support/story.js';
import { office, type Office } from '../money-out/office.js';
import { FailingBooks, STORIES } from './stories.js';
import { NAME, plainDigestsIn, tracesIn, tracesOnDisk, ZAWADI } from './zawadi.js';

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

describe.each(testDatabases())('a customer, on %s', (kind) => {
  it.each(Object.entries(STORIES))(
    'stands in the tables after %s, and no more when the days have passed',
    async (name, story) => {
      const it = await opened(kind);
      await story(it);
      expect((await tracesIn(it.database)).length > 0).toBe(name !== NOTHING_KEPT);
      await travel(40 * DAY, it.clock, it.sim);
      await it.work.all();
      // What is under way, or waits for a person, is kept until that is over.
      expect((await it.payments.find({ status: OPEN })).items).toEqual([]);
      await travel(40 * DAY, it.clock, it.sim);
      await it.work.retention();
      expect(await tracesIn(it.database)).toEqual([]);
      expect(await plainDigestsIn(it.database)).toEqual([]);
      expect(tracesOnDisk(it.database)).toEqual([]);
    },
  );
});
