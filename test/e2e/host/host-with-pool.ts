import type { Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { MpesaOptions } from 'nestjs-mpesa';
import { MPESA_CONNECTION_WAIT_MS } from 'nestjs-mpesa/testing';
import { DataSource } from 'typeorm';
import { testApp, testDatabase, testSimulator, type TestApp } from '../../support/test-app.js';

export const CUSTOMERS = Array.from({ length: 20 }, (_, n) => `2547000${String(20_000 + n)}`);

export type HostWithPool = {
  readonly shop: TestApp;
  readonly dataSource: DataSource;
  /** How often somebody had to wait for a connection so far. */
  waits(): number;
  /** Has these customers pay, up to the events. */
  pay(phones: readonly string[]): Promise<void>;
};

export type PoolHostSettings = {
  readonly options?: Partial<MpesaOptions>;
  /** Default: what a busy machine may need. */
  readonly connectionWaitMs?: number;
};

/** A host on MariaDB whose pool of that size the module shares; nothing happens by itself. */
export async function hostWithPool(
  poolSize: number,
  providers: Provider[] = [],
  { options = {}, connectionWaitMs }: PoolHostSettings = {},
): Promise<HostWithPool> {
  const database = await testDatabase('mariadb');
  await database.query('CREATE TABLE parcel (id int AUTO_INCREMENT PRIMARY KEY, reference varchar(40))');
  const sim = await testSimulator({
    seed: { phones: CUSTOMERS.map((msisdn) => ({ msisdn, balanceCents: 100_000 })) },
  });
  const builder = testApp();
  if (connectionWaitMs !== undefined) builder.override(MPESA_CONNECTION_WAIT_MS, connectionWaitMs);
  const shop = await builder
    .on(database)
    .withSimulator(sim)
    .imports([
      TypeOrmModule.forRoot({
        ...database.storage,
        autoLoadEntities: true,
        extra: { connectionLimit: poolSize },
      }),
    ])
    .structure({ dataSource: 'default' })
    .providers(providers)
    .options(options)
    .jobs(false)
    .start();
  const dataSource = shop.app.get(DataSource);
  let waits = 0;
  const { pool } = dataSource.driver as unknown as { pool: { on(event: string, heard: () => void): void } };
  pool.on('enqueue', () => void (waits += 1));
  const pay = async (phones: readonly string[]): Promise<void> => {
    await Promise.all(phones.map((phone) => shop.stk.request({ phone, amount: 10 })));
    await Promise.all(phones.map((phone) => sim.answer(phone, { action: 'pay' })));
    await sim.settled();
    await shop.work.inbox();
  };
  return { shop, dataSource, waits: () => waits, pay };
}

export async function parcels(dataSource: DataSource): Promise<string[]> {
  const rows: { reference: string }[] = await dataSource.query('SELECT reference FROM parcel ORDER BY id');
  return rows.map(({ reference }) => reference);
}
