import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, type TableDdl } from 'typeorm-durable';

const TABLES: readonly TableDdl[] = [
  {
    name: 'gateway_prefix',
    columns: ['prefix varchar(20) NOT NULL', 'client_id varchar(36) NOT NULL', 'created_at bigint NOT NULL'],
    primaryKey: ['prefix'],
    indexes: { gateway_prefix_client: ['client_id'] },
  },
  {
    name: 'gateway_shortcode',
    columns: [
      'shortcode varchar(10) NOT NULL',
      'client_id varchar(36) NOT NULL',
      'created_at bigint NOT NULL',
    ],
    primaryKey: ['shortcode'],
    indexes: { gateway_shortcode_client: ['client_id'] },
  },
  {
    // One row for each decision that only one may make at a time.
    name: 'gateway_lock',
    columns: ['name varchar(16) NOT NULL', 'taken bigint NOT NULL'],
    primaryKey: ['name'],
  },
  {
    name: 'gateway_suspense',
    columns: [
      'payment_id varchar(36) NOT NULL',
      'reason varchar(32) NOT NULL',
      'shortcode varchar(10) NOT NULL',
      'reference varchar(64)',
      'amount_cents bigint NOT NULL',
      'receipt varchar(20)',
      'since bigint NOT NULL',
      'state varchar(12) NOT NULL',
      'client_id varchar(36)',
      'settled_by varchar(80)',
      'settled_at bigint',
    ],
    primaryKey: ['payment_id'],
    indexes: { gateway_suspense_state: ['state', 'payment_id'] },
  },
];

export class CreateRouting1795305600002 implements MigrationInterface {
  readonly name = 'CreateRouting1795305600002';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await createTable(runner, table);
    // MySQL may have committed it already, when the migration was cut off right after.
    await runner.query("DELETE FROM gateway_lock WHERE name = 'prefixes'");
    await runner.query("INSERT INTO gateway_lock (name, taken) VALUES ('prefixes', 0)");
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of TABLES) await runner.query(`DROP TABLE ${name}`);
  }
}
