import { openStorage } from '../../libs/mpesa/src/storage/storage.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createUuidV7 } from '../../libs/mpesa/src/values/uuid-v7.js';
import { createTestDatabase, type TestDatabase, type TestDatabaseKind } from '../support/database.js';
import { manualClock, type Subject } from './contract-case.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';

export const TABLES = [
  'mpesa_payment',
  'mpesa_phone_line',
  'mpesa_callback',
  'mpesa_event',
  'mpesa_delivery',
  'mpesa_subscription',
  'mpesa_access_token',
  'mpesa_query_limit',
  'mpesa_c2b_registration',
  'mpesa_inquiry',
  'mpesa_operator',
  'mpesa_gap_fill',
  'mpesa_biller',
  'mpesa_bill_receipt',
  'mpesa_standing_order',
  'mpesa_restore',
  'mpesa_erasure',
  'mpesa_export',
];

export interface StorageFixture {
  readonly subject: Subject;
  readonly database: TestDatabase;
  /** Empties every table. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** A migrated database with two storages on it. */
export async function openFixture(kind: TestDatabaseKind): Promise<StorageFixture> {
  const database = await createTestDatabase(kind);
  const clock = manualClock();
  const newId = createUuidV7(clock, systemRandom);
  const storage = await openStorage(database.storage, {
    migrate: 'run',
    newId,
    clock,
    digests: sampleDigests,
  });
  const other = await openStorage(database.storage, {
    migrate: 'check',
    newId,
    clock,
    digests: sampleDigests,
  });
  return {
    subject: { storage, other, clock, newId },
    database,
    reset: async () => {
      for (const table of TABLES) await database.query(`DELETE FROM ${table}`);
    },
    close: async () => {
      await Promise.all([storage.close(), other.close()]);
      await database.drop();
    },
  };
}
