import { DataSource, type DataSourceOptions } from 'typeorm';
import type { TestDatabase, TestDatabaseKind } from '../../../../../test/support/database.js';
import { closeAfterTest, testDatabase } from '../../../../../test/support/test-resources.js';
import { createDeliveries, type Deliveries } from '../../../src/deliveries/create-deliveries.js';
import type { DeliveriesOptions } from '../../../src/deliveries/deliveries-options.js';
import { deliveryEntities, deliveryMigrations } from '../../../src/deliveries/storage/delivery-schema.js';
import { ManualTime } from './manual-time.js';
import { TestTransactions } from './test-transactions.js';

export const ENCRYPTION_KEY = 'the first encryption key of these tests';

/** Deliveries over an empty database, with a clock that stands still. */
export interface TestDeliveries extends Deliveries {
  readonly time: ManualTime;
  readonly database: TestDatabase;
  readonly transactions: TestTransactions;
  /** What was logged. */
  readonly log: string[];
  /** Another process on the same database. */
  beside(options?: Partial<DeliveriesOptions>): Promise<TestDeliveries>;
}

export async function testDeliveries(
  kind: TestDatabaseKind,
  options: Partial<DeliveriesOptions> = {},
): Promise<TestDeliveries> {
  const database = await testDatabase(kind);
  return deliveriesOn(database, { clock: new ManualTime(), ...options });
}

async function deliveriesOn(
  database: TestDatabase,
  options: Partial<DeliveriesOptions> & { clock: DeliveriesOptions['clock'] },
): Promise<TestDeliveries> {
  const transactions = new TestTransactions(await openSource(database));
  const log: string[] = [];
  const write = (message: string): void => void log.push(message);
  const parts = createDeliveries(
    {
      database: transactions,
      encryptionKeys: [ENCRYPTION_KEY],
      allowPrivateAddresses: true,
      random: () => 0,
      ...options,
    },
    { warn: write, error: write },
  );
  closeAfterTest(async () => {
    await parts.stop(0);
    await transactions.source.destroy();
  });
  return {
    ...parts,
    time: options.clock as ManualTime,
    database,
    transactions,
    log,
    beside: (others = {}) => deliveriesOn(database, { ...options, ...others }),
  };
}

export async function openSource({ storage }: TestDatabase): Promise<DataSource> {
  const common = {
    entities: deliveryEntities,
    migrations: deliveryMigrations,
    migrationsTableName: 'gateway_migrations',
    migrationsRun: true,
  };
  const options: DataSourceOptions =
    storage.type === 'better-sqlite3'
      ? { ...common, ...storage, enableWAL: true, timeout: 5_000 }
      : { ...common, ...storage, charset: 'utf8mb4' };
  return new DataSource(options).initialize();
}
