import { Injectable } from '@nestjs/common';
import { GatewayDatabase } from '../storage/gateway-database.js';
import type { PersonalDataHolder } from './personal-data-holder.js';
import type { Erasure, Person } from '../persons/personal-table.js';
import { PersonalTables } from './personal-tables.js';

/** What the gateway's own tables hold. */
@Injectable()
export class GatewayHolder implements PersonalDataHolder {
  readonly name = 'gateway';

  constructor(
    private readonly tables: PersonalTables,
    private readonly database: GatewayDatabase,
  ) {}

  async export(person: Person): Promise<Record<string, readonly object[]>> {
    const rows: Record<string, readonly object[]> = {};
    for (const table of this.tables.all) rows[table.name] = await table.find(person);
    return rows;
  }

  async erase(person: Person): Promise<Record<string, Erasure>> {
    const erased: Record<string, Erasure> = {};
    for (const table of this.tables.all) erased[table.name] = await table.erase(person);
    await this.database.scrub();
    return erased;
  }
}
