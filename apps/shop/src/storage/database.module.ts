import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SHOP_SETTINGS } from '../setup/shop-settings.token.js';
import type { ShopSettings } from '../setup/shop-settings.js';
import { openShopDatabase } from './shop-database.js';

/** The shop's own tables. The library keeps its payments by itself. */
@Module({
  providers: [
    {
      provide: DataSource,
      inject: [SHOP_SETTINGS],
      useFactory: ({ orders }: ShopSettings) => openShopDatabase(orders),
    },
  ],
  exports: [DataSource],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly database: DataSource) {}

  /** Runs after the library has finished its work in flight, which may still write orders. */
  async onApplicationShutdown(): Promise<void> {
    await this.database.destroy();
  }
}
