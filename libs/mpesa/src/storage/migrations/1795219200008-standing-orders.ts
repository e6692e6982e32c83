import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, dropTable, type TableDdl } from 'typeorm-durable';

const STANDING_ORDER: TableDdl = {
  name: 'mpesa_standing_order',
  columns: [
    'id varchar(36) NOT NULL',
    'status varchar(16) NOT NULL',
    'account varchar(64) NOT NULL',
    'account_type varchar(16) NOT NULL',
    'shortcode varchar(16) NOT NULL',
    'till varchar(16) NULL',
    'phone varchar(32) NULL',
    'name varchar(191) NOT NULL',
    'amount_cents bigint NOT NULL',
    'reference varchar(64) NOT NULL',
    'description text NULL',
    'frequency varchar(16) NOT NULL',
    'starts_on varchar(10) NOT NULL',
    'ends_on varchar(10) NOT NULL',
    'metadata text NULL',
    'failure varchar(64) NULL',
    'result_code varchar(255) NULL',
    'result_text text NULL',
    'response_ref_id varchar(255) NULL',
    'transaction_id varchar(255) NULL',
    'live_key varchar(128) NULL',
    'request_hash varchar(128) NOT NULL',
    'sending_at bigint NOT NULL',
    'created_at bigint NOT NULL',
    'updated_at bigint NOT NULL',
    'next_check_at bigint NULL',
    'version integer NOT NULL',
    'lock_no integer NOT NULL',
    'erased_at bigint NULL',
  ],
  primaryKey: ['id'],
  unique: { uq_mpesa_standing_order_live: ['live_key'] },
  indexes: {
    ix_mpesa_standing_order_match: ['shortcode', 'amount_cents'],
    ix_mpesa_standing_order_created: ['created_at', 'id'],
    ix_mpesa_standing_order_check: ['next_check_at'],
    ix_mpesa_standing_order_failed: ['erased_at', 'status', 'updated_at'],
    ix_mpesa_standing_order_ended: ['erased_at', 'status', 'ends_on'],
  },
};

export class StandingOrders1795219200008 implements MigrationInterface {
  readonly name = 'MpesaStandingOrders1795219200008';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, STANDING_ORDER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTable(runner, STANDING_ORDER.name);
  }
}
