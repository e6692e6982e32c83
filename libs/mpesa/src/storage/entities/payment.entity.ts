import { safeInteger } from 'typeorm-durable';
import type { FailureWord } from '../../values/explanation.js';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

const bigint = { type: 'bigint', transformer: safeInteger } as const;
const nullableBigint = { ...bigint, nullable: true } as const;
const varchar = (length: number) => ({ type: 'varchar', length, nullable: true }) as const;

/** A row of `mpesa_payment`: the payment, and what only storage needs to know of it. */
@Entity({ name: 'mpesa_payment' })
@Index('uq_mpesa_payment_key', ['account', 'idempotencyKey'], { unique: true })
@Index('uq_mpesa_payment_receipt', ['direction', 'receipt'], { unique: true })
@Index('uq_mpesa_payment_checkout', ['checkoutRequestId'], { unique: true })
@Index('uq_mpesa_payment_merchant', ['merchantRequestId'], { unique: true })
@Index('uq_mpesa_payment_conversation', ['conversationId'], { unique: true })
@Index('uq_mpesa_payment_originator', ['originatorConversationId'], { unique: true })
@Index('ix_mpesa_payment_check', ['nextCheckAt'])
@Index('ix_mpesa_payment_awaiting', ['awaiting', 'nextCheckAt'])
@Index('ix_mpesa_payment_push', ['amountCents', 'sendingAt'])
@Index('ix_mpesa_payment_money', ['amountCents', 'completedAt'])
@Index('ix_mpesa_payment_status', ['status', 'createdAt', 'id'])
@Index('ix_mpesa_payment_created', ['createdAt', 'id'])
@Index('ix_mpesa_payment_reference', ['reference', 'createdAt'])
@Index('ix_mpesa_payment_phone', ['phone', 'createdAt'])
@Index('ix_mpesa_payment_phone_hash', ['phoneHash'])
@Index('ix_mpesa_payment_original', ['originalPaymentId'])
@Index('ix_mpesa_payment_erased', ['erasedAt', 'updatedAt'])
export class PaymentEntity {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 36 }) id!: string;
  @Column({ name: 'kind', type: 'varchar', length: 16 }) kind!: string;
  @Column({ name: 'direction', type: 'varchar', length: 8 }) direction!: string;
  @Column({ name: 'status', type: 'varchar', length: 16 }) status!: string;
  @Column({ name: 'account', type: 'varchar', length: 64 }) account!: string;
  @Column({ name: 'account_type', type: 'varchar', length: 16 }) accountType!: string;
  @Column({ name: 'shortcode', type: 'varchar', length: 16 }) shortcode!: string;
  @Column({ name: 'till', ...varchar(16) }) till!: string | null;
  @Column({ name: 'amount_cents', ...bigint }) amountCents!: number;
  @Column({ name: 'currency', type: 'varchar', length: 3 }) currency!: string;
  @Column({ name: 'phone', ...varchar(32) }) phone!: string | null;
  @Column({ name: 'phone_masked', ...varchar(128) }) phoneMasked!: string | null;
  @Column({ name: 'phone_hash', ...varchar(128) }) phoneHash!: string | null;
  @Column({ name: 'party', ...varchar(16) }) party!: string | null;
  @Column({ name: 'party_name', type: 'text', nullable: true }) partyName!: string | null;
  @Column({ name: 'reference', ...varchar(255) }) reference!: string | null;
  @Column({ name: 'description', type: 'text', nullable: true }) description!: string | null;
  @Column({ name: 'metadata', type: 'simple-json', nullable: true }) metadata!: unknown;
  @Column({ name: 'idempotency_key', ...varchar(255) }) idempotencyKey!: string | null;
  @Column({ name: 'request_hash', ...varchar(128) }) requestHash!: string | null;
  @Column({ name: 'transaction_type', type: 'text', nullable: true }) transactionType!: string | null;
  @Column({ name: 'checkout_request_id', ...varchar(255) }) checkoutRequestId!: string | null;
  @Column({ name: 'merchant_request_id', ...varchar(255) }) merchantRequestId!: string | null;
  @Column({ name: 'conversation_id', ...varchar(255) }) conversationId!: string | null;
  @Column({ name: 'originator_conversation_id', ...varchar(255) }) originatorConversationId!: string | null;
  @Column({ name: 'initiator', ...varchar(64) }) initiator!: string | null;
  @Column({ name: 'instruction', type: 'simple-json', nullable: true }) instruction!: unknown;
  @Column({ name: 'original_payment_id', ...varchar(36) }) originalPaymentId!: string | null;
  @Column({ name: 'receipt', ...varchar(64) }) receipt!: string | null;
  @Column({ name: 'receipt_from', ...varchar(16) }) receiptFrom!: string | null;
  @Column({ name: 'ambiguous', type: 'boolean', default: false }) ambiguous!: boolean;
  @Column({ name: 'transaction_id', ...varchar(255) }) transactionId!: string | null;
  @Column({ name: 'failure', ...varchar(64) }) failure!: FailureWord | null;
  @Column({ name: 'result_code', ...varchar(255) }) resultCode!: string | null;
  @Column({ name: 'result_text', type: 'text', nullable: true }) resultText!: string | null;
  @Column({ name: 'review_reason', ...varchar(255) }) reviewReason!: string | null;
  @Column({ name: 'settled_by', ...varchar(16) }) settledBy!: string | null;
  @Column({ name: 'claim', type: 'simple-json', nullable: true }) claim!: unknown;
  @Column({ name: 'awaiting', ...varchar(16) }) awaiting!: string | null;
  @Column({ name: 'cleared_at', ...nullableBigint }) clearedAt!: number | null;
  @Column({ name: 'sending_at', ...nullableBigint }) sendingAt!: number | null;
  @Column({ name: 'prompt_until', ...nullableBigint }) promptUntil!: number | null;
  @Column({ name: 'created_at', ...bigint }) createdAt!: number;
  @Column({ name: 'updated_at', ...bigint }) updatedAt!: number;
  @Column({ name: 'settled_at', ...nullableBigint }) settledAt!: number | null;
  @Column({ name: 'completed_at', ...nullableBigint }) completedAt!: number | null;
  @Column({ name: 'next_check_at', ...nullableBigint }) nextCheckAt!: number | null;
  @Column({ name: 'checks', type: 'int' }) checks!: number;
  @Column({ name: 'reversed_cents', ...bigint }) reversedCents!: number;
  @Column({ name: 'reversal_unknown_cents', ...bigint, default: 0 }) reversalUnknownCents!: number;
  @Column({ name: 'fee_cents', ...nullableBigint }) feeCents!: number | null;
  @Column({ name: 'recipient_registered', type: 'boolean', nullable: true })
  recipientRegistered!: boolean | null;
  @Column({ name: 'balances', type: 'simple-json', nullable: true }) balances!: unknown;
  @Column({ name: 'superseded_by', ...varchar(36) }) supersededBy!: string | null;
  @Column({ name: 'erased_at', ...nullableBigint }) erasedAt!: number | null;
  @Column({ name: 'version', type: 'int' }) version!: number;

  /** Bumped to lock the row; means nothing else. */
  @Column({ name: 'lock_no', type: 'int' }) lockNo!: number;
  /** Who claimed the check that `nextCheckAt` postpones. */
  @Column({ name: 'check_owner', ...varchar(64) }) checkOwner!: string | null;
  /** When it was claimed; null once the payment has changed since. */
  @Column({ name: 'check_set_at', ...nullableBigint }) checkSetAt!: number | null;
  /** Who claimed the sending. */
  @Column({ name: 'send_owner', ...varchar(64) }) sendOwner!: string | null;
  /** Until when, for a dispatcher; null for a caller, whose claim does not end. */
  @Column({ name: 'send_until', ...nullableBigint }) sendUntil!: number | null;
}
