import { ConflictException, Injectable } from '@nestjs/common';
import { PaymentsService, type Payment } from 'nestjs-mpesa';
import { VisitorPrompts } from '../payments/visitor-prompts.js';
import { OrderBook } from './order-book.js';
import { OrderFeed } from './order-feed.js';
import { orderKey } from './order-key.js';
import { orderNumber } from './order-number.js';
import type { Order } from './order.js';

export interface Asked {
  /** As it came. */
  readonly phone: unknown;
  /** Who asks, as `Visitors` names them. */
  readonly visitor: string;
}

const OVER: ReadonlySet<Payment['status']> = new Set(['failed', 'reversed']);

/** Asks phones to pay for orders. */
@Injectable()
export class OrderPrompts {
  constructor(
    private readonly prompts: VisitorPrompts,
    private readonly payments: PaymentsService,
    private readonly orders: OrderBook,
    private readonly feed: OrderFeed,
  ) {}

  /** The payment of the order's latest attempt; null before the first prompt. */
  async latest(order: Order): Promise<Payment | null> {
    const { items } = await this.payments.find({ idempotencyKey: orderKey(order) }, { limit: 1 });
    return items.find((payment) => isFor(order, payment)) ?? null;
  }

  /**
   * Sends a prompt, once per attempt however often it is called: a double click, or a second window, gets the payment that
   * is under way. Only a failure, or money that was given back, makes way for the next attempt.
   *
   * @throws ConflictException when the order is paid
   * @throws what `VisitorPrompts.ask` throws
   */
  async ask(order: Order, { phone, visitor }: Asked): Promise<Payment> {
    const current = await this.upToDate(order);
    if (current.status === 'paid') throw orderPaid(order);
    try {
      return await this.prompts.ask(visitor, {
        // The library refuses what is no phone number, whatever its type.
        phone: phone as string,
        amount: current.totalCents / 100,
        reference: orderNumber(order.id),
        description: 'Shop order',
        idempotencyKey: orderKey(current),
      });
    } finally {
      this.feed.changed(order.id);
    }
  }

  private async upToDate(order: Order): Promise<Order> {
    const latest = await this.latest(order);
    if (latest !== null && OVER.has(latest.status)) await this.orders.nextAttempt(order);
    return (await this.orders.find(order.id)) ?? order;
  }
}

/** The key alone would do; the money is looked at all the same, because an order is shown as paid by it. */
function isFor({ id, totalCents }: Order, { reference, amountCents }: Payment): boolean {
  return reference === orderNumber(id) && amountCents === totalCents;
}

function orderPaid({ id }: Order): ConflictException {
  const number = orderNumber(id);
  return new ConflictException({ error: 'order-paid', message: `${number} is paid already`, number });
}
