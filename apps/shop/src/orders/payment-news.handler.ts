import { Injectable } from '@nestjs/common';
import {
  OnMpesa,
  type PaymentFailed,
  type PaymentInReview,
  type PaymentReversed,
  type PaymentSucceeded,
  type PaymentSuperseded,
} from 'nestjs-mpesa';
import { OrderFeed } from './order-feed.js';
import { orderIdOfKey } from './order-key.js';
import { OrderSettlement } from './order-settlement.js';

/**
 * Takes the library's durable events: each method is called until it returns, also after a crash. The ids name the
 * deliveries in the database for ever, so that the class may be renamed.
 */
@Injectable()
export class PaymentNewsHandler {
  constructor(
    private readonly settlement: OrderSettlement,
    private readonly feed: OrderFeed,
  ) {}

  /** One handler for all of them: the library keeps the order of a payment's events within one. */
  @OnMpesa(['payment.succeeded', 'payment.superseded', 'payment.reversed'], { id: 'shop.order-paid' })
  moved(event: PaymentSucceeded | PaymentSuperseded | PaymentReversed): Promise<void> {
    if (event.type === 'payment.succeeded') return this.settlement.received(event);
    return event.type === 'payment.reversed'
      ? this.settlement.givenBack(event)
      : this.settlement.sameMoney(event);
  }

  /** Changes no order; the screens that show it learn why the money did not come. */
  @OnMpesa(['payment.failed', 'payment.review'], { id: 'shop.order-not-paid' })
  notPaid(event: PaymentFailed | PaymentInReview): void {
    const id = orderIdOfKey(event.idempotencyKey);
    if (id !== null) this.feed.changed(id);
  }
}
