import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { GatewayModule } from './gateway.module.js';
import type { GatewaySettings } from './setup/gateway-settings.js';
import { ClientsModule } from './clients/clients.module.js';
import { ClientThrottlerGuard } from './auth/client-throttler.guard.js';
import { RateAccounts } from './auth/rate-accounts.js';

const MINUTE_MS = 60_000;

/**
 * The gateway as it is run. The limit stands apart because its package is CommonJS and loads no ES modules inside Jest; the
 * specs that need it start the compiled gateway.
 */
@Module({})
export class AppModule {
  static with(settings: GatewaySettings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        GatewayModule.with(settings),
        ClientsModule,
        ThrottlerModule.forRoot({ throttlers: [{ limit: settings.ratePerMinute, ttl: MINUTE_MS }] }),
      ],
      providers: [RateAccounts, { provide: APP_GUARD, useClass: ClientThrottlerGuard }],
    };
  }
}
