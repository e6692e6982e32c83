import type { MigrationInterface, QueryRunner } from 'typeorm';
import { growTable, shrinkTable, type TableGrowth } from 'typeorm-durable';

/** What payments to others, and reversals, know beyond a payment from a customer. */
const PAYMENT: TableGrowth = {
  name: 'mpesa_payment',
  columns: [
    'party varchar(16) NULL',
    'initiator varchar(64) NULL',
    'instruction text NULL',
    'original_payment_id varchar(36) NULL',
    'recipient_registered boolean NULL',
    'balances text NULL',
  ],
  indexes: { ix_mpesa_payment_original: ['original_payment_id'] },
};

export class MoneyOut1795219200005 implements MigrationInterface {
  readonly name = 'MpesaMoneyOut1795219200005';

  up(runner: QueryRunner): Promise<void> {
    return growTable(runner, PAYMENT);
  }

  down(runner: QueryRunner): Promise<void> {
    return shrinkTable(runner, PAYMENT);
  }
}
