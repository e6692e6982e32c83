import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** Account numbers that begin so are this client's. */
@Entity('gateway_prefix')
@Index('gateway_prefix_client', ['clientId'])
export class Prefix {
  /** In its normal form. */
  @PrimaryColumn({ type: 'varchar', length: 20 })
  prefix!: string;

  @Column({ name: 'client_id', type: 'varchar', length: 36 })
  clientId!: string;

  @Column({ name: 'created_at', type: 'bigint', transformer: safeInteger })
  createdAt!: number;

  /** From when on payments go by it, epoch ms: later than it was made where somebody else had it before. */
  @Column({ name: 'effective_at', type: 'bigint', default: 0, transformer: safeInteger })
  effectiveAt!: number;
}
