import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_callback`. Every index costs the door throughput: none may be added without measuring it. */
@Entity({ name: 'mpesa_callback' })
@Index('ix_mpesa_callback_next', ['nextAt'])
@Index('ix_mpesa_callback_status', ['status', 'receivedAt'])
@Index('ix_mpesa_callback_seen', ['shortcode', 'kind', 'receivedAt'])
@Index('ix_mpesa_callback_kept', ['keptSince'])
export class CallbackEntity {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 43 }) id!: string;
  @Column({ name: 'kind', type: 'varchar', length: 32 }) kind!: string;
  @Column({ name: 'payment_id', type: 'varchar', length: 36, nullable: true }) paymentId!: string | null;
  @Column({ name: 'shortcode', type: 'varchar', length: 16, nullable: true }) shortcode!: string | null;
  /** The bytes; null once retention has erased them. */
  @Column({ name: 'body', type: 'blob', nullable: true }) body!: Buffer | null;
  @Column({ name: 'raw_bytes', type: 'boolean' }) raw!: boolean;
  @Column({ name: 'source_address', type: 'varchar', length: 64, nullable: true }) sourceAddress!:
    string | null;
  @Column({ name: 'received_at', type: 'bigint', transformer: safeInteger }) receivedAt!: number;
  @Column({ name: 'status', type: 'varchar', length: 16 }) status!: string;
  @Column({ name: 'reason', type: 'text', nullable: true }) reason!: string | null;
  @Column({ name: 'copies', type: 'int' }) copies!: number;
  @Column({ name: 'attempts', type: 'int' }) attempts!: number;
  /** When it is due, or until when `owner` holds it; null when nothing is left to do, so that the index holds only what is. */
  @Column({ name: 'next_at', type: 'bigint', transformer: safeInteger, nullable: true }) nextAt!:
    number | null;
  @Column({ name: 'owner', type: 'varchar', length: 64, nullable: true }) owner!: string | null;
  /** `received_at` while personal data is kept, null once erased. */
  @Column({ name: 'kept_since', type: 'bigint', transformer: safeInteger, nullable: true })
  keptSince!: number | null;
}
