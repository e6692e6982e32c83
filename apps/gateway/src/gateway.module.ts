import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { MpesaModule } from 'nestjs-mpesa';
import { AdminModule } from './admin/admin.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ClientsModule } from './clients/clients.module.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { BrijModule } from './dialects/brij/brij.module.js';
import { PhpModule } from './dialects/php/php.module.js';
import { VitumobModule } from './dialects/vitumob/vitumob.module.js';
import { HttpModule } from './http/http.module.js';
import { ProblemFilter } from './http/problem.filter.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { PaymentsModule } from './payments/payments.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { SafaricomRegistration } from './setup/safaricom-registration.js';
import type { GatewaySettings } from './setup/gateway-settings.js';
import { HealthController } from './setup/health.controller.js';
import { SettingsModule } from './setup/settings.module.js';
import { DatabaseModule } from './schema/database.module.js';
import { V1Module } from './v1/v1.module.js';

/** M-Pesa over plain HTTP: everything but the limit on how often one may call, which `AppModule` puts before it. */
@Module({})
export class GatewayModule {
  static with(settings: GatewaySettings): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        SettingsModule.with(settings),
        DatabaseModule,
        HttpModule,
        MpesaModule.forRoot({ ...settings.mpesa, isGlobal: true }),
        ClientsModule,
        DeliveriesModule,
        AuthModule,
        PaymentsModule,
        PrivacyModule,
        V1Module,
        BrijModule.with(settings.dialects.brij),
        VitumobModule.with(settings.dialects.vitumob),
        PhpModule.with(settings.dialects.php),
        OpenApiModule,
        ...(settings.adminKey === null ? [] : [AdminModule]),
      ],
      controllers: [HealthController],
      providers: [{ provide: APP_FILTER, useClass: ProblemFilter }, SafaricomRegistration],
    };
  }
}
