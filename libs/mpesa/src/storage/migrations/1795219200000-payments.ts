import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, dropTable, type TableDdl } from 'typeorm-durable';

const PAYMENT: TableDdl = {
  name: 'mpesa_payment',
  columns: [
    'id varchar(36) NOT NULL',
    'kind varchar(16) NOT NULL',
    'direction varchar(8) NOT NULL',
    'status varchar(16) NOT NULL',
    'account varchar(64) NOT NULL',
    'account_type varchar(16) NOT NULL',
    'shortcode varchar(16) NOT NULL',
    'till varchar(16) NULL',
    'amount_cents bigint NOT NULL',
    'currency varchar(3) NOT NULL',
    'phone varchar(32) NULL',
    'phone_masked varchar(128) NULL',
    'phone_hash varchar(128) NULL',
    'party_name text NULL',
    'reference varchar(255) NULL',
    'description text NULL',
    'metadata text NULL',
    'idempotency_key varchar(255) NULL',
    'request_hash varchar(128) NULL',
    'transaction_type text NULL',
    'checkout_request_id varchar(255) NULL',
    'merchant_request_id varchar(255) NULL',
    'conversation_id varchar(255) NULL',
    'originator_conversation_id varchar(255) NULL',
    'receipt varchar(64) NULL',
    'transaction_id varchar(255) NULL',
    'failure varchar(64) NULL',
    'result_code varchar(255) NULL',
    'result_text text NULL',
    'review_reason varchar(255) NULL',
    'settled_by varchar(16) NULL',
    'claim text NULL',
    'sending_at bigint NULL',
    'prompt_until bigint NULL',
    'created_at bigint NOT NULL',
    'updated_at bigint NOT NULL',
    'settled_at bigint NULL',
    'completed_at bigint NULL',
    'next_check_at bigint NULL',
    'checks integer NOT NULL',
    'reversed_cents bigint NOT NULL',
    'fee_cents bigint NULL',
    'superseded_by varchar(36) NULL',
    'version integer NOT NULL',
    'lock_no integer NOT NULL',
    'check_owner varchar(64) NULL',
    'send_owner varchar(64) NULL',
    'erased_at bigint NULL',
  ],
  primaryKey: ['id'],
  unique: {
    uq_mpesa_payment_key: ['account', 'idempotency_key'],
    uq_mpesa_payment_receipt: ['direction', 'receipt'],
    uq_mpesa_payment_checkout: ['checkout_request_id'],
    uq_mpesa_payment_merchant: ['merchant_request_id'],
    uq_mpesa_payment_conversation: ['conversation_id'],
    uq_mpesa_payment_originator: ['originator_conversation_id'],
  },
  indexes: {
    ix_mpesa_payment_check: ['next_check_at'],
    ix_mpesa_payment_push: ['amount_cents', 'sending_at'],
    ix_mpesa_payment_status: ['status', 'created_at', 'id'],
    ix_mpesa_payment_created: ['created_at', 'id'],
    ix_mpesa_payment_reference: ['reference', 'created_at'],
    ix_mpesa_payment_phone: ['phone', 'created_at'],
    ix_mpesa_payment_erased: ['erased_at', 'updated_at'],
  },
};

const PHONE_LINE: TableDdl = {
  name: 'mpesa_phone_line',
  columns: [
    'phone varchar(32) NOT NULL',
    'payment_id varchar(36) NULL',
    'open_until bigint NOT NULL',
    'unfinished integer NOT NULL',
    'last_unfinished_at bigint NOT NULL',
    'seen_at bigint NOT NULL',
  ],
  primaryKey: ['phone'],
  indexes: { ix_mpesa_phone_line_seen: ['seen_at'] },
};

export class Payments1795219200000 implements MigrationInterface {
  readonly name = 'MpesaPayments1795219200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [PAYMENT, PHONE_LINE]) await createTable(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [PHONE_LINE, PAYMENT]) await dropTable(runner, table.name);
  }
}
