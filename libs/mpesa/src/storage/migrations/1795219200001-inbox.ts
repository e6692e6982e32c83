import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, dropTable, type TableDdl } from 'typeorm-durable';

const CALLBACK: TableDdl = {
  name: 'mpesa_callback',
  columns: [
    'id varchar(43) NOT NULL',
    'kind varchar(32) NOT NULL',
    'payment_id varchar(36) NULL',
    'shortcode varchar(16) NULL',
    'body blob NULL',
    'raw_bytes boolean NOT NULL',
    'source_address varchar(64) NULL',
    'received_at bigint NOT NULL',
    'status varchar(16) NOT NULL',
    'reason text NULL',
    'copies integer NOT NULL',
    'attempts integer NOT NULL',
    'next_at bigint NULL',
    'owner varchar(64) NULL',
    'kept_since bigint NULL',
  ],
  primaryKey: ['id'],
  indexes: {
    ix_mpesa_callback_next: ['next_at'],
    ix_mpesa_callback_status: ['status', 'received_at'],
    ix_mpesa_callback_seen: ['shortcode', 'kind', 'received_at'],
    ix_mpesa_callback_kept: ['kept_since'],
  },
};

export class Inbox1795219200001 implements MigrationInterface {
  readonly name = 'MpesaInbox1795219200001';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, CALLBACK);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTable(runner, CALLBACK.name);
  }
}
