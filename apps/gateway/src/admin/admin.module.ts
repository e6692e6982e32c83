import { Module } from '@nestjs/common';
import { ClientsModule } from '../clients/clients.module.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { PrivacyModule } from '../privacy/privacy.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { AdminGuard } from './admin.guard.js';
import { ClientsAdminController } from './clients-admin.controller.js';
import { PeopleAdminController } from './people-admin.controller.js';
import { RoutingAdminController } from './routing-admin.controller.js';
import { SuspenseAdminController } from './suspense-admin.controller.js';

/** Only imported when there is an admin key. */
@Module({
  imports: [ClientsModule, EndpointsModule, RoutingModule, PaymentsModule, PrivacyModule],
  controllers: [
    ClientsAdminController,
    PeopleAdminController,
    RoutingAdminController,
    SuspenseAdminController,
  ],
  providers: [AdminGuard],
})
export class AdminModule {}
