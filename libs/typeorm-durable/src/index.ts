// Opening a database, and bringing its tables up to date
export { dataSourceOptions, missingDriver, openDataSource } from './schema/open-data-source.js';
export type { StorageSettings } from './schema/open-data-source.js';
export { migrate } from './schema/migrate.js';
export type { MigrateMode, Migration } from './schema/migrate.js';
export type { Schema } from './schema/schema.js';

// What migrations say
export { createTable, dropTable } from './schema/create-table.js';
export type { TableDdl } from './schema/create-table.js';
export { growTable, loosen, shrinkTable, tighten } from './schema/alter-table.js';
export type { LooseColumn, TableGrowth } from './schema/alter-table.js';

// Sessions and transactions
export { Database } from './database/database.js';
export type { DatabaseSettings } from './database/database.js';
export type { Row, Session } from './database/session.js';
export { lockHolders } from './database/lock-holders.js';
export { scrub } from './database/scrub.js';
export type { ConnectionSettings } from './pool/connections.js';
export { poolSizeOf } from './pool/pool-size.js';
export { poolShares, workShare } from './pool/pool-shares.js';
export type { PoolShares } from './pool/pool-shares.js';
export { Mutex } from './file/mutex.js';
export type { Clock } from './values/clock.js';

// Rows
export { RowMapper } from './rows/row-mapper.js';
export { updateRows } from './rows/update-rows.js';
export type { Fragment, RowsUpdate } from './rows/update-rows.js';
export { lockFreeRows } from './rows/lock-free-rows.js';
export type { RowsToLock } from './rows/lock-free-rows.js';
export { updateFreeRows } from './rows/update-free-rows.js';
export type { RowsToChange } from './rows/update-free-rows.js';
export { safeInteger, toSafeInteger, toSafeIntegerOrNull } from './rows/safe-integer.js';
export { textOrNull } from './rows/text.js';
export { CLOCK_SKEW_MS, tooLong } from './rows/lease.js';
export type { Lease } from './rows/lease.js';

// What dialects differ by
export {
  dialectOf,
  marks,
  onDuplicateKey,
  rowsOfMarks,
  skipLocked,
  slices,
  unlessThere,
} from './dialect/dialect.js';
export type { Dialect } from './dialect/dialect.js';

// What goes wrong
export type { ConflictKind, ConnectionWait, Remedy, StorageErrors } from './errors/storage-errors.js';
export {
  ConflictError,
  LockedError,
  NoConnectionError,
  plainErrors,
  RefusedError,
  SetupError,
  StorageError,
  UnavailableError,
} from './errors/plain-errors.js';
export { toStorageError } from './errors/database-error.js';
