import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { openGatewayDatabase } from './open-gateway-database.js';

/** The gateway's own tables. The library keeps its payments by itself. */
@Global()
@Module({
  providers: [
    {
      provide: GatewayDatabase,
      inject: [GATEWAY_SETTINGS],
      useFactory: ({ storage }: GatewaySettings) => openGatewayDatabase(storage),
    },
  ],
  exports: [GatewayDatabase],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly database: GatewayDatabase) {}

  /** Runs after the library has finished its work in flight, which may still write here. */
  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
