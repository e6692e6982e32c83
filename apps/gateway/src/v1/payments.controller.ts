import { Body, Get, HttpCode, Param, Post, Query, Sse, UseGuards, type MessageEvent } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { Payment } from 'nestjs-mpesa';
import { distinctUntilChanged, finalize, map, startWith, switchMap, takeWhile, type Observable } from 'rxjs';
import { Authenticator } from '../auth/authenticator.js';
import { TheCaller, TheToken, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/needs-scope.js';
import { readAs } from '../http/read-body.pipe.js';
import { ClientPayments } from '../payments/client-payments.js';
import { ClientRequests } from '../payments/client-requests.js';
import { PaymentFeed } from '../payments/payment-feed.js';
import { paymentView, type PaymentView } from '../payments/payment-view.js';
import { ApiIdempotencyKey, IdempotencyKey } from './idempotency-key.js';
import { OpenStreams } from './open-streams.js';
import { OwnPaymentGuard } from './own-payment.guard.js';
import { PaymentAnswer, PaymentPageAnswer } from './payment.answer.js';
import { CollectBody, PageQuery, PayoutBody, RefundBody } from './payment.bodies.js';
import { V1Controller } from './v1-controller.js';

const OPEN: readonly Payment['status'][] = ['created', 'pending', 'unknown'];

@V1Controller('payments', 'Payments')
export class PaymentsController {
  constructor(
    private readonly requests: ClientRequests,
    private readonly payments: ClientPayments,
    private readonly feed: PaymentFeed,
    private readonly authenticator: Authenticator,
    private readonly streams: OpenStreams,
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
    return paymentView(await this.requests.collect(caller, body, key));
  }

  @Post('payout')
  @NeedsScope('payments:payout')
  @ApiOperation({
    operationId: 'payOut',
    summary: 'Pays a customer (B2C)',
    description: '`unknown` says that M-Pesa did not answer: it may have been paid. Wait, never ask again.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: PaymentAnswer })
  async payOut(
    @TheCaller() caller: Caller,
    @IdempotencyKey() key: string,
    @Body(readAs()) body: PayoutBody,
  ): Promise<PaymentAnswer> {
    return paymentView(await this.requests.payOut(caller, body, key));
  }

  @Post(':id/refund')
  @NeedsScope('payments:refund')
  @ApiOperation({
    operationId: 'refund',
    summary: 'Gives a payment back (reversal)',
    description: 'The answer is the reversal, a payment of its own; it may wait for hours to be authorised.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: PaymentAnswer })
  async refund(
    @TheCaller() caller: Caller,
    @IdempotencyKey() key: string,
    @Param('id') id: string,
    @Body(readAs()) body: RefundBody,
  ): Promise<PaymentAnswer> {
    return paymentView(await this.requests.refund(caller, id, { ...body, key }));
  }

  @Post(':id/recheck')
  @HttpCode(200)
  @NeedsScope('payments:status')
  @ApiOperation({ operationId: 'recheck', summary: 'Asks M-Pesa now how it stands' })
  @ApiIdempotencyKey()
  @ApiOkResponse({ type: PaymentAnswer })
  async recheck(@TheCaller() { clientId }: Caller, @Param('id') id: string): Promise<PaymentAnswer> {
    return paymentView(await this.payments.recheck(clientId, id));
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

  /** The payment now and after each change, until it is settled or the token holds no more: a revoked client sees nothing further. */
  @Sse(':id/events')
  @UseGuards(OwnPaymentGuard)
  @NeedsScope('payments:read')
  @ApiOperation({
    operationId: 'watchPayment',
    summary: 'The payment now and after each change, until it is settled',
  })
  @ApiProduces('text/event-stream')
  watch(
    @TheCaller() { clientId }: Caller,
    @TheToken() token: string,
    @Param('id') id: string,
  ): Observable<MessageEvent> {
    const close = this.streams.open(clientId);
    return this.feed.ticks(id).pipe(
      startWith(undefined),
      switchMap(() => this.#seen(clientId, token, id)),
      takeWhile((payment) => payment !== null),
      distinctUntilChanged((one, other) => JSON.stringify(one) === JSON.stringify(other)),
      takeWhile(({ status }) => OPEN.includes(status), true),
      map((payment) => ({ type: 'payment', data: payment })),
      finalize(close),
    );
  }

  async #seen(clientId: string, token: string, id: string): Promise<PaymentView | null> {
    const holds = await this.authenticator.stillHolds(token, 'payments:read');
    return holds ? paymentView(await this.payments.get(clientId, id)) : null;
  }
}
