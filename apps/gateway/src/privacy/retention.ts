import type { Clock } from '../setup/clock.js';
import type { PersonalTable } from '../persons/personal-table.js';

export interface RetentionDeps {
  readonly tables: readonly PersonalTable[];
  readonly keptMs: number;
  readonly clock: Clock;
  /** Empties what the database keeps of deleted rows. */
  readonly scrub: () => Promise<void>;
  readonly onError: (table: string, error: unknown) => void;
}

/** Cuts what is older than the days of retention out of every table that can hold a person. */
export class Retention {
  constructor(private readonly deps: RetentionDeps) {}

  /** One table that fails keeps no other from being done; it is done an hour later. */
  async run(): Promise<void> {
    const { tables, keptMs, clock, scrub } = this.deps;
    const before = clock.now() - keptMs;
    let forgotten = 0;
    for (const table of tables) {
      await this.#reported(table.name, async () => void (forgotten += await table.forget(before)));
    }
    if (forgotten > 0) await this.#reported('scrub', scrub);
  }

  async #reported(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.deps.onError(name, error);
    }
  }
}
