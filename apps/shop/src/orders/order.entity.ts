import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { epochMs } from './epoch-ms.js';

@Entity('shop_order')
@Index('shop_order_link', ['link'], { unique: true })
export class OrderRow {
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

  /** Which try at a prompt this is. Part of the idempotency key, so that no try prompts a phone twice. */
  @Column({ type: 'int' })
  attempt!: number;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMs })
  createdAt!: number;
}
