import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `gateway_delivery_attempt`: what came of sending a message once. */
@Entity({ name: 'gateway_delivery_attempt' })
export class GatewayDeliveryAttemptEntity {
  @PrimaryColumn({ name: 'delivery_seq', type: 'int' }) deliverySeq!: number;
  @PrimaryColumn({ name: 'attempt', type: 'int' }) attempt!: number;
  @Column({ name: 'begun_at', type: 'bigint', transformer: safeInteger }) begunAt!: number;
  @Column({ name: 'duration_ms', type: 'int' }) durationMs!: number;
  @Column({ name: 'status', type: 'int', nullable: true }) status!: number | null;
  @Column({ name: 'error', type: 'varchar', length: 255, nullable: true }) error!: string | null;
  @Column({ name: 'response', type: 'text', nullable: true }) response!: string | null;
}
