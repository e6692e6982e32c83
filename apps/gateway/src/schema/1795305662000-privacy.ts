import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from 'typeorm-durable';

/**
 * What may hold a person is kept for the days of retention and no longer: messages by their age, account numbers by their payment
 * alone. Who was exported or erased is written down.
 */
export class Privacy1795305662000 implements MigrationInterface {
  readonly name = 'Privacy1795305662000';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'gateway_person_request',
      columns: [
        'what varchar(8) NOT NULL',
        'person_hash varchar(43) NOT NULL',
        'made_by varchar(80) NOT NULL',
        'reason varchar(255)',
        'row_counts text NOT NULL',
        'at bigint NOT NULL',
      ],
      primaryKey: { counted: 'seq' },
      indexes: { gateway_person_request_at: ['at'] },
    });
    await swapIndex(runner, { drop: 'finished', create: 'created' });
    // MySQL commits each statement at once: a migration that was cut off is run again.
    if (!(await runner.hasColumn('gateway_suspense', 'reference'))) return;
    await runner.query('ALTER TABLE gateway_suspense DROP COLUMN reference');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gateway_suspense ADD COLUMN reference varchar(64)');
    await swapIndex(runner, { drop: 'created', create: 'finished' });
    await runner.query('DROP TABLE gateway_person_request');
  }
}

type When = 'created' | 'finished';

/** By when deliveries are found. */
async function swapIndex(
  runner: QueryRunner,
  { drop, create }: Readonly<Record<'drop' | 'create', When>>,
): Promise<void> {
  const table = 'gateway_delivery';
  const nameOf = (when: When): string => `ix_${table}_${when}`;
  const there = (await runner.getTable(table))?.indices.map(({ name }) => name) ?? [];
  if (!there.includes(nameOf(create))) {
    await runner.query(`CREATE INDEX ${nameOf(create)} ON ${table} (${create}_at)`);
  }
  if (!there.includes(nameOf(drop))) return;
  const isSqlite = runner.dataSource.options.type === 'better-sqlite3';
  await runner.query(`DROP INDEX ${nameOf(drop)}${isSqlite ? '' : ` ON ${table}`}`);
}
