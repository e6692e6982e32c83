import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { isOrderLink, newOrderLink } from './order-link.js';
import { Order } from './order.entity.js';

/** The payment that pays an order. */
export interface Proof {
  readonly paymentId: string;
  readonly receipt: string | null;
  /** Epoch ms. */
  readonly at: number;
}

const UNPAID = { status: 'open', paymentId: null, receipt: null, paidAt: null } as const;

/** The shop's orders. Each write is one statement, and changes nothing more when it is repeated. */
@Injectable()
export class OrderBook {
  private readonly orders: Repository<Order>;

  constructor(database: DataSource) {
    this.orders = database.getRepository(Order);
  }

  open(what: Pick<Order, 'productId' | 'quantity' | 'totalCents' | 'createdAt'>): Promise<Order> {
    return this.orders.save(this.orders.create({ ...what, ...UNPAID, attempt: 1, link: newOrderLink() }));
  }

  async find(id: number | null): Promise<Order | null> {
    return id === null ? null : this.orders.findOneBy({ id });
  }

  /** For whoever has the order's link. MySQL would also find links in other letters of the same name, were they not compared again. */
  async opened(link: string): Promise<Order | null> {
    const order = isOrderLink(link) ? await this.orders.findOneBy({ link }) : null;
    return order?.link === link ? order : null;
  }

  /** Goes on to the next attempt, unless somebody already has. */
  async nextAttempt({ id, attempt }: Order): Promise<void> {
    await this.orders.update({ id, attempt }, { attempt: attempt + 1 });
  }

  /** @returns false when another payment has paid it */
  async pay(id: number, { paymentId, receipt, at }: Proof): Promise<boolean> {
    const paid = { status: 'paid', paymentId, receipt, paidAt: at } as const;
    const { affected } = await this.orders.update({ id, status: 'open' }, paid);
    return affected === 1 || (await this.orders.existsBy({ id, paymentId }));
  }

  /** Two payments turned out to be the same money. @returns the orders that it has paid under either name */
  async replaceProof(goneId: string, kept: Pick<Proof, 'paymentId' | 'receipt'>): Promise<Order[]> {
    const { paymentId, receipt } = kept;
    await this.orders.update(
      { paymentId: goneId },
      receipt === null ? { paymentId } : { paymentId, receipt },
    );
    return this.paidBy(paymentId);
  }

  paidBy(paymentId: string): Promise<Order[]> {
    return this.orders.findBy({ paymentId });
  }

  /** The payment does not pay it after all. */
  async reopen(id: number, paymentId: string): Promise<void> {
    await this.orders.update({ id, paymentId }, UNPAID);
  }
}
