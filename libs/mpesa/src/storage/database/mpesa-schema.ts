import type { DataSource, DataSourceOptions } from 'typeorm';
import * as durable from 'typeorm-durable';
import { mpesaEntities } from '../entities/mpesa-entities.js';
import { mpesaMigrations } from '../migrations/mpesa-migrations.js';
import { mpesaStorageErrors } from './mpesa-storage-errors.js';

/** The module's tables, and how they came about. */
export const MPESA_SCHEMA: durable.Schema = {
  entities: mpesaEntities,
  migrations: mpesaMigrations,
  migrationsTable: 'mpesa_migrations',
  lock: 'mpesa_migrate',
};

/** TypeORM options of the module's own DataSource. */
export function dataSourceOptions(settings: durable.StorageSettings): DataSourceOptions {
  return durable.dataSourceOptions(settings, MPESA_SCHEMA);
}

/**
 * Opens the module's own database.
 *
 * @throws MpesaOptionsError when the driver is not installed, with the command that installs it
 * @throws StorageUnavailableError when the database cannot be reached
 */
export function openDataSource(settings: durable.StorageSettings): Promise<DataSource> {
  return durable.openDataSource(settings, MPESA_SCHEMA, mpesaStorageErrors);
}

/**
 * Runs or checks the module's migrations, recorded in `mpesa_migrations`.
 *
 * @throws MpesaOptionsError in mode `check`, naming the migrations that are missing
 */
export function migrate(dataSource: DataSource, mode: durable.MigrateMode): Promise<void> {
  return durable.migrate(dataSource, { schema: MPESA_SCHEMA, mode, errors: mpesaStorageErrors });
}
