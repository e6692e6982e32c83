import type { MpesaStorageOptions } from 'nestjs-mpesa';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { GATEWAY_TABLES } from './gateway-tables.js';

/** Opens the gateway's database, and brings its tables up to date. */
export function openGatewayDatabase(storage: MpesaStorageOptions): Promise<GatewayDatabase> {
  return GatewayDatabase.open(storage, GATEWAY_TABLES);
}
