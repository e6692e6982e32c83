import { DataSource } from 'typeorm';
import { storageFrom } from './libs/mpesa/src/options/database-text.js';
import { mpesaEntities, mpesaMigrations } from './libs/mpesa/src/typeorm.js';

/**
 * For the TypeORM CLI: `npm run typeorm -- migration:run`, `migration:revert`, `migration:show`. `MPESA_DATABASE_URL` names
 * the database as it does for the app: mysql://…, mariadb://…, or the path of a SQLite file; without it the shop's.
 */
const storage = storageFrom(process.env.MPESA_DATABASE_URL || 'data/mpesa.sqlite', 'MPESA_DATABASE_URL');
const common = {
  entities: mpesaEntities,
  migrations: mpesaMigrations,
  migrationsTableName: 'mpesa_migrations',
};

export default new DataSource(
  storage.type === 'better-sqlite3'
    ? { ...common, type: storage.type, database: storage.database, enableWAL: true }
    : { ...common, type: storage.type, url: storage.url, timezone: 'Z', charset: 'utf8mb4' },
);
