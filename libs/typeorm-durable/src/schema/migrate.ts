import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { toStorageError } from '../errors/database-error.js';
import type { StorageErrors } from '../errors/storage-errors.js';
import { sqliteMutex } from '../file/sqlite-mutex.js';
import type { Schema } from './schema.js';

/** `run`: bring the schema up to date. `check`: refuse to start when it is not. `off`: trust that it is. */
export type MigrateMode = 'run' | 'check' | 'off';

/** What is migrated, and how. */
export interface Migration {
  readonly schema: Schema;
  readonly mode: MigrateMode;
  readonly errors: StorageErrors;
}

const LOCK_SECONDS = 120;
const OPERATION = 'migrate the schema';

/**
 * Runs or checks the migrations of a schema, recorded in its own table. Of several processes that start together one migrates
 * and the others wait.
 *
 * @param dataSource one of the schema's own, or somebody else's on the same database
 * @throws {@link StorageErrors.schemaBehind} in mode `check`, naming the migrations that are missing
 */
export async function migrate(dataSource: DataSource, { schema, mode, errors }: Migration): Promise<void> {
  if (mode === 'off') return;
  const own = dataSource.options.migrationsTableName === schema.migrationsTable;
  const source = own ? dataSource : await beside(dataSource, schema);
  let problem: Error | null;
  try {
    problem = await (mode === 'run' ? runPending(source, schema, errors) : pending(source, errors));
  } catch (error) {
    throw toStorageError(errors, OPERATION, error);
  } finally {
    if (!own) await source.destroy();
  }
  if (problem !== null) throw problem;
}

/** Somebody else's DataSource knows their migrations and table; ours run on a short-lived one with the same credentials. */
function beside(other: DataSource, { migrations, migrationsTable }: Schema): Promise<DataSource> {
  return new DataSource({
    ...other.options,
    entities: [],
    subscribers: [],
    migrations: [...migrations],
    migrationsTableName: migrationsTable,
    migrationsRun: false,
    synchronize: false,
    dropSchema: false,
    cache: false,
    ...('poolSize' in other.options ? { poolSize: 2 } : {}),
  } as DataSource['options']).initialize();
}

async function pending(source: DataSource, errors: StorageErrors): Promise<Error | null> {
  const missing = await new MigrationExecutor(source).getPendingMigrations();
  return missing.length === 0 ? null : errors.schemaBehind(missing.map(({ name }) => name));
}

async function runPending(
  source: DataSource,
  { lock }: Schema,
  errors: StorageErrors,
): Promise<Error | null> {
  const { options } = source;
  if (options.type !== 'better-sqlite3') {
    const locked = await withRunner(source, (runner) => underServerLock(source, runner, lock));
    if (locked) return null;
    const cause = new Error(`another process has been migrating for ${LOCK_SECONDS} s`);
    return errors.unavailable(OPERATION, cause);
  }
  await sqliteMutex(options.database).run(() =>
    withRunner(source, (runner) => inFileTransaction(source, runner)),
  );
  return null;
}

/** MySQL commits DDL at once, so a lock by name stands in for a transaction. @returns false when others kept the lock */
async function underServerLock(source: DataSource, runner: QueryRunner, lock: string): Promise<boolean> {
  const name = `CONCAT('${lock}:', MD5(DATABASE()))`;
  const [row] = (await runner.query(`SELECT GET_LOCK(${name}, ?) AS got`, [LOCK_SECONDS])) as [
    { got: unknown }?,
  ];
  if (Number(row?.got) !== 1) return false;
  try {
    await execute(source, runner);
  } finally {
    await runner.query(`SELECT RELEASE_LOCK(${name})`);
  }
  return true;
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

async function withRunner<T>(source: DataSource, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    return await work(runner);
  } finally {
    await runner.release();
  }
}
