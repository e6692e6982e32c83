import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';

const LOCK_SECONDS = 120;

/** Of two connections of one process to a SQLite file, one that waits for the other's lock would not let that one go on. */
let fileInUse: Promise<unknown> = Promise.resolve();

/** Brings the gateway's tables up to date. Of several processes that start together one does so, and the others wait for it. */
export function migrate(source: DataSource): Promise<void> {
  if (source.options.type !== 'better-sqlite3') return withRunner(source, underServerLock);
  const migrated = fileInUse.then(() => withRunner(source, inFileTransaction));
  fileInUse = migrated.catch(() => undefined);
  return migrated;
}

/** MySQL commits DDL at once, so a lock by name stands in for a transaction. */
async function underServerLock(runner: QueryRunner): Promise<void> {
  const name = "CONCAT('gateway_migrate:', MD5(DATABASE()))";
  const [row] = (await runner.query(`SELECT GET_LOCK(${name}, ?) AS got`, [LOCK_SECONDS])) as [
    { got: unknown }?,
  ];
  if (Number(row?.got) !== 1) {
    throw new Error(`another process has been migrating the gateway's tables for ${LOCK_SECONDS} s`);
  }
  try {
    await runPending(runner);
  } finally {
    await runner.query(`SELECT RELEASE_LOCK(${name})`);
  }
}

async function inFileTransaction(runner: QueryRunner): Promise<void> {
  await runner.query('BEGIN IMMEDIATE');
  try {
    await runPending(runner);
    await runner.query('COMMIT');
  } catch (error) {
    await runner.query('ROLLBACK');
    throw error;
  }
}

async function runPending(runner: QueryRunner): Promise<void> {
  const executor = new MigrationExecutor(runner.dataSource, runner);
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
