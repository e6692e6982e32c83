import { Injectable } from '@nestjs/common';
import {
  OnMpesa,
  PaymentsService,
  type PaymentFailed,
  type PaymentInReview,
  type PaymentSucceeded,
  type PaymentSuperseded,
} from 'nestjs-mpesa';
import { OrderFeed } from './order-feed.js';
import { orderIdOf } from './order-number.js';
import { OrderSettlement } from './order-settlement.js';

/**
 * Takes the library's durable events: each method is called until it returns, also after a crash. The ids name the
 * deliveries in the database for ever, so that the class may be renamed.
 */
@Injectable()
export class PaymentNewsHandler {
  constructor(
    private readonly settlement: OrderSettlement,
    private readonly payments: PaymentsService,
    private readonly feed: OrderFeed,
  ) {}

  @OnMpesa('payment.succeeded', { id: 'shop.order-paid' })
  succeeded(event: PaymentSucceeded): Promise<void> {
    return this.settlement.received(event);
  }

  @OnMpesa('payment.superseded', { id: 'shop.same-money' })
  async superseded({ paymentId, supersededBy }: PaymentSuperseded): Promise<void> {
    const kept = await this.payments.get(supersededBy);
    await this.settlement.sameMoney(paymentId, {
      ...kept,
      paymentId: supersededBy,
      requested: kept.kind !== 'c2b',
    });
  }

  /** Changes no order; the screens that show it learn why the money did not come. */
  @OnMpesa(['payment.failed', 'payment.review'], { id: 'shop.order-not-paid' })
  notPaid(event: PaymentFailed | PaymentInReview): void {
    const order = event.metadata?.['order'];
    const id = orderIdOf(typeof order === 'string' ? order : null);
    if (id !== null) this.feed.changed(id);
  }
}
