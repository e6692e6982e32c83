import {
  Global,
  Inject,
  Injectable,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type Type,
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

/** What is under way at shutdown may take so long to end. */
const GRACE_MS = 10_000;

/** The parts belong together: they share what is under way. */
@Injectable()
class PartsOfDeliveries {
  readonly all: Deliveries;

  constructor(
    database: GatewayDatabase,
    @Inject(CLOCK) clock: Clock,
    @Inject(GATEWAY_SETTINGS) { secrets, allowPrivateAddresses }: GatewaySettings,
  ) {
    const options = { database, clock, encryptionKeys: secrets, allowPrivateAddresses };
    this.all = createDeliveries(options, new Logger('Deliveries'));
  }
}

const part = <K extends keyof Deliveries>(name: K, provide: Type<Deliveries[K]>) => ({
  provide,
  inject: [PartsOfDeliveries],
  useFactory: ({ all }: PartsOfDeliveries): Deliveries[K] => all[name],
});

/** Delivers messages to clients: `EndpointService` says where, `DeliveryService` what. */
@Global()
@Module({
  providers: [
    PartsOfDeliveries,
    part('endpoints', EndpointService),
    part('deliveries', DeliveryService),
    part('dispatcher', Dispatcher),
    part('personal', PersonalDeliveries),
  ],
  exports: [EndpointService, DeliveryService, Dispatcher, PersonalDeliveries],
})
export class DeliveriesModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly parts: PartsOfDeliveries) {}

  onApplicationBootstrap(): void {
    this.parts.all.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.parts.all.stop(GRACE_MS);
  }
}
