import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from 'typeorm-durable';

/** A prefix may count from a later moment on, and who had it when is kept. */
export class PrefixChanges1795305661000 implements MigrationInterface {
  readonly name = 'PrefixChanges1795305661000';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'gateway_prefix_change',
      columns: [
        'prefix varchar(20) NOT NULL',
        'client_id varchar(36) NOT NULL',
        'what varchar(12) NOT NULL',
        'made_by varchar(8) NOT NULL',
        'at bigint NOT NULL',
        'held_ms bigint',
      ],
      primaryKey: { counted: 'seq' },
      indexes: { gateway_prefix_change_prefix: ['prefix'] },
    });
    // MySQL commits each statement at once: a migration that was cut off is run again.
    if (await runner.hasColumn('gateway_prefix', 'effective_at')) return;
    await runner.query('ALTER TABLE gateway_prefix ADD COLUMN effective_at bigint NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gateway_prefix DROP COLUMN effective_at');
    await runner.query('DROP TABLE gateway_prefix_change');
  }
}
