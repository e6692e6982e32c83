import { Injectable, NotFoundException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { OrderBook } from './order-book.js';

/** Lets through to an order there is; for event streams, as `KnownPaymentGuard` says. */
@Injectable()
export class KnownOrderGuard implements CanActivate {
  constructor(private readonly orders: OrderBook) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { link } = context.switchToHttp().getRequest<{ params: { link: string } }>().params;
    if ((await this.orders.opened(link)) !== null) return true;
    throw orderNotFound();
  }
}

/** The same for an order's number as for what was never one. */
export function orderNotFound(): NotFoundException {
  return new NotFoundException({ error: 'order-not-found', message: 'there is no such order' });
}
