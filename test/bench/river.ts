import 'reflect-metadata';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OnMpesa } from 'nestjs-mpesa';
import { mpesaWork } from 'nestjs-mpesa/testing';
import { createTestDatabase, type TestDatabase, type TestDatabaseKind } from '../support/database.js';
import { benchModule } from './mpesa-options.js';
import { pendingPushes, seed, storeCallbacks, storePayments } from './seed.js';
import { rounded } from './statistics.js';

export interface RiverFigures {
  /** Stored callbacks that became settled payments with their events, per second. */
  readonly paymentsPerSecond: number;
  /** Events handed to a handler that does nothing, and marked as done, per second. */
  readonly deliveriesPerSecond: number;
}

export class Listener {
  heard = 0;

  @OnMpesa('payment.succeeded')
  onPaid(): void {
    this.heard++;
  }
}

/** From stored callbacks to settled payments, and from events to a handler: one process, all there is to do waiting. */
export async function measureRiver(kind: TestDatabaseKind, payments: number): Promise<RiverFigures> {
  const database = await createTestDatabase(kind);
  await seed(database.storage, async (storage) => {
    const pushes = pendingPushes(payments);
    await storePayments(storage, pushes);
    await storeCallbacks(
      storage,
      pushes.map(({ id }) => id),
    );
  });
  const app = await contextOn(database);
  try {
    const work = mpesaWork(app);
    const settling = await seconds(work.inbox);
    const delivering = await seconds(work.outbox);
    await verify(database, payments, app.get(Listener).heard);
    return {
      paymentsPerSecond: rounded(payments / settling),
      deliveriesPerSecond: rounded(payments / delivering),
    };
  } finally {
    await app.close();
    await database.drop();
  }
}

/** An application without HTTP whose background work runs on command only. */
export function contextOn(database: TestDatabase): Promise<INestApplicationContext> {
  class HostModule {}
  const mpesa = benchModule(database.storage, { jobs: { enabled: false } });
  Module({ imports: [mpesa], providers: [Listener] })(HostModule);
  return NestFactory.createApplicationContext(HostModule, { logger: ['error', 'warn'] });
}

export async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

async function verify(database: TestDatabase, payments: number, heard: number): Promise<void> {
  const sql = "SELECT COUNT(*) AS paid FROM mpesa_payment WHERE status = 'succeeded'";
  const [row] = (await database.query(sql)) as { paid: number }[];
  if (Number(row?.paid) !== payments || heard !== payments) {
    throw new Error(`of ${payments} payments ${String(row?.paid)} were settled and ${heard} heard of`);
  }
}
