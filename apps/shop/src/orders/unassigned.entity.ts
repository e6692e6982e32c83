import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMs } from './epoch-ms.js';

/** Money that arrived and fits no order. A person sends it back or assigns it. */
@Entity('shop_unassigned')
export class Unassigned {
  @PrimaryColumn({ name: 'payment_id', type: 'varchar', length: 36 })
  paymentId!: string;

  @Column({ name: 'amount_cents', type: 'int' })
  amountCents!: number;

  @Column({ type: 'varchar', length: 20, nullable: true })
  receipt!: string | null;

  @Column({ type: 'varchar', length: 100 })
  reason!: string;

  @Column({ type: 'bigint', transformer: epochMs })
  at!: number;
}
