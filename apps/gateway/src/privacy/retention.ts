import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../setup/clock.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import { retentionMs } from '../setup/retention.js';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { PersonalTables } from './personal-tables.js';

/** Cuts what is older than the days of retention out of every table that can hold a person. */
@Injectable()
export class Retention {
  readonly #logger = new Logger('Retention');
  readonly #keptMs: number;

  constructor(
    private readonly tables: PersonalTables,
    private readonly database: GatewayDatabase,
    @Inject(GATEWAY_SETTINGS) { mpesa }: Pick<GatewaySettings, 'mpesa'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#keptMs = retentionMs(mpesa);
  }

  /** One table that fails keeps no other from being done; it is done an hour later. */
  async run(): Promise<void> {
    const before = this.clock.now() - this.#keptMs;
    let forgotten = 0;
    for (const table of this.tables.all) {
      await this.#reported(table.name, async () => void (forgotten += await table.forget(before)));
    }
    if (forgotten > 0) await this.#reported('scrub', () => this.database.scrub());
  }

  async #reported(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#logger.error(`${name}: ${String(error)}`);
    }
  }
}
