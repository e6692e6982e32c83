import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, dropTable, type TableDdl } from 'typeorm-durable';

const GAP_FILL: TableDdl = {
  name: 'mpesa_gap_fill',
  columns: [
    'shortcode varchar(16) NOT NULL',
    'account varchar(64) NULL',
    'registered_at bigint NULL',
    'filled_until bigint NULL',
    'owner varchar(64) NULL',
    'lease_until bigint NOT NULL',
  ],
  primaryKey: ['shortcode'],
};

export class GapFill1795219200006 implements MigrationInterface {
  readonly name = 'MpesaGapFill1795219200006';

  up(runner: QueryRunner): Promise<void> {
    return createTable(runner, GAP_FILL);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropTable(runner, GAP_FILL.name);
  }
}
