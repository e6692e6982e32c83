import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const TABLE = 'shop_unassigned';
const REFERENCE = { name: 'reference', type: 'varchar', length: '40', isNullable: true };

/** What a payer typed as the account number, such as their phone number, is kept by the payment alone. */
export class References1795219200002 implements MigrationInterface {
  readonly name = 'References1795219200002';

  async up(runner: QueryRunner): Promise<void> {
    if (!(await runner.hasColumn(TABLE, REFERENCE.name))) return;
    await runner.query(`ALTER TABLE ${TABLE} DROP COLUMN ${REFERENCE.name}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.addColumn(TABLE, new TableColumn(REFERENCE));
  }
}
