import { DataSource, type DataSourceOptions } from 'typeorm';
import { MpesaOptionsError } from '../../errors/mpesa-options.error.js';
import { toStorageError } from './database-error.js';
import { mpesaEntities } from '../entities/mpesa-entities.js';
import { boundLockWaits } from './lock-wait.js';
import { mpesaMigrations } from '../migrations/mpesa-migrations.js';
import { sqliteMutex } from './sqlite-mutex.js';

/** Where the module keeps its rows, when it opens the database itself. */
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

export const MIGRATIONS_TABLE = 'mpesa_migrations';

const BUSY_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 10_000;

/** TypeORM options of the module's own DataSource. Never `synchronize`: the schema comes from migrations. */
export function dataSourceOptions(settings: StorageSettings): DataSourceOptions {
  const common = {
    entities: mpesaEntities,
    migrations: mpesaMigrations,
    migrationsTableName: MIGRATIONS_TABLE,
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
        // A commit that a power cut can take back would break the promise the door makes.
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
 * Opens the module's own database.
 *
 * @throws MpesaOptionsError when the driver is not installed, with the command that installs it
 * @throws StorageUnavailableError when the database cannot be reached
 */
export async function openDataSource(settings: StorageSettings): Promise<DataSource> {
  try {
    const dataSource = new DataSource(dataSourceOptions(settings));
    if (settings.type !== 'better-sqlite3') {
      await dataSource.initialize();
      await boundLockWaits(dataSource);
      return dataSource;
    }
    return await sqliteMutex(settings.database).run(() => dataSource.initialize());
  } catch (error) {
    throw driverMissing(settings.type, error) ?? toStorageError('open the database', error);
  }
}

/** The error that says how to get the driver, when its absence is what went wrong. */
export function driverMissing(type: StorageSettings['type'], error: unknown): MpesaOptionsError | null {
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  const problem = (rule: string, fix: string): MpesaOptionsError =>
    new MpesaOptionsError([{ option: 'storage.type', value: type, rule, fix }]);
  if (name === 'DriverPackageNotInstalledError') {
    const driver = type === 'better-sqlite3' ? 'better-sqlite3@12' : 'mysql2';
    return problem('its driver is not installed', `run \`npm install ${driver}\``);
  }
  const unbuilt = /Could not locate the bindings file|was compiled against a different Node\.js version/;
  if (type === 'better-sqlite3' && (unbuilt.test(message ?? '') || code === 'ERR_DLOPEN_FAILED')) {
    return problem(
      'better-sqlite3 is installed, but its native part is missing or was built for another Node',
      'run `npm rebuild better-sqlite3`; if npm skips install scripts, first add ' +
        '`"allowScripts": { "better-sqlite3": true }` to package.json (npm 11) or leave out --ignore-scripts',
    );
  }
  return null;
}
