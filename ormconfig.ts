import { DataSource } from 'typeorm';
import { mpesaEntities, mpesaMigrations } from './libs/mpesa/src/typeorm.js';

/**
 * For the TypeORM CLI: `npm run typeorm -- migration:run`, `migration:revert`, `migration:show`. Works on
 * `MPESA_DATABASE_URL` (mysql://… or mariadb://…) when it is set, else on the SQLite file the shop uses.
 */
const url = process.env.MPESA_DATABASE_URL;
const common = {
  entities: mpesaEntities,
  migrations: mpesaMigrations,
  migrationsTableName: 'mpesa_migrations',
};

export default new DataSource(
  url
    ? {
        ...common,
        type: url.startsWith('mysql:') ? 'mysql' : 'mariadb',
        url,
        timezone: 'Z',
        charset: 'utf8mb4',
      }
    : { ...common, type: 'better-sqlite3', database: 'data/mpesa.sqlite', enableWAL: true },
);
