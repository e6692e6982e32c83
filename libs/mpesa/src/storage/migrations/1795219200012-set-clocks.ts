import type { MigrationInterface, QueryRunner } from 'typeorm';
import { growTable, shrinkTable, type TableGrowth } from 'typeorm-durable';

/** When a wait was set, so that one which a wrong clock has set can be told from a long one. */
const TABLES: readonly TableGrowth[] = [
  { name: 'mpesa_payment', columns: ['check_set_at bigint NULL'], indexes: {} },
  { name: 'mpesa_query_limit', columns: ['set_at bigint NULL'], indexes: {} },
];

export class SetClocks1795219200012 implements MigrationInterface {
  readonly name = 'MpesaSetClocks1795219200012';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await growTable(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await shrinkTable(runner, table);
  }
}
