import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Says that a payment stands for no money of its own any more. May be told before the payment itself. */
@Entity('shop_money_end')
@Index('shop_money_end_kept', ['keptId'])
export class MoneyEnd {
  @PrimaryColumn({ name: 'payment_id', type: 'varchar', length: 36 })
  paymentId!: string;

  /** The payment that is the same money, and stands for it; null when the money was given back. */
  @Column({ name: 'kept_id', type: 'varchar', length: 36, nullable: true })
  keptId!: string | null;
}
