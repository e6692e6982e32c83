import type { MigrationInterface, QueryRunner } from 'typeorm';
import { growTable, loosen, shrinkTable, tighten } from 'typeorm-durable';

/** Who told a receipt, and when a person cleared a payout that a restore holds back. */
const PAYMENT = {
  name: 'mpesa_payment',
  columns: ['receipt_from varchar(16) NULL', 'cleared_at bigint NULL'],
  indexes: {},
};

/** Null until bytes of a standing order may leave. */
const DEPARTURE = { table: 'mpesa_standing_order', column: 'sending_at', type: 'bigint' };

export class WhatIsCertain1795219200019 implements MigrationInterface {
  readonly name = 'MpesaWhatIsCertain1795219200019';

  async up(runner: QueryRunner): Promise<void> {
    await growTable(runner, PAYMENT);
    await loosen(runner, DEPARTURE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await tighten(runner, DEPARTURE, 'created_at');
    await shrinkTable(runner, PAYMENT);
  }
}
