import { createTestDatabase } from '../support/database.js';
import { startChild } from './child-server.js';
import { putLoad } from './load.js';
import { pendingPushes, seed, storePayments } from './seed.js';
import { rounded } from './statistics.js';
import { stkRequestsFor } from './stk-requests.js';

export interface BusyDoorFigures {
  /** Durable callbacks per second while the same process turns them into payments. */
  readonly accepted: number;
  /** Payments settled in the same time, per second; the others follow when the crowd is gone. */
  readonly settled: number;
}

const MOST_PER_SECOND = 12_000;

/** The door in a process that also has the inbox job, as an application with one instance has it. */
export async function measureBusyDoor(forSeconds: number): Promise<BusyDoorFigures> {
  const database = await createTestDatabase('mariadb');
  const pushes = pendingPushes(MOST_PER_SECOND * forSeconds);
  await seed(database.storage, (storage) => storePayments(storage, pushes));
  const settings = { storage: database.storage, processing: true };
  const server = await startChild('./servers/mpesa-door.ts', settings);
  try {
    const requests = stkRequestsFor(pushes.map(({ id }) => id));
    const result = await putLoad({ port: server.port, connections: 64, requests, seconds: forSeconds });
    const sql = "SELECT COUNT(*) AS paid FROM mpesa_payment WHERE status = 'succeeded'";
    const [row] = (await database.query(sql)) as { paid: number }[];
    if (result.statuses.get(200) !== result.latenciesMs.length) {
      throw new Error(`the busy door answered ${JSON.stringify([...result.statuses])}`);
    }
    return {
      accepted: rounded(result.latenciesMs.length / result.seconds),
      settled: rounded(Number(row?.paid) / result.seconds),
    };
  } finally {
    await server.stop();
    await database.drop();
  }
}
