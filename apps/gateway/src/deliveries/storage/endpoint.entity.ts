import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `gateway_endpoint`: a URL a client has registered and shown to be its own. */
@Entity({ name: 'gateway_endpoint' })
@Index('ix_gateway_endpoint_client', ['clientId', 'createdAt'])
export class GatewayEndpointEntity {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 }) id!: string;
  @Column({ name: 'client_id', type: 'varchar', length: 36 }) clientId!: string;
  @Column({ name: 'url', type: 'text' }) url!: string;
  @Column({ name: 'status', type: 'varchar', length: 8 }) status!: string;
  @Column({ name: 'disabled_reason', type: 'varchar', length: 8, nullable: true })
  disabledReason!: string | null;
  @Column({ name: 'created_at', type: 'bigint', transformer: safeInteger }) createdAt!: number;
  @Column({ name: 'updated_at', type: 'bigint', transformer: safeInteger }) updatedAt!: number;
}
