import type { MpesaStorageOptions } from 'nestjs-mpesa';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { MoneyEnd } from '../orders/money-end.entity.js';
import { Money } from '../orders/money.entity.js';
import { OrderRow } from '../orders/order.entity.js';
import { CreateOrders1795219200000 } from './1795219200000-create-orders.js';
import { OrderLinks1795219200001 } from './1795219200001-order-links.js';
import { References1795219200002 } from './1795219200002-references.js';
import { Money1795219200003 } from './1795219200003-money.js';

/** Opens the shop's own tables, and makes them at the first start. */
export function openShopDatabase(storage: MpesaStorageOptions): Promise<DataSource> {
  return new DataSource(dataSourceOptions(storage)).initialize();
}

/** As the library prepares its own file. */
function prepare(database: { pragma(source: string): unknown }): void {
  // What the library has put down as told must not be taken back here by a power cut.
  database.pragma('synchronous = FULL');
  database.pragma('secure_delete = ON');
}

function dataSourceOptions(storage: MpesaStorageOptions): DataSourceOptions {
  const common = {
    entities: [Money, MoneyEnd, OrderRow],
    migrations: [
      CreateOrders1795219200000,
      OrderLinks1795219200001,
      References1795219200002,
      Money1795219200003,
    ],
    migrationsTableName: 'shop_migrations',
    migrationsRun: true,
  };
  if (storage.type === 'better-sqlite3') {
    const { type, database } = storage;
    return { ...common, type, database, enableWAL: true, prepareDatabase: prepare };
  }
  return { ...common, type: storage.type, url: storage.url, charset: 'utf8mb4' };
}
