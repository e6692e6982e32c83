import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeNumber } from '../storage/safe-number.js';

/** Account numbers that begin so are this client's. */
@Entity('gateway_prefix')
@Index('gateway_prefix_client', ['clientId'])
export class Prefix {
  /** In its normal form. */
  @PrimaryColumn({ type: 'varchar', length: 20 })
  prefix!: string;

  @Column({ name: 'client_id', type: 'varchar', length: 36 })
  clientId!: string;

  @Column({ name: 'created_at', type: 'bigint', transformer: safeNumber })
  createdAt!: number;
}
