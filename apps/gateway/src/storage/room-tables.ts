import type { MigrationInterface } from 'typeorm';

type Class<T> = new () => T;

/** What one room keeps in the gateway's database. */
export interface RoomTables {
  readonly entities: readonly Class<object>[];
  /** Of all rooms together they are run in the order of their names' numbers. */
  readonly migrations: readonly Class<MigrationInterface>[];
}
