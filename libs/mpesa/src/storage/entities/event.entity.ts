import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_event`: what happened to a payment, numbered by the payment's version. */
@Entity({ name: 'mpesa_event' })
@Index('uq_mpesa_event_seq', ['subjectId', 'seq', 'name'], { unique: true })
export class EventEntity {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 }) id!: string;
  @Column({ name: 'payment_id', type: 'varchar', length: 36, nullable: true }) subjectId!: string | null;
  @Column({ name: 'seq', type: 'int' }) seq!: number;
  @Column({ name: 'name', type: 'varchar', length: 64 }) name!: string;
  @Column({ name: 'payload', type: 'simple-json' }) payload!: unknown;
  @Column({ name: 'created_at', type: 'bigint', transformer: safeInteger }) createdAt!: number;
}
