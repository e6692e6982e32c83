import { Module } from '@nestjs/common';
import { DeliveriesModule } from '../deliveries/deliveries.module.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { ClientNews } from './client-news.js';
import { EndpointProfiles } from './endpoint-profiles.js';
import { MessageFormats } from './message-formats.js';

const deliveries = DeliveriesModule.forRootAsync({
  inject: [GatewayDatabase, GATEWAY_SETTINGS, CLOCK],
  useFactory: (database: GatewayDatabase, settings: GatewaySettings, clock: Clock) => ({
    database,
    encryptionKeys: settings.secrets,
    allowPrivateAddresses: settings.allowPrivateAddresses,
    clock,
  }),
});

/** Where clients want to hear of their payments, and in which words. */
@Module({
  imports: [deliveries],
  providers: [EndpointProfiles, MessageFormats, ClientNews],
  exports: [deliveries, EndpointProfiles, MessageFormats, ClientNews],
})
export class EndpointsModule {}
