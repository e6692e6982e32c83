import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_phone_line`: the prompt lock of one phone. */
@Entity({ name: 'mpesa_phone_line' })
@Index('ix_mpesa_phone_line_seen', ['seenAt'])
export class PromptLockEntity {
  @PrimaryColumn({ name: 'phone', type: 'varchar', length: 32 }) phone!: string;
  @Column({ name: 'payment_id', type: 'varchar', length: 36, nullable: true }) paymentId!: string | null;
  @Column({ name: 'open_until', type: 'bigint', transformer: safeInteger }) openUntil!: number;
  @Column({ name: 'unfinished', type: 'int' }) unfinished!: number;
  @Column({ name: 'last_unfinished_at', type: 'bigint', transformer: safeInteger }) lastUnfinishedAt!: number;
  /** When it was last locked: what retention goes by. */
  @Column({ name: 'seen_at', type: 'bigint', transformer: safeInteger }) seenAt!: number;
}
