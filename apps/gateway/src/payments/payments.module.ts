import { Module } from '@nestjs/common';
import { ClientsModule } from '../clients/clients.module.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { ClientPayments } from './client-payments.js';
import { ClientPrompts } from './client-prompts.js';
import { ClientRequests } from './client-requests.js';
import { GatewayC2bValidator } from './gateway-c2b.validator.js';
import { NewsWriter } from './news-writer.js';
import { PaymentFeed } from './payment-feed.js';
import { PaymentNewsHandler } from './payment-news.handler.js';
import { PaymentOwners } from './payment-owners.js';
import { SuspenseService } from './suspense.service.js';
import { TransactionInquiries } from './transaction-inquiries.js';

/** Clients' payments: asked for, watched, routed, told of. */
@Module({
  imports: [ClientsModule, EndpointsModule, RoutingModule],
  providers: [
    ClientPayments,
    ClientPrompts,
    ClientRequests,
    GatewayC2bValidator,
    NewsWriter,
    PaymentFeed,
    PaymentNewsHandler,
    PaymentOwners,
    SuspenseService,
    TransactionInquiries,
  ],
  exports: [
    ClientPayments,
    ClientRequests,
    PaymentFeed,
    PaymentOwners,
    SuspenseService,
    TransactionInquiries,
  ],
})
export class PaymentsModule {}
