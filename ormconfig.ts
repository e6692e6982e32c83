import { DataSource } from 'typeorm';
import { mpesaEntities, mpesaMigrations } from './libs/mpesa/src/typeorm.js';

/**
 * For the TypeORM CLI: `npm run typeorm -- migration:run`, `migration:revert`, `migration:show`. `MPESA_DATABASE_URL` names
 * the database as it does for the app: mysql://…, mariadb://…, or the path of a SQLite file; without it the shop's.
 */
const database = process.env.MPESA_DATABASE_URL || 'data/mpesa.sqlite';
const server = /^(mysql|mariadb):/.exec(database)?.[1] as 'mysql' | 'mariadb' | undefined;
const common = {
  entities: mpesaEntities,
  migrations: mpesaMigrations,
  migrationsTableName: 'mpesa_migrations',
};

export default new DataSource(
  server === undefined
    ? { ...common, type: 'better-sqlite3', database: fileOf(database), enableWAL: true }
    : { ...common, type: server, url: database, timezone: 'Z', charset: 'utf8mb4' },
);

/** `file:` and `sqlite:` may stand before the path. */
function fileOf(path: string): string {
  return path.replace(/^(file|sqlite):(\/\/)?/, '');
}
