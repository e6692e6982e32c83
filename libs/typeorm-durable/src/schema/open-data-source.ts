import { DataSource, type DataSourceOptions } from 'typeorm';
import { toStorageError } from '../errors/database-error.js';
import type { Remedy, StorageErrors } from '../errors/storage-errors.js';
import { sqliteMutex } from '../file/sqlite-mutex.js';
import { boundLockWaits } from '../pool/lock-wait.js';
import type { Schema } from './schema.js';

/** Where rows are kept. */
export type StorageSettings =
  | {
      readonly type: 'better-sqlite3';
      /** A file, created with its folder when it is not there, or `:memory:`. */
      readonly database: string;
    }
  | {
      /** `mariadb` for MariaDB: TypeORM reads its schema differently. */
      readonly type: 'mysql' | 'mariadb';
      /** `mysql://user:password@host:3306/database` */
      readonly url: string;
      /** Connections at most; default 10. */
      readonly poolSize?: number;
    };

const BUSY_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 10_000;

/** TypeORM options of a DataSource of one's own. Never `synchronize`: the schema comes from migrations. */
export function dataSourceOptions(
  settings: StorageSettings,
  { entities, migrations, migrationsTable }: Schema,
): DataSourceOptions {
  const common = {
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: migrationsTable,
    synchronize: false,
    logging: false,
  };
  if (settings.type === 'better-sqlite3') {
    return {
      ...common,
      type: 'better-sqlite3',
      database: settings.database,
      timeout: BUSY_TIMEOUT_MS,
      enableWAL: true,
      prepareDatabase: (db: { pragma(source: string): unknown }) => {
        // A power cut must not take back what was promised once it had committed.
        db.pragma('synchronous = FULL');
        // What is erased is to be gone from the file, and not only from the tables.
        db.pragma('secure_delete = ON');
      },
    };
  }
  return {
    ...common,
    type: settings.type,
    url: settings.url,
    poolSize: settings.poolSize ?? 10,
    timezone: 'Z',
    charset: 'utf8mb4',
    connectTimeout: CONNECT_TIMEOUT_MS,
    extra: { enableKeepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS },
  };
}

/**
 * Opens a database of one's own.
 *
 * @throws {@link StorageErrors.driverMissing} when the driver is not installed, with the command that installs it
 * @throws {@link StorageErrors.unavailable} when the database cannot be reached
 */
export async function openDataSource(
  settings: StorageSettings,
  schema: Schema,
  errors: StorageErrors,
): Promise<DataSource> {
  try {
    const dataSource = new DataSource(dataSourceOptions(settings, schema));
    if (settings.type !== 'better-sqlite3') {
      await dataSource.initialize();
      await boundLockWaits(dataSource);
      return dataSource;
    }
    return await sqliteMutex(settings.database).run(() => dataSource.initialize());
  } catch (error) {
    const remedy = missingDriver(settings.type, error);
    throw remedy === null
      ? toStorageError(errors, 'open the database', error)
      : errors.driverMissing(settings.type, remedy);
  }
}

/** How to get the driver, when its absence is what went wrong. */
export function missingDriver(type: StorageSettings['type'], error: unknown): Remedy | null {
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  if (name === 'DriverPackageNotInstalledError') {
    const driver = type === 'better-sqlite3' ? 'better-sqlite3@12' : 'mysql2';
    return { rule: 'its driver is not installed', fix: `run \`npm install ${driver}\`` };
  }
  const unbuilt = /Could not locate the bindings file|was compiled against a different Node\.js version/;
  if (type === 'better-sqlite3' && (unbuilt.test(message ?? '') || code === 'ERR_DLOPEN_FAILED')) {
    return {
      rule: 'better-sqlite3 is installed, but its native part is missing or was built for another Node',
      fix:
        'run `npm rebuild better-sqlite3`; if npm skips install scripts, first add ' +
        '`"allowScripts": { "better-sqlite3": true }` to package.json (npm 11) or leave out --ignore-scripts',
    };
  }
  return null;
}
