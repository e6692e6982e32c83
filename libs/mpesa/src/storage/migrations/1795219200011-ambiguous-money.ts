import type { MigrationInterface, QueryRunner } from 'typeorm';
import { growTable, shrinkTable, type TableGrowth } from 'typeorm-durable';

/** Money that fits several payments, and the way to money by hand near a push. */
const PAYMENT: TableGrowth = {
  name: 'mpesa_payment',
  columns: ['ambiguous boolean NOT NULL DEFAULT 0'],
  indexes: { ix_mpesa_payment_money: ['amount_cents', 'completed_at'] },
};

export class AmbiguousMoney1795219200011 implements MigrationInterface {
  readonly name = 'MpesaAmbiguousMoney1795219200011';

  up(runner: QueryRunner): Promise<void> {
    return growTable(runner, PAYMENT);
  }

  down(runner: QueryRunner): Promise<void> {
    return shrinkTable(runner, PAYMENT);
  }
}
