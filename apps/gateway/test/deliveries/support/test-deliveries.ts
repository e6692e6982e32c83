import type { TestDatabase, TestDatabaseKind } from '../../../../../test/support/database.js';
import { closeAfterTest, testDatabase } from '../../../../../test/support/test-resources.js';
import {
  createDeliveries,
  type Deliveries,
  type DeliveriesOptions,
} from '../../../src/deliveries/create-deliveries.js';
import { openGatewayDatabase } from '../../../src/schema/open-gateway-database.js';
import type { GatewayDatabase } from '../../../src/storage/gateway-database.js';
import { ManualTime } from './manual-time.js';

export const ENCRYPTION_KEY = 'the first encryption key of these tests';

/** Deliveries over an empty database, with a clock that stands still. */
export interface TestDeliveries extends Deliveries {
  readonly time: ManualTime;
  readonly database: TestDatabase;
  readonly gateway: GatewayDatabase;
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
  const gateway = await openGatewayDatabase(database.storage);
  const family: Family = { parts: [], gateways: [gateway] };
  closeAfterTest(async () => {
    await Promise.all(family.parts.map((parts) => parts.stop(0)));
    await Promise.all(family.gateways.map((each) => each.close()));
  });
  return deliveriesOn({ database, gateway, family }, { clock: new ManualTime(), ...options });
}

/** What is to be ended after the test: the senders first. */
interface Family {
  readonly parts: Deliveries[];
  readonly gateways: GatewayDatabase[];
}

interface On {
  readonly database: TestDatabase;
  readonly gateway: GatewayDatabase;
  readonly family: Family;
}

function deliveriesOn(
  on: On,
  options: Partial<DeliveriesOptions> & { clock: DeliveriesOptions['clock'] },
): TestDeliveries {
  const log: string[] = [];
  const write = (message: string): void => void log.push(message);
  const parts = createDeliveries(
    {
      database: on.gateway,
      encryptionKeys: [ENCRYPTION_KEY],
      allowPrivateAddresses: true,
      random: () => 0,
      ...options,
    },
    { warn: write, error: write },
  );
  on.family.parts.push(parts);
  return {
    ...parts,
    database: on.database,
    gateway: on.gateway,
    time: options.clock as ManualTime,
    log,
    beside: async (others = {}) =>
      deliveriesOn({ ...on, gateway: await besides(on) }, { ...options, ...others }),
  };
}

/** Of two connections of one process to a SQLite file, one that waits would not let the other go on: they share one. */
async function besides(on: On): Promise<GatewayDatabase> {
  if (on.database.kind === 'sqlite') return on.gateway;
  const gateway = await openGatewayDatabase(on.database.storage);
  on.family.gateways.push(gateway);
  return gateway;
}
