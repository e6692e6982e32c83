import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_inquiry`. */
@Entity({ name: 'mpesa_inquiry' })
@Index('ix_mpesa_inquiry_kept', ['keptSince'])
export class InquiryEntity {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 }) id!: string;
  @Column({ name: 'kind', type: 'varchar', length: 16 }) kind!: string;
  @Column({ name: 'account', type: 'varchar', length: 64 }) account!: string;
  @Column({ name: 'shortcode', type: 'varchar', length: 16 }) shortcode!: string;
  @Column({ name: 'initiator', type: 'varchar', length: 64 }) initiator!: string;
  @Column({ name: 'payment_id', type: 'varchar', length: 36, nullable: true }) paymentId!: string | null;
  @Column({ name: 'conversation_id', type: 'varchar', length: 255, nullable: true }) conversationId!:
    string | null;
  @Column({ name: 'originator_conversation_id', type: 'varchar', length: 255, nullable: true })
  originatorConversationId!: string | null;
  @Column({ name: 'status', type: 'varchar', length: 16 }) status!: string;
  @Column({ name: 'answer', type: 'simple-json', nullable: true }) answer!: unknown;
  @Column({ name: 'result_code', type: 'varchar', length: 255, nullable: true }) resultCode!: string | null;
  @Column({ name: 'result_text', type: 'text', nullable: true }) resultText!: string | null;
  @Column({ name: 'asked_at', type: 'bigint', transformer: safeInteger }) askedAt!: number;
  @Column({ name: 'settled_at', type: 'bigint', transformer: safeInteger, nullable: true }) settledAt!:
    number | null;
  /** When it was asked or last settled, while an answer may tell of a person; null once erased. */
  @Column({ name: 'kept_since', type: 'bigint', transformer: safeInteger, nullable: true }) keptSince!:
    number | null;
}
