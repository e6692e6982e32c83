import { Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { TheCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/needs-scope.js';
import { DeliveryService } from '../deliveries/delivery.service.js';
import { readAs } from '../http/read-body.pipe.js';
import {
  attemptAnswer,
  DeliveriesQuery,
  deliveryAnswer,
  DeliveryAnswer,
  DeliveryPageAnswer,
  DeliveryWithAttemptsAnswer,
} from './delivery.answers.js';
import { ApiIdempotencyKey } from './idempotency-key.js';
import { V1Controller } from './v1-controller.js';

@V1Controller('deliveries', 'Deliveries')
@NeedsScope('callbacks:manage')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveryService) {}

  @Get()
  @ApiOperation({ operationId: 'listDeliveries', summary: 'Newest first' })
  @ApiOkResponse({ type: DeliveryPageAnswer })
  async list(
    @TheCaller() { clientId }: Caller,
    @Query(readAs()) { limit, cursor, paymentId, status, endpointId }: DeliveriesQuery,
  ): Promise<DeliveryPageAnswer> {
    const filter = { status, endpointId, stream: paymentId };
    const page = await this.deliveries.list(clientId, filter, { limit, cursor });
    return { items: page.items.map(deliveryAnswer), nextCursor: page.cursor };
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getDelivery', summary: 'With what came of each attempt' })
  @ApiOkResponse({ type: DeliveryWithAttemptsAnswer })
  async get(@TheCaller() { clientId }: Caller, @Param('id') id: string): Promise<DeliveryWithAttemptsAnswer> {
    const delivery = await this.deliveries.get(clientId, id);
    const attempts = await this.deliveries.attempts(clientId, id);
    return { ...deliveryAnswer(delivery), history: attempts.map(attemptAnswer) };
  }

  @Post(':id/replay')
  @HttpCode(200)
  @ApiOperation({ operationId: 'replayDelivery', summary: 'Sends it again, under the same `webhook-id`' })
  @ApiIdempotencyKey()
  @ApiOkResponse({ type: DeliveryAnswer })
  async replay(@TheCaller() { clientId }: Caller, @Param('id') id: string): Promise<DeliveryAnswer> {
    return deliveryAnswer(await this.deliveries.replay(clientId, id));
  }
}
