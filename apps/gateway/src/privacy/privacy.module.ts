import {
  Inject,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { PersonalDataService } from 'nestjs-mpesa';
import { PersonalDeliveries } from '../deliveries/storage/personal-deliveries.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { retentionMs } from '../setup/retention.js';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { GatewayHolder } from './gateway-holder.js';
import { LibraryHolder } from './library-holder.js';
import { personOf } from './person-of.js';
import { PeopleDesk } from './people-desk.js';
import { PersonRequests } from './person-requests.js';
import type { PersonalTable } from '../persons/personal-table.js';
import { personalTables } from './personal-tables.js';
import { Retention } from './retention.js';

const TABLES = Symbol('PERSONAL_TABLES');

const FORGET_EVERY_MS = 3_600_000;

/** What the gateway's tables hold of persons: for how long, and at whose word. */
@Module({
  providers: [
    {
      provide: PersonRequests,
      inject: [GatewayDatabase, GATEWAY_SETTINGS],
      useFactory: (database: GatewayDatabase, { secrets }: GatewaySettings) =>
        new PersonRequests(database, secrets),
    },
    {
      provide: TABLES,
      inject: [GatewayDatabase, PersonalDeliveries, PersonRequests, GATEWAY_SETTINGS, CLOCK],
      useFactory: (
        database: GatewayDatabase,
        deliveries: PersonalDeliveries,
        requests: PersonRequests,
        settings: GatewaySettings,
        clock: Clock,
      ) => personalTables({ database, deliveries, requests, settings, clock }),
    },
    {
      provide: Retention,
      inject: [TABLES, GatewayDatabase, GATEWAY_SETTINGS, CLOCK],
      useFactory: (
        tables: PersonalTable[],
        database: GatewayDatabase,
        { mpesa }: GatewaySettings,
        clock: Clock,
      ) => {
        const logger = new Logger('Retention');
        const onError = (table: string, error: unknown): void => logger.error(`${table}: ${String(error)}`);
        const scrub = () => database.scrub();
        return new Retention({ tables, keptMs: retentionMs(mpesa), clock, scrub, onError });
      },
    },
    {
      provide: PeopleDesk,
      inject: [TABLES, GatewayDatabase, PersonRequests, PersonalDataService, CLOCK],
      useFactory: (
        tables: PersonalTable[],
        database: GatewayDatabase,
        requests: PersonRequests,
        personalData: PersonalDataService,
        clock: Clock,
      ) =>
        new PeopleDesk({
          personOf: (phone) => personOf(personalData, phone),
          holders: [new GatewayHolder(tables, () => database.scrub()), new LibraryHolder(personalData)],
          requests,
          clock,
        }),
    },
  ],
  exports: [Retention, PeopleDesk],
})
export class PrivacyModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(@Inject(Retention) private readonly retention: Retention) {}

  onApplicationBootstrap(): void {
    const run = (): void => void (this.running = this.running.then(() => this.retention.run()));
    this.timer = setInterval(run, FORGET_EVERY_MS).unref();
    run();
  }

  /** The database is there for what is under way: it would fail, and say so when nobody listens any more. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }
}
