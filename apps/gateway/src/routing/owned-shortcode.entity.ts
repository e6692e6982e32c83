import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** All that customers pay to this pay bill or till is this client's. */
@Entity('gateway_shortcode')
@Index('gateway_shortcode_client', ['clientId'])
export class OwnedShortcode {
  @PrimaryColumn({ type: 'varchar', length: 10 })
  shortcode!: string;

  @Column({ name: 'client_id', type: 'varchar', length: 36 })
  clientId!: string;

  @Column({ name: 'created_at', type: 'bigint', transformer: safeInteger })
  createdAt!: number;
}
