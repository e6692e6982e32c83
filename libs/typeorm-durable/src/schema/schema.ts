import type { MigrationInterface } from 'typeorm';

type Class<T> = new () => T;

/** What somebody keeps in a database, and how its tables came about. */
export interface Schema {
  readonly entities: readonly Class<object>[];
  /** They run in the order of the numbers in their names. */
  readonly migrations: readonly Class<MigrationInterface>[];
  /** The table in which it is recorded which of them have run. */
  readonly migrationsTable: string;
  /** The lock under which one process migrates while others wait: up to 31 letters, and the same in every version. */
  readonly lock: string;
}
