import { Body, Get, Param, Post, Query, Sse, type MessageEvent } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { Payment } from 'nestjs-mpesa';
import { distinctUntilChanged, map, startWith, switchMap, takeWhile, type Observable } from 'rxjs';
import { TheCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/needs-scope.js';
import { readAs } from '../http/read-body.pipe.js';
import { ClientPayments } from '../payments/client-payments.js';
import { PaymentFeed } from '../payments/payment-feed.js';
import { paymentView } from '../payments/payment-view.js';
import { ApiIdempotencyKey, IdempotencyKey } from './idempotency-key.js';
import { PaymentAnswer, PaymentPageAnswer } from './payment.answer.js';
import { CollectBody, PageQuery } from './payment.bodies.js';
import { V1Controller } from './v1-controller.js';

const OPEN: readonly Payment['status'][] = ['created', 'pending', 'unknown'];

@V1Controller('payments', 'Payments')
export class PaymentsController {
  constructor(
    private readonly payments: ClientPayments,
    private readonly feed: PaymentFeed,
  ) {}

  @Post('collect')
  @NeedsScope('payments:collect')
  @ApiOperation({
    operationId: 'collect',
    summary: 'Asks a phone to pay (STK push)',
    description:
      '`unknown` says that M-Pesa did not answer: the prompt may be on the phone. Wait, never ask again.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: PaymentAnswer })
  async collect(
    @TheCaller() caller: Caller,
    @IdempotencyKey() key: string,
    @Body(readAs()) body: CollectBody,
  ): Promise<PaymentAnswer> {
    return paymentView(await this.payments.collect(caller, body, key));
  }

  @Get()
  @NeedsScope('payments:read')
  @ApiOperation({ operationId: 'listPayments', summary: 'Newest first' })
  @ApiOkResponse({ type: PaymentPageAnswer })
  async list(
    @TheCaller() { clientId }: Caller,
    @Query(readAs()) page: PageQuery,
  ): Promise<PaymentPageAnswer> {
    const { items, nextCursor } = await this.payments.list(clientId, page);
    return { items: items.map(paymentView), nextCursor };
  }

  @Get(':id')
  @NeedsScope('payments:read')
  @ApiOperation({ operationId: 'getPayment' })
  @ApiOkResponse({ type: PaymentAnswer })
  async get(@TheCaller() { clientId }: Caller, @Param('id') id: string): Promise<PaymentAnswer> {
    return paymentView(await this.payments.get(clientId, id));
  }

  /** The payment now and after each change, until it is settled. */
  @Sse(':id/events')
  @NeedsScope('payments:read')
  @ApiOperation({
    operationId: 'watchPayment',
    summary: 'The payment now and after each change, until it is settled',
  })
  @ApiProduces('text/event-stream')
  async watch(@TheCaller() { clientId }: Caller, @Param('id') id: string): Promise<Observable<MessageEvent>> {
    await this.payments.get(clientId, id);
    return this.feed.ticks(id).pipe(
      startWith(undefined),
      switchMap(async () => paymentView(await this.payments.get(clientId, id))),
      distinctUntilChanged((one, other) => JSON.stringify(one) === JSON.stringify(other)),
      takeWhile(({ status }) => OPEN.includes(status), true),
      map((payment) => ({ type: 'payment', data: payment })),
    );
  }
}
