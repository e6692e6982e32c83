import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CLOCK, systemClock } from './clock.js';
import { GATEWAY_SETTINGS } from './gateway-settings.token.js';
import type { GatewaySettings } from './gateway-settings.js';

/** What every part may ask for: the settings, and the time. */
@Global()
@Module({})
export class SettingsModule {
  static with(settings: GatewaySettings): DynamicModule {
    return {
      module: SettingsModule,
      providers: [
        { provide: GATEWAY_SETTINGS, useValue: settings },
        { provide: CLOCK, useFactory: systemClock },
      ],
      exports: [GATEWAY_SETTINGS, CLOCK],
    };
  }
}
