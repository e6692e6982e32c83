import { Module } from '@nestjs/common';
import { ClientsModule } from '../clients/clients.module.js';
import { AdminGuard } from './admin.guard.js';
import { ClientsAdminController } from './clients-admin.controller.js';

/** Only imported when there is an admin key. */
@Module({ imports: [ClientsModule], controllers: [ClientsAdminController], providers: [AdminGuard] })
export class AdminModule {}
