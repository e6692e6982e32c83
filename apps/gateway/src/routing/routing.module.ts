import { Module } from '@nestjs/common';
import { ClientsModule } from '../clients/clients.module.js';
import { OwnedShortcodes } from './owned-shortcodes.js';
import { PaymentRouter } from './payment-router.js';
import { Prefixes } from './prefixes.js';
import { Suspense } from './suspense.js';

@Module({
  imports: [ClientsModule],
  providers: [Prefixes, OwnedShortcodes, PaymentRouter, Suspense],
  exports: [Prefixes, OwnedShortcodes, PaymentRouter, Suspense],
})
export class RoutingModule {}
