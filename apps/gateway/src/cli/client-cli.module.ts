import { Module, type DynamicModule } from '@nestjs/common';
import { ClientsModule } from '../clients/clients.module.js';
import { DeliveriesModule } from '../deliveries/deliveries.module.js';
import { VitumobFormat } from '../dialects/vitumob/vitumob-format.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { SettingsModule } from '../setup/settings.module.js';
import { DatabaseModule } from '../schema/database.module.js';
import { V1Format } from '../v1/v1-format.js';

/** As much of the gateway as its command line needs: nothing listens, and nothing speaks to M-Pesa. */
@Module({})
export class ClientCliModule {
  static with(settings: GatewaySettings): DynamicModule {
    return {
      module: ClientCliModule,
      imports: [
        SettingsModule.with(settings),
        DatabaseModule,
        DeliveriesModule,
        ClientsModule,
        RoutingModule,
        EndpointsModule,
      ],
      providers: [V1Format, VitumobFormat],
    };
  }
}
