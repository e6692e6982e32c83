import { Injectable } from '@nestjs/common';
import type { PaymentReversed, PaymentSucceeded, PaymentSuperseded } from 'nestjs-mpesa';
import { MoneyBook } from './money-book.js';
import type { Money } from './money.entity.js';
import { OrderBook } from './order-book.js';
import { OrderFeed } from './order-feed.js';
import { orderIdOfKey } from './order-key.js';
import { orderIdOf, orderNumber } from './order-number.js';

/**
 * Writes down what money came, what for, and what became of it. May be told the same news any number of times and in any order: a
 * crash between two steps is mended by the event being handed over once more.
 */
@Injectable()
export class OrderSettlement {
  constructor(
    private readonly orders: OrderBook,
    private readonly money: MoneyBook,
    private readonly feed: OrderFeed,
  ) {}

  async received(event: PaymentSucceeded): Promise<void> {
    const { paymentId, supersedes } = event;
    // This same money was announced before under another id: that one stands until this one has come.
    if (supersedes !== null) await this.money.isMoneyOf(supersedes, paymentId);
    await this.money.came(await this.moneyOf(event));
    await this.changed(supersedes === null ? [paymentId] : [paymentId, supersedes]);
  }

  /** The payer knows the receipt, and may have told it for another order first: that one is open again. */
  async sameMoney({ paymentId, supersededBy }: PaymentSuperseded): Promise<void> {
    await this.money.isMoneyOf(paymentId, supersededBy);
    await this.changed([paymentId, supersededBy]);
  }

  /** Only what was given back whole makes an order open again: a part may have been a discount. */
  async givenBack({ paymentId, status }: PaymentReversed): Promise<void> {
    if (status !== 'reversed') return;
    await this.money.givenBack(paymentId);
    await this.changed([paymentId]);
  }

  private async changed(paymentIds: readonly string[]): Promise<void> {
    for (const id of await this.money.ordersOf(paymentIds)) this.feed.changed(id);
  }

  private async moneyOf(event: PaymentSucceeded): Promise<Money> {
    const { paymentId, amountCents, receipt, completedAt, occurredAt } = event;
    const order = await this.orders.find(orderIdTold(event));
    const reason = whyNotFor(order, amountCents);
    const orderId = reason === null ? (order?.id ?? null) : null;
    return { paymentId, orderId, amountCents, receipt, reason, at: completedAt ?? occurredAt };
  }
}

/** We said ourselves, twice, what a prompt was for; who pays by hand says it in the account number. */
function orderIdTold({ requested, idempotencyKey, reference }: PaymentSucceeded): number | null {
  if (!requested) return orderIdOf(reference);
  const id = orderIdOfKey(idempotencyKey);
  return id !== null && orderNumber(id) === reference ? id : null;
}

/** @returns null when it fits */
function whyNotFor(order: { readonly totalCents: number } | null, amountCents: number): string | null {
  if (order === null) return 'no such order';
  return amountCents === order.totalCents ? null : "not the order's total";
}
