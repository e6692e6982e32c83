import { Module, type DynamicModule } from '@nestjs/common';
import { GatewayModule } from './gateway.module.js';
import type { GatewaySettings } from './setup/gateway-settings.js';

/** The gateway as it is run. */
@Module({})
export class AppModule {
  static with(settings: GatewaySettings): DynamicModule {
    return { module: AppModule, imports: [GatewayModule.with(settings)] };
  }
}
