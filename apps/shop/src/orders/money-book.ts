import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityTarget, type ObjectLiteral, type QueryDeepPartialEntity } from 'typeorm';
import { MoneyEnd } from './money-end.entity.js';
import { Money } from './money.entity.js';
import { standing, type StandingRow } from './standing-money.js';

/** Money that pays no order, until a person has dealt with it. */
export type Unassigned = Omit<Money, 'orderId' | 'reason'> & { readonly reason: string };

const MOST_SHOWN = 200;

/**
 * The shop's money. Only ever added to: what stands, and what it pays, follows from all that was told, whatever came first. Told
 * again, when its person may have been erased meanwhile, nothing changes.
 */
@Injectable()
export class MoneyBook {
  constructor(private readonly database: DataSource) {}

  came(money: Money): Promise<void> {
    return this.add(Money, money);
  }

  /** Whole: it stands for nothing any more. */
  givenBack(paymentId: string): Promise<void> {
    return this.add(MoneyEnd, { paymentId, keptId: null });
  }

  /** `paymentId` was booked on its own, and is the money of `keptId`: it stands until that one has come. */
  isMoneyOf(paymentId: string, keptId: string): Promise<void> {
    return this.add(MoneyEnd, { paymentId, keptId });
  }

  /** Ids of the orders that these payments are for. */
  async ordersOf(paymentIds: readonly string[]): Promise<number[]> {
    const found = await this.database.getRepository(Money).findBy({ paymentId: In([...paymentIds]) });
    return found.flatMap(({ orderId }) => orderId ?? []);
  }

  /** What pays the order: of all money that stands for it, the first. */
  async payerOf(orderId: number): Promise<Money | null> {
    return (await this.payersOf([orderId])).get(orderId) ?? null;
  }

  /** Newest first. */
  async unassigned(): Promise<Unassigned[]> {
    const rows = await this.rows(standing.withoutOrderOrBeside, [MOST_SHOWN]);
    const payers = await this.payersOf(rows.flatMap(({ orderId }) => orderId ?? []));
    const paying = new Set([...payers.values()].map(({ paymentId }) => paymentId));
    return rows
      .filter(({ paymentId }) => !paying.has(paymentId))
      .map(({ orderId: _order, reason, ...money }) => ({
        ...money,
        reason: reason ?? 'the order was already paid',
      }));
  }

  private async payersOf(orderIds: readonly number[]): Promise<ReadonlyMap<number | null, Money>> {
    if (orderIds.length === 0) return new Map();
    const rows = await this.rows(standing.forOrders(orderIds.length), orderIds);
    return new Map(rows.toReversed().map((money) => [money.orderId, money]));
  }

  private async rows(sql: string, params: readonly number[]): Promise<Money[]> {
    const rows: StandingRow[] = await this.database.query(sql, [...params]);
    return rows.map((row) => ({ ...row, at: Number(row.at) }));
  }

  private async add<T extends ObjectLiteral>(
    table: EntityTarget<T>,
    row: QueryDeepPartialEntity<T>,
  ): Promise<void> {
    await this.database.createQueryBuilder().insert().into(table).values(row).orIgnore().execute();
  }
}
