import {
  Inject,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type InjectionToken,
  type ModuleMetadata,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { createDeliveries, type Deliveries } from './create-deliveries.js';
import type { DeliveriesOptions } from './deliveries-options.js';
import { DeliveryService } from './delivery.service.js';
import { Dispatcher } from './dispatching/dispatcher.js';
import { EndpointService } from './endpoint.service.js';

const DELIVERIES = Symbol('deliveries');
const GRACE_MS = 10_000;

export interface DeliveriesAsyncOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: InjectionToken[];
  // oxlint-disable-next-line typescript/no-explicit-any -- what is injected is known to the caller only
  readonly useFactory: (...injected: any[]) => DeliveriesOptions | Promise<DeliveriesOptions>;
}

/** Delivers messages to clients. Exports `EndpointService`, `DeliveryService` and, for tests, `Dispatcher`. */
@Module({})
export class DeliveriesModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(@Inject(DELIVERIES) private readonly deliveries: Deliveries) {}

  static forRootAsync(options: DeliveriesAsyncOptions): DynamicModule {
    const part = <K extends keyof Deliveries>(provide: InjectionToken, name: K) => ({
      provide,
      inject: [DELIVERIES],
      useFactory: (deliveries: Deliveries): Deliveries[K] => deliveries[name],
    });
    return {
      module: DeliveriesModule,
      imports: options.imports ?? [],
      providers: [
        {
          provide: DELIVERIES,
          inject: options.inject ?? [],
          useFactory: async (...injected: unknown[]) =>
            createDeliveries(await options.useFactory(...injected), new Logger('Deliveries')),
        },
        part(EndpointService, 'endpoints'),
        part(DeliveryService, 'deliveries'),
        part(Dispatcher, 'dispatcher'),
      ],
      exports: [EndpointService, DeliveryService, Dispatcher],
    };
  }

  onApplicationBootstrap(): void {
    this.deliveries.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.deliveries.stop(GRACE_MS);
  }
}
