import { Controller, Get, Inject } from '@nestjs/common';
import { SHOP_SETTINGS } from './shop-settings.token.js';
import type { ShopEnvironment, ShopSettings } from './shop-settings.js';

/** What the page has to know of the shop's settings; nothing of it is secret. */
export interface PublicConfig {
  readonly environment: ShopEnvironment;
  readonly type: 'paybill' | 'till';
  /** The number customers pay: the pay bill, or the till. */
  readonly number: string | null;
  readonly simulatorUrl: string | null;
}

@Controller()
export class ConfigController {
  constructor(@Inject(SHOP_SETTINGS) private readonly settings: ShopSettings) {}

  @Get('api/config')
  config(): PublicConfig {
    const { environment, simulatorUrl, mpesa } = this.settings;
    const type = mpesa.type ?? 'paybill';
    const number = (type === 'till' ? mpesa.till : mpesa.shortcode) ?? null;
    return { environment, type, number, simulatorUrl };
  }

  @Get('health')
  health(): { ok: true } {
    return { ok: true };
  }
}
