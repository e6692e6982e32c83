import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { MpesaModule } from 'nestjs-mpesa';
import { ProductsController } from './catalogue/products.controller.js';
import { CheckoutController } from './checkout/checkout.controller.js';
import { MoneyBook } from './orders/money-book.js';
import { OrderPrompts } from './orders/order-prompts.js';
import { PaymentsController } from './payments/payments.controller.js';
import { OrderBook } from './orders/order-book.js';
import { OrderFeed } from './orders/order-feed.js';
import { OrderSettlement } from './orders/order-settlement.js';
import { OrdersController } from './orders/orders.controller.js';
import { PaymentNewsHandler } from './orders/payment-news.handler.js';
import { ShopC2bValidator } from './orders/shop-c2b.validator.js';
import { UnassignedController } from './orders/unassigned.controller.js';
import { PageController } from './page/page.controller.js';
import { C2bRegistration } from './setup/c2b-registration.js';
import { CLOCK, systemClock } from './setup/clock.js';
import { ConfigController } from './setup/config.controller.js';
import { ListKey } from './http/list-key.js';
import { Visitors } from './http/visitor.js';
import { VisitorPrompts } from './payments/visitor-prompts.js';
import { MpesaErrorFilter } from './http/mpesa-error.filter.js';
import { SettingsModule } from './setup/settings.module.js';
import type { ShopSettings } from './setup/shop-settings.js';
import { DatabaseModule } from './storage/database.module.js';

/** A shop that gets paid over M-Pesa. */
@Module({})
export class AppModule {
  static with(settings: ShopSettings): DynamicModule {
    return {
      module: AppModule,
      imports: [SettingsModule.with(settings), DatabaseModule, MpesaModule.forRoot(settings.mpesa)],
      controllers: [
        PageController,
        ConfigController,
        ProductsController,
        OrdersController,
        UnassignedController,
        CheckoutController,
        PaymentsController,
      ],
      providers: [
        { provide: APP_FILTER, useClass: MpesaErrorFilter },
        MoneyBook,
        OrderBook,
        OrderFeed,
        OrderSettlement,
        OrderPrompts,
        VisitorPrompts,
        { provide: CLOCK, useFactory: systemClock },
        { provide: Visitors, useValue: new Visitors(secretOf(settings)) },
        { provide: ListKey, useFactory: () => new ListKey(settings.listKey) },
        PaymentNewsHandler,
        ShopC2bValidator,
        C2bRegistration,
      ],
    };
  }
}

/** The newest of the callbacks' secrets. A new one makes new visitors of all, and their shares whole again. */
function secretOf({ mpesa }: ShopSettings): string {
  const [secret = ''] = [mpesa.callbacks?.secret ?? []].flat();
  return secret;
}
