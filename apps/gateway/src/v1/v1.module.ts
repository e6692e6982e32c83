import { Module } from '@nestjs/common';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { DeliveriesController } from './deliveries.controller.js';
import { EndpointsController } from './endpoints.controller.js';
import { OpenStreams } from './open-streams.js';
import { PaymentsController } from './payments.controller.js';
import { TransactionStatusController } from './transaction-status.controller.js';
import { V1Format } from './v1-format.js';

/** The gateway's own API. */
@Module({
  imports: [PaymentsModule, EndpointsModule, IdempotencyModule],
  controllers: [PaymentsController, EndpointsController, DeliveriesController, TransactionStatusController],
  providers: [OpenStreams, V1Format],
})
export class V1Module {}
