import { Logger } from '@nestjs/common';
import type { MpesaStorageOptions } from 'nestjs-mpesa';
import type { EntityManager } from 'typeorm';
import {
  Database,
  migrate,
  openDataSource,
  plainErrors as errors,
  scrub,
  type Schema,
} from 'typeorm-durable';
import { systemClock } from '../setup/clock.js';
import type { RoomTables } from './room-tables.js';

/** How long anything waits for a connection, ms. */
const CONNECTION_WAIT_MS = 10_000;

/** The gateway's own tables. */
export class GatewayDatabase extends Database {
  /** Opens the tables, and brings them up to date. */
  static async open(storage: MpesaStorageOptions, tables: RoomTables): Promise<GatewayDatabase> {
    const schema = schemaOf(tables);
    const source = await openDataSource(storage, schema, errors);
    try {
      await migrate(source, { schema, mode: 'run', errors });
    } catch (error) {
      await source.destroy();
      throw error;
    }
    const logger = new Logger('Gateway');
    return new GatewayDatabase(source, {
      errors,
      clock: systemClock(),
      connectionWaitMs: CONNECTION_WAIT_MS,
      onConnectionWait: (message) => logger.warn(message),
      outwaitsLocks: true,
    });
  }

  /** Runs single statements of TypeORM's, each for itself. */
  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.statements('use the tables of the gateway', (_, manager) => work(manager));
  }

  /**
   * Runs `work` in one transaction; its writes commit together or not at all. It is run again when the database asks for it, so it
   * does nothing that cannot be undone. Let it begin with a write. Never call {@link run} in it: hand the `manager` on.
   */
  change<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.write('change the tables of the gateway', (_, manager) => work(manager));
  }

  /** Takes what was deleted out of SQLite's log as well. What MySQL and MariaDB keep, docs/privacy.md tells. */
  scrub(): Promise<void> {
    return scrub(this);
  }
}

/** How the gateway's tables come about. */
export function schemaOf({ entities, migrations }: RoomTables): Schema {
  return { entities, migrations, migrationsTable: 'gateway_migrations', lock: 'gateway_migrate' };
}

/** True when a row with the same unique value is there already. */
export function isDuplicate(error: unknown): boolean {
  return errors.conflictOf(error) === 'duplicate';
}
