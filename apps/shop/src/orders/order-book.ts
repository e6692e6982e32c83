import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { MoneyBook } from './money-book.js';
import { isOrderLink, newOrderLink } from './order-link.js';
import { OrderRow } from './order.entity.js';
import { paidBy, type Order } from './order.js';

/** The shop's orders. Each write is one statement, and changes nothing more when it is repeated. */
@Injectable()
export class OrderBook {
  private readonly rows: Repository<OrderRow>;

  constructor(
    database: DataSource,
    private readonly money: MoneyBook,
  ) {
    this.rows = database.getRepository(OrderRow);
  }

  async open(what: Pick<OrderRow, 'productId' | 'quantity' | 'totalCents' | 'createdAt'>): Promise<Order> {
    const row = await this.rows.save(this.rows.create({ ...what, attempt: 1, link: newOrderLink() }));
    return paidBy(row, null);
  }

  async find(id: number | null): Promise<Order | null> {
    return id === null ? null : this.withPayer(await this.rows.findOneBy({ id }));
  }

  /** For whoever has the order's link. MySQL would also find links in other letters of the same name, were they not compared again. */
  async opened(link: string): Promise<Order | null> {
    const row = isOrderLink(link) ? await this.rows.findOneBy({ link }) : null;
    return row?.link === link ? this.withPayer(row) : null;
  }

  /** Goes on to the next attempt, unless somebody already has. */
  async nextAttempt({ id, attempt }: Order): Promise<void> {
    await this.rows.update({ id, attempt }, { attempt: attempt + 1 });
  }

  private async withPayer(row: OrderRow | null): Promise<Order | null> {
    return row === null ? null : paidBy(row, await this.money.payerOf(row.id));
  }
}
