import { Injectable, NotFoundException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { OrderBook } from './order-book.js';
import { orderIdOf } from './order-number.js';

/** Lets through to an order there is; for event streams, as `KnownPaymentGuard` says. */
@Injectable()
export class KnownOrderGuard implements CanActivate {
  constructor(private readonly orders: OrderBook) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { number } = context.switchToHttp().getRequest<{ params: { number: string } }>().params;
    if ((await this.orders.find(orderIdOf(number))) !== null) return true;
    throw orderNotFound(number);
  }
}

export function orderNotFound(number: string): NotFoundException {
  return new NotFoundException({ error: 'order-not-found', message: `there is no order ${number}`, number });
}
