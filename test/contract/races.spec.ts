/** Many instances at once, on a real server: nothing claimed twice, nothing lost, whatever overlaps. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openStorage, type Storage } from '../../libs/mpesa/src/storage/storage.js';
import { managerOf } from '../../libs/mpesa/src/storage/database/tx.js';
import { testDatabases } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { idsOf, insertPayments, sampleCallback, samplePayment } from './samples.js';
import { openFixture, type StorageFixture } from './subject.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';

const ROWS = 3_000;

/** A batch of callbacks that has been at it for longer than it needs: it waits for a row. */
const WAITING =
  'SELECT 1 FROM information_schema.processlist ' +
  "WHERE db = DATABASE() AND info LIKE 'INSERT INTO mpesa_callback %' AND time_ms > 100";

/** Repeatable disorder. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const next = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648);
  return items
    .map((item) => ({ item, rank: next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

describe.each(testDatabases())('races on %s', (kind) => {
  let fixture: StorageFixture;
  let instances: Storage[];

  beforeAll(async () => {
    fixture = await openFixture(kind);
    const { clock, newId } = fixture.subject;
    instances = await Promise.all(
      [1, 2, 3].map(() =>
        openStorage(fixture.database.storage, { migrate: 'off', newId, clock, digests: sampleDigests }),
      ),
    );
  });
  beforeEach(() => fixture.reset());
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.close()));
    await fixture.close();
  });

  /** Every instance claims 50 at a time until nothing is left; the ids in the order they were claimed. */
  async function claimAll(claim: (storage: Storage, owner: string) => Promise<string[]>): Promise<string[]> {
    const claimed: string[] = [];
    const run = async (storage: Storage, owner: string): Promise<void> => {
      for (;;) {
        const ids = await claim(storage, owner);
        claimed.push(...ids);
        // Nothing won is not nothing left: the others may have been faster.
        if (ids.length === 0 && claimed.length >= ROWS) return;
      }
    };
    await Promise.all(instances.map((storage, index) => run(storage, `owner ${index}`)));
    return claimed;
  }

  it(`three instances claim ${ROWS} due payments, none twice and none forgotten`, async () => {
    const now = fixture.subject.clock.now();
    const payments = Array.from({ length: ROWS }, () =>
      samplePayment(fixture.subject, { nextCheckAt: now - 1 }),
    );
    await insertPayments(fixture.subject, payments);
    const claimed = await claimAll(async (storage, owner) =>
      idsOf(await storage.payments.claimDue(owner, now, now + 60_000, 50)),
    );
    expect(new Set(claimed).size).toBe(claimed.length);
    expect(claimed).toHaveLength(ROWS);
  });

  it(`three instances claim ${ROWS} callbacks, none twice and none forgotten`, async () => {
    const now = fixture.subject.clock.now();
    await instances[0]?.inbox.store(Array.from({ length: ROWS }, () => sampleCallback(fixture.subject)));
    const claimed = await claimAll(async (storage, owner) =>
      idsOf(await storage.inbox.claim(owner, now, now + 60_000, 50)),
    );
    expect(new Set(claimed).size).toBe(claimed.length);
    expect(claimed).toHaveLength(ROWS);
  });

  it('eight writers store overlapping batches in any order, and every copy is counted', async () => {
    const callbacks = Array.from({ length: 64 }, () => sampleCallback(fixture.subject));
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let round = 0; round < 10; round++) {
        const batch = shuffled(callbacks, writer * 100 + round);
        const storage = instances[writer % instances.length];
        expect((await storage?.inbox.store(batch))?.size).toBe(0);
      }
    });
    await Promise.all(writers);
    const rows = (await fixture.database.query('SELECT copies FROM mpesa_callback')) as Array<{
      copies: number;
    }>;
    expect(rows.map(({ copies }) => copies)).toEqual(Array.from({ length: 64 }, () => 80));
  });

  const onServer = kind === 'mariadb' ? it : it.skip;
  onServer('a batch locks its callbacks in the order of their ids, whatever order they came in', async () => {
    const { storage, other } = fixture.subject;
    const [first, second] = [sampleCallback(fixture.subject), sampleCallback(fixture.subject)];
    await storage.inbox.store([first, second]);
    const lock = 'SELECT id FROM mpesa_callback WHERE id = ? FOR UPDATE';
    const storing = await storage.unitOfWork.run(async (tx) => {
      await managerOf(tx).query(lock, [first.id]);
      const batch = other.inbox.store([second, first]);
      await eventually(() => fixture.database.query(WAITING).then(({ length }) => length));
      expect(await fixture.database.query(`${lock} NOWAIT`, [second.id])).toHaveLength(1);
      return { batch };
    });
    expect((await storing.batch).size).toBe(0);
  });

  it('of twenty who store the same idempotency key at once, one succeeds', async () => {
    const attempts = Array.from({ length: 20 }, (_, index) => {
      const storage = instances[index % instances.length];
      const payment = samplePayment(fixture.subject, { idempotencyKey: 'order 1' });
      return storage?.unitOfWork.run((tx) => storage.payments.insert(tx, [payment]));
    });
    const outcomes = await Promise.allSettled(attempts);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(19);
    expect(await fixture.database.query('SELECT id FROM mpesa_payment')).toHaveLength(1);
  });
});
