import { Body, Controller, Headers, Post } from '@nestjs/common';
import { InvalidRequestError, StkPushService, type Payment } from 'nestjs-mpesa';
import { OrderBook } from '../orders/order-book.js';
import { orderIdOf } from '../orders/order-number.js';
import type { Order } from '../orders/order.entity.js';
import { fieldsOf, optional } from '../http/request-body.js';
import { OrderPrompts } from '../orders/order-prompts.js';

/** The shortest way to a payment: who, how much, what for. */
@Controller('api/checkout')
export class CheckoutController {
  constructor(
    private readonly stkPush: StkPushService,
    private readonly prompts: OrderPrompts,
    private readonly orders: OrderBook,
  ) {}

  /** `{ phone, amount, reference? }`. With an order's number as reference it pays that order. */
  @Post()
  async checkout(
    @Body() body: unknown,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<{ id: string; status: Payment['status'] }> {
    const { phone, amount, reference } = fieldsOf(body);
    const order = await this.orders.find(typeof reference === 'string' ? orderIdOf(reference) : null);
    const payment = order
      ? await this.forOrder(order, phone, amount)
      : await this.stkPush.request({
          // Types are promises of the compiler, and nobody gave one for a request: the library checks each value.
          phone: phone as string,
          amount: amount as number,
          reference: optional(reference) as string | undefined,
          idempotencyKey,
        });
    return { id: payment.id, status: payment.status };
  }

  private forOrder(order: Order, phone: unknown, amount: unknown): Promise<Payment> {
    const total = order.totalCents / 100;
    if (amount === total) return this.prompts.ask(order, phone);
    throw new InvalidRequestError('amount', amount, `must be the order's total, ${total}`);
  }
}
