import type { MigrationInterface, QueryRunner } from 'typeorm';
import { growTable, shrinkTable, type TableGrowth } from 'typeorm-durable';

const GROWTH: TableGrowth = {
  name: 'gateway_delivery',
  columns: ['erase_asked_at bigint'],
  indexes: { ix_gateway_delivery_erase: ['erase_asked_at'] },
};

/** A message that waits is kept when its person is erased, and remembered as one to go as soon as its client has been told. */
export class EraseWhenTold1795305662001 implements MigrationInterface {
  readonly name = 'EraseWhenTold1795305662001';

  async up(runner: QueryRunner): Promise<void> {
    await growTable(runner, GROWTH);
  }

  async down(runner: QueryRunner): Promise<void> {
    await shrinkTable(runner, GROWTH);
  }
}
