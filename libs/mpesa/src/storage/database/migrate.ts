import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { MpesaOptionsError } from '../../errors/mpesa-options.error.js';
import { StorageConflict } from '../../payments/storage-conflict.js';
import { StorageUnavailableError } from '../../errors/storage-unavailable.error.js';
import { toStorageError } from './database-error.js';
import { mpesaMigrations } from '../migrations/mpesa-migrations.js';
import { MIGRATIONS_TABLE } from './open-data-source.js';
import { sqliteMutex } from './sqlite-mutex.js';

/** `run`: bring the schema up to date. `check`: refuse to start when it is not. `off`: trust that it is. */
export type MigrateMode = 'run' | 'check' | 'off';

const LOCK_SECONDS = 120;

/**
 * Runs or checks the module's migrations, recorded in `mpesa_migrations`. Of several instances that start together one
 * migrates and the others wait.
 *
 * @throws MpesaOptionsError in mode `check`, naming the migrations that are missing
 */
export async function migrate(dataSource: DataSource, mode: MigrateMode): Promise<void> {
  if (mode === 'off') return;
  const own = dataSource.options.migrationsTableName === MIGRATIONS_TABLE;
  const source = own ? dataSource : await besideHost(dataSource);
  try {
    await (mode === 'run' ? runPending(source) : refusePending(source));
  } catch (error) {
    throw error instanceof MpesaOptionsError || isOurs(error)
      ? error
      : toStorageError('migrate the schema', error);
  } finally {
    if (!own) await source.destroy();
  }
}

/** The host's DataSource knows the host's migrations and table; ours run on a short-lived one with the same credentials. */
function besideHost(host: DataSource): Promise<DataSource> {
  return new DataSource({
    ...host.options,
    entities: [],
    subscribers: [],
    migrations: mpesaMigrations,
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsRun: false,
    synchronize: false,
    dropSchema: false,
    cache: false,
    ...('poolSize' in host.options ? { poolSize: 2 } : {}),
  } as DataSource['options']).initialize();
}

async function refusePending(source: DataSource): Promise<void> {
  const pending = await new MigrationExecutor(source).getPendingMigrations();
  if (pending.length === 0) return;
  throw new MpesaOptionsError([
    {
      option: 'storage.migrate',
      value: 'check',
      rule: `the schema lacks ${pending.map((migration) => migration.name).join(', ')}`,
      fix: "run the migrations (`npm run typeorm -- migration:run`), or set migrate: 'run'",
    },
  ]);
}

async function runPending(source: DataSource): Promise<void> {
  const { options } = source;
  if (options.type !== 'better-sqlite3')
    return withRunner(source, (runner) => underServerLock(source, runner));
  await sqliteMutex(options.database).run(() =>
    withRunner(source, (runner) => inFileTransaction(source, runner)),
  );
}

/** MySQL commits DDL at once, so a lock by name stands in for a transaction. */
async function underServerLock(source: DataSource, runner: QueryRunner): Promise<void> {
  const name = "CONCAT('mpesa_migrate:', MD5(DATABASE()))";
  const [row] = (await runner.query(`SELECT GET_LOCK(${name}, ?) AS got`, [LOCK_SECONDS])) as [
    { got: unknown }?,
  ];
  if (Number(row?.got) !== 1) {
    const cause = new Error(`another instance has been migrating for ${LOCK_SECONDS} s`);
    throw new StorageUnavailableError('migrate the schema', { cause });
  }
  try {
    await execute(source, runner);
  } finally {
    await runner.query(`SELECT RELEASE_LOCK(${name})`);
  }
}

async function inFileTransaction(source: DataSource, runner: QueryRunner): Promise<void> {
  await runner.query('BEGIN IMMEDIATE');
  try {
    await execute(source, runner);
    await runner.query('COMMIT');
  } catch (error) {
    await runner.query('ROLLBACK');
    throw error;
  }
}

async function execute(source: DataSource, runner: QueryRunner): Promise<void> {
  const executor = new MigrationExecutor(source, runner);
  executor.transaction = 'none';
  await executor.executePendingMigrations();
}

async function withRunner(source: DataSource, work: (runner: QueryRunner) => Promise<void>): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await work(runner);
  } finally {
    await runner.release();
  }
}

function isOurs(error: unknown): boolean {
  return error instanceof StorageUnavailableError || error instanceof StorageConflict;
}
