import { LessThan, Not } from 'typeorm';
import { silenceClient } from '../deliveries/storage/silence-client.js';
import type { Erasure, PersonalTable } from '../persons/personal-table.js';
import type { Clock } from '../setup/clock.js';
import type { GatewayDatabase } from '../storage/gateway-database.js';
import { Client } from './client.entity.js';

const BATCH = 100;

/** A client, and where it wants to be told, may be called as its owner is. Both stay while it calls, and then for the days of retention. */
export class RevokedClients implements PersonalTable {
  readonly name = 'gateway_client';

  constructor(
    private readonly database: GatewayDatabase,
    private readonly clock: Clock,
  ) {}

  async forget(before: number): Promise<number> {
    let forgotten = 0;
    for (let batch = BATCH; batch === BATCH; forgotten += batch) {
      const due = { revokedAt: LessThan(before), name: Not('') };
      const clients = await this.database.run((manager) => manager.find(Client, { where: due, take: BATCH }));
      for (const { id } of clients) await this.#forget(id);
      batch = clients.length;
    }
    return forgotten;
  }

  /** Of who runs a shop, not of who pays there: nobody's phone is here. */
  find(): Promise<readonly object[]> {
    return Promise.resolve([]);
  }

  erase(): Promise<Erasure> {
    return Promise.resolve({ erased: 0, kept: 0 });
  }

  #forget(id: string): Promise<void> {
    return this.database.change(async (manager) => {
      await manager.update(Client, { id }, { name: '' });
      const session = this.database.within(manager, 'silence a client');
      await silenceClient(session, id, this.clock.now());
      await session.run("UPDATE gateway_endpoint SET url = '' WHERE client_id = ?", [id]);
    });
  }
}
