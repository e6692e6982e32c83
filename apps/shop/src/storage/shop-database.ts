import type { MpesaStorageOptions } from 'nestjs-mpesa';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Order } from '../orders/order.entity.js';
import { Unassigned } from '../orders/unassigned.entity.js';
import { CreateOrders1795219200000 } from './1795219200000-create-orders.js';
import { OrderLinks1795219200001 } from './1795219200001-order-links.js';

/** Opens the shop's own tables, and makes them at the first start. */
export function openShopDatabase(storage: MpesaStorageOptions): Promise<DataSource> {
  return new DataSource(dataSourceOptions(storage)).initialize();
}

function dataSourceOptions(storage: MpesaStorageOptions): DataSourceOptions {
  const common = {
    entities: [Order, Unassigned],
    migrations: [CreateOrders1795219200000, OrderLinks1795219200001],
    migrationsTableName: 'shop_migrations',
    migrationsRun: true,
  };
  if (storage.type === 'better-sqlite3') {
    return { ...common, type: storage.type, database: storage.database, enableWAL: true };
  }
  return { ...common, type: storage.type, url: storage.url, charset: 'utf8mb4' };
}
