import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_delivery`: one event on its way to one handler. */
@Entity({ name: 'mpesa_delivery' })
@Index('ix_mpesa_delivery_next', ['handler', 'nextAt'])
@Index('ix_mpesa_delivery_order', ['subjectId', 'handler', 'seq'])
@Index('ix_mpesa_delivery_finished', ['status', 'finishedAt'])
export class DeliveryEntity {
  @PrimaryColumn({ name: 'event_id', type: 'varchar', length: 36 }) eventId!: string;
  @PrimaryColumn({ name: 'handler', type: 'varchar', length: 191 }) handler!: string;
  @Column({ name: 'payment_id', type: 'varchar', length: 36, nullable: true }) subjectId!: string | null;
  @Column({ name: 'seq', type: 'int' }) seq!: number;
  @Column({ name: 'status', type: 'varchar', length: 8 }) status!: string;
  @Column({ name: 'attempts', type: 'int' }) attempts!: number;
  /** When it is due, or until when `owner` holds it; null when finished. */
  @Column({ name: 'next_at', type: 'bigint', transformer: safeInteger, nullable: true }) nextAt!:
    number | null;
  @Column({ name: 'owner', type: 'varchar', length: 64, nullable: true }) owner!: string | null;
  @Column({ name: 'last_error', type: 'text', nullable: true }) lastError!: string | null;
  /** When it was done or given up. */
  @Column({ name: 'finished_at', type: 'bigint', transformer: safeInteger, nullable: true })
  finishedAt!: number | null;
}
