import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'gateway_suspense';

/** News of money in suspense is counted, so that who gives it away knows whether there was any since it was looked at. */
export class SuspenseNews1795305662003 implements MigrationInterface {
  readonly name = 'SuspenseNews1795305662003';

  async up(runner: QueryRunner): Promise<void> {
    // MySQL commits each statement at once: a migration that was cut off is run again.
    if (await runner.hasColumn(TABLE, 'news')) return;
    await runner.query(`ALTER TABLE ${TABLE} ADD COLUMN news integer NOT NULL DEFAULT 1`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ${TABLE} DROP COLUMN news`);
  }
}
