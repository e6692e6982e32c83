import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, dropTable, type TableDdl } from 'typeorm-durable';

const INQUIRY: TableDdl = {
  name: 'mpesa_inquiry',
  columns: [
    'id varchar(36) NOT NULL',
    'kind varchar(16) NOT NULL',
    'account varchar(64) NOT NULL',
    'shortcode varchar(16) NOT NULL',
    'initiator varchar(64) NOT NULL',
    'payment_id varchar(36) NULL',
    'status varchar(16) NOT NULL',
    'answer text NULL',
    'result_code varchar(255) NULL',
    'result_text text NULL',
    'asked_at bigint NOT NULL',
    'settled_at bigint NULL',
    'kept_since bigint NULL',
  ],
  primaryKey: ['id'],
  indexes: { ix_mpesa_inquiry_kept: ['kept_since'] },
};

export class Inquiries1795219200009 implements MigrationInterface {
  readonly name = 'MpesaInquiries1795219200009';

  up(runner: QueryRunner): Promise<void> {
    return createTable(runner, INQUIRY);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropTable(runner, INQUIRY.name);
  }
}
