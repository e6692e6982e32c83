import { mpesaWork } from 'nestjs-mpesa/testing';
import { createTestDatabase, type TestDatabaseKind } from '../support/database.js';
import { contextOn, seconds } from './river.js';
import { pendingPushes, seed, storePayments } from './seed.js';
import { median, rounded } from './statistics.js';

const DUE = 100;
const RUNS = 7;

/** Nothing to ask Daraja by: what is left of a check is finding it, claiming it and planning the next one. */
const UNACKNOWLEDGED = { checkoutRequestId: null, merchantRequestId: null };

/** @returns how long 100 due checks take beside `others` stored payments, ms */
export async function measureChecks(kind: TestDatabaseKind, others: number): Promise<number> {
  const database = await createTestDatabase(kind);
  await seed(database.storage, async (storage) => {
    await storePayments(storage, pendingPushes(DUE, UNACKNOWLEDGED));
    // One in ten is still waited for; the others are settled.
    await storePayments(storage, pendingPushes(others * 0.1));
    await storePayments(storage, pendingPushes(others * 0.9, { status: 'succeeded', nextCheckAt: null }));
  });
  const app = await contextOn(database);
  try {
    const runs: number[] = [];
    // The first run warms up.
    for (let run = 0; run <= RUNS; run++) {
      await database.query(
        "UPDATE mpesa_payment SET next_check_at = 1 WHERE status = 'pending' AND checkout_request_id IS NULL",
      );
      runs.push(await seconds(mpesaWork(app).reconciliation));
    }
    const [left] = (await database.query(
      'SELECT COUNT(*) AS due FROM mpesa_payment WHERE next_check_at = 1',
    )) as { due: number }[];
    if (Number(left?.due) !== 0) throw new Error(`${String(left?.due)} due payments were not looked at`);
    return rounded(median(runs.slice(1)) * 1_000, 1);
  } finally {
    await app.close();
    await database.drop();
  }
}
