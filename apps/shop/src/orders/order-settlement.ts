import { Injectable } from '@nestjs/common';
import type { PaymentSucceeded } from 'nestjs-mpesa';
import { OrderBook } from './order-book.js';
import { OrderFeed } from './order-feed.js';
import { orderIdOf } from './order-number.js';
import type { Order } from './order.entity.js';
import { UnassignedMoney } from './unassigned-money.js';

/** What tells whose money it is, and what it is for. */
type ToldMoney = Pick<PaymentSucceeded, 'paymentId' | 'receipt' | 'requested' | 'metadata' | 'reference'>;

/**
 * Decides what money is for. May be told the same news any number of times: a crash between two steps is mended by the
 * event being handed over once more.
 */
@Injectable()
export class OrderSettlement {
  constructor(
    private readonly orders: OrderBook,
    private readonly unassigned: UnassignedMoney,
    private readonly feed: OrderFeed,
  ) {}

  async received(money: PaymentSucceeded): Promise<void> {
    // This same money was announced before under another id: first let it take over what that one paid.
    if (money.supersedes !== null) await this.sameMoney(money.supersedes, money);
    const order = await this.orders.find(orderIdOf(orderNumberGiven(money)));
    const reason = await this.pay(order, money);
    if (reason !== null) await this.setAside(money, reason);
    if (order !== null) this.feed.changed(order.id);
  }

  /** The payment `goneId` was booked on its own and is the money of `kept`. It counts once. */
  async sameMoney(goneId: string, kept: ToldMoney): Promise<void> {
    const own = orderIdOf(orderNumberGiven(kept));
    const paid = (await this.orders.replaceProof(goneId, kept)).map(({ id }) => id);
    // The payer knows the receipt, and may have told it for another order first.
    for (const id of paid.filter((other) => other !== own)) {
      await this.orders.reopen(id, kept.paymentId);
      this.feed.changed(id);
    }
    await this.unassigned.remove(goneId);
    if (paid.some((id) => id === own)) await this.unassigned.remove(kept.paymentId);
  }

  /** @returns why this money pays no order; null when it does */
  private async pay(order: Order | null, money: PaymentSucceeded): Promise<string | null> {
    if (order === null) return 'no such order';
    if (money.amountCents !== order.totalCents) return "not the order's total";
    const { paymentId, receipt } = money;
    const paid = await this.orders.pay(order.id, {
      paymentId,
      receipt,
      at: money.completedAt ?? money.occurredAt,
    });
    return paid ? null : 'the order was already paid';
  }

  private setAside(money: PaymentSucceeded, reason: string): Promise<void> {
    const { paymentId, amountCents, receipt, completedAt, occurredAt } = money;
    return this.unassigned.keep({
      paymentId,
      amountCents,
      receipt,
      reason,
      at: completedAt ?? occurredAt,
    });
  }
}

/** We said ourselves, twice, what a prompt was for; who pays by hand says it in the account number. */
function orderNumberGiven({ requested, metadata, reference }: ToldMoney): string | null {
  if (!requested) return reference;
  const told = metadata?.['order'];
  return typeof told === 'string' && told === reference ? told : null;
}
