import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `gateway_queue`: how one destination has been doing. */
@Entity({ name: 'gateway_queue' })
export class GatewayQueueEntity {
  @PrimaryColumn({ name: 'queue', type: 'varchar', length: 64 }) queue!: string;
  @Column({ name: 'endpoint_id', type: 'varchar', length: 36, nullable: true }) endpointId!: string | null;
  /** Bumped first by whoever decides about the queue: a row lock that every database has. */
  @Column({ name: 'lock_no', type: 'int' }) lockNo!: number;
  /** Failures since the last success. */
  @Column({ name: 'failures', type: 'int' }) failures!: number;
  @Column({ name: 'failing_since', type: 'bigint', transformer: safeInteger, nullable: true })
  failingSince!: number | null;
  @Column({ name: 'failed_at', type: 'bigint', transformer: safeInteger, nullable: true })
  failedAt!: number | null;
  /** Nothing is sent before; the first to be sent after it is a probe. */
  @Column({ name: 'paused_until', type: 'bigint', transformer: safeInteger, nullable: true })
  pausedUntil!: number | null;
  /** Since when its endpoint has been disabled. */
  @Column({ name: 'stopped_at', type: 'bigint', transformer: safeInteger, nullable: true })
  stoppedAt!: number | null;
}
