import type { MpesaStorageOptions } from 'nestjs-mpesa';
import { DataSource, type DataSourceOptions, type EntityManager } from 'typeorm';
import { migrate } from './migrate.js';
import type { RoomTables } from './room-tables.js';

/** How often a transaction that the database has thrown out is begun again. */
const TRIES = 6;

/** Deadlock, lock wait, changed row, busy file: whoever is told so may begin again, and nothing was written. */
const BEGIN_AGAIN = new Set([1213, 1205, 1020]);

/**
 * The gateway's own tables. Every statement goes through {@link run} or {@link transaction}: on SQLite TypeORM has one
 * connection per DataSource, so a statement from beside would land inside whatever transaction is open, and be rolled back
 * with it. There, all of them stand in one queue. Never call one inside the other: hand the `manager` on.
 */
export class GatewayDatabase {
  #queue: Promise<unknown> = Promise.resolve();
  readonly #oneAtATime: boolean;

  constructor(readonly source: DataSource) {
    this.#oneAtATime = source.options.type === 'better-sqlite3';
  }

  /** Opens the tables, and brings them up to date. */
  static async open(storage: MpesaStorageOptions, tables: RoomTables): Promise<GatewayDatabase> {
    const source = await new DataSource(optionsFor(storage, tables)).initialize();
    try {
      await migrate(source);
    } catch (error) {
      await source.destroy();
      throw error;
    }
    return new GatewayDatabase(source);
  }

  /** Runs single statements, each for itself. */
  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.#inTurn(() => work(this.source.manager));
  }

  /**
   * Runs `work` in one READ COMMITTED transaction; its writes commit together or not at all. It is run again when the
   * database asks for it, so it does nothing that cannot be undone. Let it begin with a write.
   */
  async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#inTurn(() =>
          this.#oneAtATime ? this.source.transaction(work) : this.source.transaction('READ COMMITTED', work),
        );
      } catch (error) {
        if (attempt === TRIES || !mayBeginAgain(error)) throw error;
      }
    }
  }

  /**
   * Takes what was deleted out of SQLite's log as well, where old pages stand until something is written over them. What MySQL and
   * MariaDB keep, docs/privacy.md tells.
   */
  async scrub(): Promise<void> {
    // Another process that reads just now is in the way; then the next run does it.
    if (this.#oneAtATime) await this.run((manager) => manager.query('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.source.destroy());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#oneAtATime) return work();
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

function mayBeginAgain(error: unknown): boolean {
  const { errno, code } = (error ?? {}) as { errno?: number; code?: unknown };
  return BEGIN_AGAIN.has(errno ?? 0) || (typeof code === 'string' && code.startsWith('SQLITE_BUSY'));
}

/** True when a row with the same unique value is there already. */
export function isDuplicate(error: unknown): boolean {
  const { errno, code } = (error ?? {}) as { errno?: number; code?: unknown };
  return errno === 1062 || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

/** As the library prepares its own file. */
function prepare(database: { pragma(source: string): unknown }): void {
  // What the library has put down as told must not be taken back here by a power cut.
  database.pragma('synchronous = FULL');
  // What is deleted is to be gone from the file, and not only from the tables.
  database.pragma('secure_delete = ON');
}

function optionsFor(storage: MpesaStorageOptions, tables: RoomTables): DataSourceOptions {
  const common = {
    entities: [...tables.entities],
    migrations: [...tables.migrations],
    migrationsTableName: 'gateway_migrations',
  };
  if (storage.type === 'better-sqlite3') {
    const { type, database } = storage;
    return { ...common, type, database, enableWAL: true, timeout: 5_000, prepareDatabase: prepare };
  }
  return { ...common, type: storage.type, url: storage.url, charset: 'utf8mb4' };
}
