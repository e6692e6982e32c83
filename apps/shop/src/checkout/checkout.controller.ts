import { Body, Controller, Headers, Post } from '@nestjs/common';
import { InvalidRequestError, type Payment } from 'nestjs-mpesa';
import { checkoutKey } from './checkout-key.js';
import { OrderBook } from '../orders/order-book.js';
import { orderNotFound } from '../orders/known-order.guard.js';
import { orderIdOf } from '../orders/order-number.js';
import type { Order } from '../orders/order.js';
import { fieldsOf, optional } from '../http/request-body.js';
import { AskedFrom, Visitors } from '../http/visitor.js';
import { OrderPrompts } from '../orders/order-prompts.js';
import { VisitorPrompts } from '../payments/visitor-prompts.js';

interface Asked {
  readonly visitor: string;
  readonly phone: unknown;
  readonly amount: unknown;
  readonly reference: unknown;
}

/** The shortest way to a payment: who, how much, what for. */
@Controller('api/checkout')
export class CheckoutController {
  constructor(
    private readonly prompts: VisitorPrompts,
    private readonly orderPrompts: OrderPrompts,
    private readonly orders: OrderBook,
    private readonly visitors: Visitors,
  ) {}

  /** `{ phone, amount, reference?, order? }`. With an order's link as `order` it pays that order. */
  @Post()
  async checkout(
    @Body() body: unknown,
    @AskedFrom() address: string,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<{ id: string; status: Payment['status'] }> {
    const { phone, amount, reference, order: link } = fieldsOf(body);
    const visitor = this.visitors.nameOf(address);
    const asked = { phone, amount, reference: optional(reference), visitor };
    const payment =
      optional(link) === undefined
        ? await this.forNoOrder(asked, idempotencyKey)
        : await this.forOrder(await this.opened(link), asked);
    return { id: payment.id, status: payment.status };
  }

  /** Types are promises of the compiler, and nobody gave one for a request: the library checks each value. */
  private forNoOrder(
    { phone, amount, reference, visitor }: Asked,
    key: string | undefined,
  ): Promise<Payment> {
    if (typeof reference === 'string' && orderIdOf(reference) !== null) {
      const rule = "must not be an order's number; give its link as order";
      throw new InvalidRequestError('reference', reference, rule);
    }
    return this.prompts.ask(visitor, {
      phone: phone as string,
      amount: amount as number,
      reference: reference as string | undefined,
      idempotencyKey: key === undefined ? undefined : checkoutKey(key),
    });
  }

  private forOrder(order: Order, { phone, amount, visitor }: Asked): Promise<Payment> {
    const total = order.totalCents / 100;
    if (amount === total) return this.orderPrompts.ask(order, { phone, visitor });
    throw new InvalidRequestError('amount', amount, `must be the order's total, ${total}`);
  }

  private async opened(link: unknown): Promise<Order> {
    const order = typeof link === 'string' ? await this.orders.opened(link) : null;
    if (order !== null) return order;
    throw orderNotFound();
  }
}
