import { Global, Module, type DynamicModule } from '@nestjs/common';
import { SHOP_SETTINGS } from './shop-settings.token.js';
import type { ShopSettings } from './shop-settings.js';

@Global()
@Module({})
export class SettingsModule {
  static with(settings: ShopSettings): DynamicModule {
    return {
      module: SettingsModule,
      providers: [{ provide: SHOP_SETTINGS, useValue: settings }],
      exports: [SHOP_SETTINGS],
    };
  }
}
