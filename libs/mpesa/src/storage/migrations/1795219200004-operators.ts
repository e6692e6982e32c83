import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, dropTable, type TableDdl } from 'typeorm-durable';

const OPERATOR: TableDdl = {
  name: 'mpesa_operator',
  columns: [
    'account varchar(64) NOT NULL',
    'initiator varchar(64) NOT NULL',
    'result_code varchar(64) NULL',
    'result_text text NULL',
    'locked_at bigint NULL',
    'unlocked_at bigint NOT NULL',
  ],
  primaryKey: ['account', 'initiator'],
};

export class Operators1795219200004 implements MigrationInterface {
  readonly name = 'MpesaOperators1795219200004';

  up(runner: QueryRunner): Promise<void> {
    return createTable(runner, OPERATOR);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropTable(runner, OPERATOR.name);
  }
}
