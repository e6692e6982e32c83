/** A process that delivers what is stored, until it is killed. Its clock is ahead by what it is told. */
import type { MpesaStorageOptions } from 'nestjs-mpesa';
import { createDeliveries } from '../../../src/deliveries/create-deliveries.js';
import { openGatewayDatabase } from '../../../src/schema/open-gateway-database.js';

const { storage, encryptionKeys, aheadMs } = JSON.parse(process.argv[2] ?? '{}') as {
  storage: MpesaStorageOptions;
  encryptionKeys: string[];
  aheadMs: number;
};

const deliveries = createDeliveries(
  {
    database: await openGatewayDatabase(storage),
    clock: { now: () => Date.now() + aheadMs },
    encryptionKeys,
    allowPrivateAddresses: true,
    perEndpoint: 4,
  },
  console,
);
deliveries.start();
