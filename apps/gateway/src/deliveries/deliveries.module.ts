import {
  Global,
  Inject,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type InjectionToken,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../setup/clock.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { createDeliveries, type Deliveries } from './create-deliveries.js';
import { DeliveryService } from './delivery.service.js';
import { Dispatcher } from './dispatching/dispatcher.js';
import { EndpointService } from './endpoint.service.js';
import { PersonalDeliveries } from './storage/personal-deliveries.js';

const DELIVERIES = Symbol('DELIVERIES');

/** What is under way at shutdown may take so long to end. */
const GRACE_MS = 10_000;

const part = <K extends keyof Deliveries>(provide: InjectionToken, name: K) => ({
  provide,
  inject: [DELIVERIES],
  useFactory: (deliveries: Deliveries): Deliveries[K] => deliveries[name],
});

/** Delivers messages to clients: `EndpointService` says where, `DeliveryService` what. */
@Global()
@Module({
  providers: [
    {
      provide: DELIVERIES,
      inject: [GatewayDatabase, CLOCK, GATEWAY_SETTINGS],
      useFactory: (database: GatewayDatabase, clock: Clock, settings: GatewaySettings) =>
        createDeliveries(
          {
            database,
            clock,
            encryptionKeys: settings.secrets,
            allowPrivateAddresses: settings.allowPrivateAddresses,
          },
          new Logger('Deliveries'),
        ),
    },
    part(EndpointService, 'endpoints'),
    part(DeliveryService, 'deliveries'),
    part(Dispatcher, 'dispatcher'),
    part(PersonalDeliveries, 'personal'),
  ],
  exports: [EndpointService, DeliveryService, Dispatcher, PersonalDeliveries],
})
export class DeliveriesModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(@Inject(DELIVERIES) private readonly deliveries: Deliveries) {}

  onApplicationBootstrap(): void {
    this.deliveries.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.deliveries.stop(GRACE_MS);
  }
}
