import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'gateway_delivery';
const INDEX = 'ix_gateway_delivery_erase';

/** A message that waits is kept when its person is erased, and remembered as one to go as soon as its client has been told. */
export class EraseWhenTold1795305662001 implements MigrationInterface {
  readonly name = 'EraseWhenTold1795305662001';

  async up(runner: QueryRunner): Promise<void> {
    // MySQL commits each statement at once: a migration that was cut off is run again.
    if (!(await runner.hasColumn(TABLE, 'erase_asked_at'))) {
      await runner.query(`ALTER TABLE ${TABLE} ADD COLUMN erase_asked_at bigint`);
    }
    const there = (await runner.getTable(TABLE))?.indices.map(({ name }) => name) ?? [];
    if (!there.includes(INDEX)) await runner.query(`CREATE INDEX ${INDEX} ON ${TABLE} (erase_asked_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const isSqlite = runner.dataSource.options.type === 'better-sqlite3';
    await runner.query(`DROP INDEX ${INDEX}${isSqlite ? '' : ` ON ${TABLE}`}`);
    await runner.query(`ALTER TABLE ${TABLE} DROP COLUMN erase_asked_at`);
  }
}
