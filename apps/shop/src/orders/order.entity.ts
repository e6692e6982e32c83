import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { epochMs } from './epoch-ms.js';

/** `open` until money for it has arrived. How its payment stands is the library's to know, and is not kept twice. */
export type OrderStatus = 'open' | 'paid';

@Entity('shop_order')
@Index('shop_order_link', ['link'], { unique: true })
export class Order {
  /** The order's number counts from it, see `orderNumber`. */
  @PrimaryGeneratedColumn({ type: 'int' })
  id!: number;

  /** Opens the order, see `newOrderLink`. */
  @Column({ type: 'varchar', length: 22, nullable: true })
  link!: string | null;

  @Column({ name: 'product_id', type: 'varchar', length: 40 })
  productId!: string;

  @Column({ type: 'int' })
  quantity!: number;

  /** Fixed when the order is made; prices may change later. */
  @Column({ name: 'total_cents', type: 'int' })
  totalCents!: number;

  @Column({ type: 'varchar', length: 8 })
  status!: OrderStatus;

  /** Which try at a prompt this is. Part of the idempotency key, so that no try prompts a phone twice. */
  @Column({ type: 'int' })
  attempt!: number;

  /** The payment that paid it. */
  @Column({ name: 'payment_id', type: 'varchar', length: 36, nullable: true })
  paymentId!: string | null;

  @Column({ type: 'varchar', length: 20, nullable: true })
  receipt!: string | null;

  @Column({ name: 'paid_at', type: 'bigint', nullable: true, transformer: epochMs })
  paidAt!: number | null;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMs })
  createdAt!: number;
}
