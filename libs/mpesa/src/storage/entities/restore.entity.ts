import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_restore`: the books were restored from a backup. */
@Entity({ name: 'mpesa_restore' })
export class RestoreEntity {
  @PrimaryColumn({ name: 'backup_at', type: 'bigint', transformer: safeInteger }) backupAt!: number;
  @Column({ name: 'restored_at', type: 'bigint', transformer: safeInteger }) restoredAt!: number;
  @Column({ name: 'closed_at', type: 'bigint', nullable: true, transformer: safeInteger })
  closedAt!: number | null;
  @Column({ name: 'closed_by', type: 'text', nullable: true }) closedBy!: string | null;
  @Column({ name: 'closed_reason', type: 'text', nullable: true }) closedReason!: string | null;
}
