import { Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { GatewayHolder } from './gateway-holder.js';
import { LibraryHolder } from './library-holder.js';
import { PeopleService } from './people.service.js';
import { PersonRequests } from './person-requests.js';
import { PersonalTables } from './personal-tables.js';
import { Retention } from './retention.js';

const FORGET_EVERY_MS = 3_600_000;

/** What the gateway's tables hold of persons: for how long, and at whose word. */
@Module({
  providers: [PersonRequests, PersonalTables, Retention, GatewayHolder, LibraryHolder, PeopleService],
  exports: [Retention, PeopleService],
})
export class PrivacyModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly retention: Retention) {}

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
