import type { PersonalDataHolder } from './people-desk.js';
import type { Erasure, Person, PersonalTable } from '../persons/personal-table.js';

/** What the gateway's own tables hold. */
export class GatewayHolder implements PersonalDataHolder {
  readonly name = 'gateway';

  /** @param scrub empties what the database keeps of deleted rows */
  constructor(
    private readonly tables: readonly PersonalTable[],
    private readonly scrub: () => Promise<void>,
  ) {}

  async export(person: Person): Promise<Record<string, readonly object[]>> {
    const rows: Record<string, readonly object[]> = {};
    for (const table of this.tables) rows[table.name] = await table.find(person);
    return rows;
  }

  async erase(person: Person): Promise<Record<string, Erasure>> {
    const erased: Record<string, Erasure> = {};
    for (const table of this.tables) erased[table.name] = await table.erase(person);
    await this.scrub();
    return erased;
  }
}
