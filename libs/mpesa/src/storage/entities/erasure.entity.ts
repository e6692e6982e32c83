import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_erasure`: one person's data was erased because somebody asked for it. */
@Entity({ name: 'mpesa_erasure' })
@Index('ix_mpesa_erasure_at', ['erasedAt'])
export class ErasureEntity {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 }) id!: string;
  /** Whose, as a keyed digest: whoever has the number and the secret can tell that it was this one. */
  @Column({ name: 'phone_digest', type: 'varchar', length: 64 }) phoneDigest!: string;
  @Column({ name: 'erased_at', type: 'bigint', transformer: safeInteger }) erasedAt!: number;
  @Column({ name: 'erased_by', type: 'text' }) by!: string;
  @Column({ name: 'reason', type: 'text' }) reason!: string;
  /** How much of what was erased, and how much was kept. */
  @Column({ name: 'counts', type: 'simple-json' }) counts!: unknown;
}
