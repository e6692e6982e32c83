import type { MigrationInterface, QueryRunner } from 'typeorm';
import { growTable, shrinkTable } from 'typeorm-durable';

/** Payments that wait for Daraja to confirm what a callback claimed: they say so, and are asked about in turn with the others. */
const TABLE = {
  name: 'mpesa_payment',
  columns: ['awaiting varchar(16) NULL'],
  indexes: { ix_mpesa_payment_awaiting: ['awaiting', 'next_check_at'] },
};

export class AwaitedConfirmations1795219200015 implements MigrationInterface {
  readonly name = 'MpesaAwaitedConfirmations1795219200015';

  async up(runner: QueryRunner): Promise<void> {
    await growTable(runner, TABLE);
    await runner.query("UPDATE mpesa_payment SET awaiting = 'confirmation' WHERE claim IS NOT NULL");
  }

  async down(runner: QueryRunner): Promise<void> {
    await shrinkTable(runner, TABLE);
  }
}
