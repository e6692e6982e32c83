import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_export`: somebody was shown what is stored of one person. */
@Entity({ name: 'mpesa_export' })
@Index('ix_mpesa_export_at', ['exportedAt'])
export class ExportEntity {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 }) id!: string;
  /** Of whom, as a keyed digest: whoever has the number and the secret can tell that it was this one. */
  @Column({ name: 'phone_digest', type: 'varchar', length: 64 }) phoneDigest!: string;
  @Column({ name: 'exported_at', type: 'bigint', transformer: safeInteger }) exportedAt!: number;
  @Column({ name: 'exported_by', type: 'text' }) by!: string;
  @Column({ name: 'reason', type: 'text' }) reason!: string;
  /** How much of what was shown. */
  @Column({ name: 'counts', type: 'simple-json' }) counts!: unknown;
}
