import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, dropTable, type TableDdl } from 'typeorm-durable';

const EXPORT: TableDdl = {
  name: 'mpesa_export',
  columns: [
    'id varchar(36) NOT NULL',
    'phone_digest varchar(64) NOT NULL',
    'exported_at bigint NOT NULL',
    'exported_by text NOT NULL',
    'reason text NOT NULL',
    'counts text NOT NULL',
  ],
  primaryKey: ['id'],
  indexes: { ix_mpesa_export_at: ['exported_at'] },
};

/** The record of who was shown what is stored of a person. */
export class Exports1795219200021 implements MigrationInterface {
  readonly name = 'MpesaExports1795219200021';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, EXPORT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTable(runner, EXPORT.name);
  }
}
