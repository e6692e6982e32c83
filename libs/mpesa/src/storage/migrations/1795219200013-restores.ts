import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, dropTable, type TableDdl } from './create-table.js';

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

export class Restores1795219200013 implements MigrationInterface {
  readonly name = 'MpesaRestores1795219200013';

  up(runner: QueryRunner): Promise<void> {
    return createTable(runner, RESTORE);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropTable(runner, RESTORE.name);
  }
}
