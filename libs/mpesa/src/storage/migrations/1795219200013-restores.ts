import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createTable,
  dropTable,
  growTable,
  shrinkTable,
  type TableDdl,
  type TableGrowth,
} from 'typeorm-durable';

const RESTORE: TableDdl = {
  name: 'mpesa_restore',
  columns: [
    'backup_at bigint NOT NULL',
    'restored_at bigint NOT NULL',
    'closed_at bigint NULL',
    'closed_by text NULL',
    'closed_reason text NULL',
  ],
  primaryKey: ['backup_at'],
};

const PAYMENT: TableGrowth = {
  name: 'mpesa_payment',
  columns: ['reversal_unknown_cents bigint NOT NULL DEFAULT 0'],
  indexes: {},
};

const UNDER_WAY =
  'SELECT original_payment_id, SUM(amount_cents) AS cents FROM mpesa_payment ' +
  "WHERE original_payment_id IS NOT NULL AND status NOT IN ('succeeded', 'failed', 'reversed') " +
  'GROUP BY original_payment_id';
/** The inner query is grouped, so that MySQL reads it before it writes the same table. */
const COUNT_WHAT_IS_UNDER_WAY =
  `UPDATE mpesa_payment SET reversal_unknown_cents = (SELECT cents FROM (${UNDER_WAY}) AS under_way ` +
  'WHERE under_way.original_payment_id = mpesa_payment.id) ' +
  `WHERE id IN (SELECT original_payment_id FROM (${UNDER_WAY}) AS known)`;

/** What the books know of their own gaps: restores from a backup, and reversals of which nobody has told. */
export class Restores1795219200013 implements MigrationInterface {
  readonly name = 'MpesaRestores1795219200013';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, RESTORE);
    await growTable(runner, PAYMENT);
    await runner.query(COUNT_WHAT_IS_UNDER_WAY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await shrinkTable(runner, PAYMENT);
    await dropTable(runner, RESTORE.name);
  }
}
