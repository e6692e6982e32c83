import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, dropTable, type TableDdl } from 'typeorm-durable';

const BILLER: TableDdl = {
  name: 'mpesa_biller',
  columns: [
    'shortcode varchar(16) NOT NULL',
    'account varchar(64) NOT NULL',
    'sealed_app_key text NULL',
    'email text NOT NULL',
    'callback_url text NOT NULL',
    'opted_in_at bigint NOT NULL',
    'updated_at bigint NOT NULL',
  ],
  primaryKey: ['shortcode'],
};

const BILL_RECEIPT: TableDdl = {
  name: 'mpesa_bill_receipt',
  columns: [
    'payment_id varchar(36) NOT NULL',
    'invoice_id varchar(191) NOT NULL',
    'sent_at bigint NOT NULL',
    'acknowledged_at bigint NULL',
  ],
  primaryKey: ['payment_id', 'invoice_id'],
};

export class BillManager1795219200007 implements MigrationInterface {
  readonly name = 'MpesaBillManager1795219200007';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [BILLER, BILL_RECEIPT]) await createTable(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [BILL_RECEIPT, BILLER]) await dropTable(runner, table.name);
  }
}
