import type { Clock } from '../setup/clock.js';
import type { PersonalTable } from './personal-table.js';

export interface RetentionDeps {
  readonly tables: readonly PersonalTable[];
  readonly keptMs: number;
  readonly clock: Clock;
  readonly onError: (table: string, error: unknown) => void;
}

/** Cuts what is older than the days of retention out of every table that can hold a person. */
export class Retention {
  constructor(private readonly deps: RetentionDeps) {}

  /** One table that fails keeps no other from being done; it is done an hour later. */
  async run(): Promise<void> {
    const { tables, keptMs, clock, onError } = this.deps;
    const before = clock.now() - keptMs;
    for (const table of tables) {
      try {
        await table.forget(before);
      } catch (error) {
        onError(table.name, error);
      }
    }
  }
}
