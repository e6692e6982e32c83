import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { epochMs } from './epoch-ms.js';

/** Money that came, as it was told first. Never changed: what becomes of it is a `MoneyEnd`. */
@Entity('shop_money')
@Index('shop_money_order', ['orderId'])
export class Money {
  @PrimaryColumn({ name: 'payment_id', type: 'varchar', length: 36 })
  paymentId!: string;

  /** The order whose number and total it carries. */
  @Column({ name: 'order_id', type: 'int', nullable: true })
  orderId!: number | null;

  @Column({ name: 'amount_cents', type: 'int' })
  amountCents!: number;

  @Column({ type: 'varchar', length: 20, nullable: true })
  receipt!: string | null;

  /** Why it fits no order. */
  @Column({ type: 'varchar', length: 100, nullable: true })
  reason!: string | null;

  @Column({ type: 'bigint', transformer: epochMs })
  at!: number;
}
