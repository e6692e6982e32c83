import { Injectable } from '@nestjs/common';
import type { PaymentReversed, PaymentSucceeded } from 'nestjs-mpesa';
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
    const paid = await this.orders.replaceProof(goneId, kept);
    // The payer knows the receipt, and may have told it for another order first.
    const others = paid.filter(({ id }) => id !== own);
    await this.reopen(others, kept.paymentId);
    await this.unassigned.remove(goneId);
    if (others.length < paid.length) await this.unassigned.remove(kept.paymentId);
  }

  /** Only what was given back whole makes an order open again: a part may have been a discount. */
  async givenBack({ paymentId, status }: Pick<PaymentReversed, 'paymentId' | 'status'>): Promise<void> {
    if (status !== 'reversed') return;
    await this.reopen(await this.orders.paidBy(paymentId), paymentId);
    await this.unassigned.remove(paymentId);
  }

  private async reopen(orders: readonly Order[], paymentId: string): Promise<void> {
    for (const { id } of orders) {
      await this.orders.reopen(id, paymentId);
      this.feed.changed(id);
    }
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
