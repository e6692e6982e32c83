import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, growTable, shrinkTable } from 'typeorm-durable';

const GROWTH = { name: 'gateway_prefix', columns: ['effective_at bigint NOT NULL DEFAULT 0'] };

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
    await growTable(runner, GROWTH);
  }

  async down(runner: QueryRunner): Promise<void> {
    await shrinkTable(runner, GROWTH);
    await runner.query('DROP TABLE gateway_prefix_change');
  }
}
