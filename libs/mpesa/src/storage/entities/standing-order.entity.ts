import { safeInteger } from 'typeorm-durable';
import type { FailureWord } from '../../values/explanation.js';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

const bigint = { type: 'bigint', transformer: safeInteger } as const;
const nullableBigint = { ...bigint, nullable: true } as const;
const varchar = (length: number) => ({ type: 'varchar', length, nullable: true }) as const;

/** A row of `mpesa_standing_order`: the order, and what only storage needs to know of it. */
@Entity({ name: 'mpesa_standing_order' })
@Index('uq_mpesa_standing_order_live', ['liveKey'], { unique: true })
@Index('ix_mpesa_standing_order_match', ['shortcode', 'amountCents'])
@Index('ix_mpesa_standing_order_created', ['createdAt', 'id'])
@Index('ix_mpesa_standing_order_check', ['nextCheckAt'])
@Index('ix_mpesa_standing_order_failed', ['erasedAt', 'status', 'updatedAt'])
@Index('ix_mpesa_standing_order_ended', ['erasedAt', 'status', 'endsOn'])
export class StandingOrderEntity {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 }) id!: string;
  @Column({ name: 'status', type: 'varchar', length: 16 }) status!: string;
  @Column({ name: 'account', type: 'varchar', length: 64 }) account!: string;
  @Column({ name: 'account_type', type: 'varchar', length: 16 }) accountType!: string;
  @Column({ name: 'shortcode', type: 'varchar', length: 16 }) shortcode!: string;
  @Column({ name: 'till', ...varchar(16) }) till!: string | null;
  @Column({ name: 'phone', ...varchar(32) }) phone!: string | null;
  @Column({ name: 'name', type: 'varchar', length: 191 }) name!: string;
  @Column({ name: 'amount_cents', ...bigint }) amountCents!: number;
  @Column({ name: 'reference', type: 'varchar', length: 64 }) reference!: string;
  @Column({ name: 'description', type: 'text', nullable: true }) description!: string | null;
  @Column({ name: 'frequency', type: 'varchar', length: 16 }) frequency!: string;
  @Column({ name: 'starts_on', type: 'varchar', length: 10 }) startsOn!: string;
  @Column({ name: 'ends_on', type: 'varchar', length: 10 }) endsOn!: string;
  @Column({ name: 'metadata', type: 'simple-json', nullable: true }) metadata!: unknown;
  @Column({ name: 'failure', ...varchar(64) }) failure!: FailureWord | null;
  @Column({ name: 'result_code', ...varchar(255) }) resultCode!: string | null;
  @Column({ name: 'result_text', type: 'text', nullable: true }) resultText!: string | null;
  @Column({ name: 'response_ref_id', ...varchar(255) }) responseRefId!: string | null;
  @Column({ name: 'transaction_id', ...varchar(255) }) transactionId!: string | null;
  @Column({ name: 'live_key', ...varchar(128) }) liveKey!: string | null;
  @Column({ name: 'request_hash', type: 'varchar', length: 128 }) requestHash!: string;
  @Column({ name: 'sending_at', ...nullableBigint }) sendingAt!: number | null;
  @Column({ name: 'created_at', ...bigint }) createdAt!: number;
  @Column({ name: 'updated_at', ...bigint }) updatedAt!: number;
  @Column({ name: 'next_check_at', ...nullableBigint }) nextCheckAt!: number | null;
  @Column({ name: 'version', type: 'int' }) version!: number;

  /** Bumped to lock the row; means nothing else. */
  @Column({ name: 'lock_no', type: 'int' }) lockNo!: number;
  /** When retention erased the personal data. */
  @Column({ name: 'erased_at', ...nullableBigint }) erasedAt!: number | null;
}
