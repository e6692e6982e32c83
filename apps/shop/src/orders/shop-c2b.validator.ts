import { Injectable } from '@nestjs/common';
import {
  MpesaC2bValidator,
  mayBePaidBy,
  PaymentsService,
  type C2bValidationRequest,
  type C2bValidator,
  type C2bVerdict,
} from 'nestjs-mpesa';
import { OrderBook } from './order-book.js';
import { orderIdOf } from './order-number.js';

/** Lets M-Pesa refuse money that fits no order, while it is still in the customer's pocket. */
@MpesaC2bValidator()
@Injectable()
export class ShopC2bValidator implements C2bValidator {
  constructor(
    private readonly orders: OrderBook,
    private readonly payments: PaymentsService,
  ) {}

  async validate(request: C2bValidationRequest): Promise<C2bVerdict> {
    // Nobody types an account number at a till, so there is nothing to check.
    if (request.reference === null) return { accept: true };
    const order = await this.orders.find(orderIdOf(request.reference));
    if (order === null)
      return (await this.wasAskedFor(request)) ? { accept: true } : refusal('C2B00012', 'no such order');
    if (order.status === 'paid') return refusal('C2B00012', 'this order is paid already');
    if (request.amountCents !== order.totalCents)
      return refusal('C2B00013', `the order costs KES ${order.totalCents / 100}`);
    return { accept: true };
  }

  /** On some shortcodes M-Pesa also asks about our own prompts, and those need not be for an order. */
  private async wasAskedFor(request: C2bValidationRequest): Promise<boolean> {
    const { reference, amountCents } = request;
    const open = { kind: 'stk-push', reference: reference ?? '', status: ['pending', 'unknown'] } as const;
    const { items } = await this.payments.find(open);
    return items.some((push) => push.amountCents === amountCents && mayBePaidBy(request, push.phone));
  }
}

type Refusal = Extract<C2bVerdict, { accept: false }>;

function refusal(code: Refusal['code'], reason: string): Refusal {
  return { accept: false, code, reason };
}
