import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, type TableDdl } from 'typeorm-durable';

const TABLES: readonly TableDdl[] = [
  {
    name: 'gateway_payment_owner',
    columns: [
      'payment_id varchar(36) NOT NULL',
      'client_id varchar(36) NOT NULL',
      'how varchar(16) NOT NULL',
      'prefix varchar(20)',
    ],
    primaryKey: ['payment_id'],
    // Payment ids are UUIDs of version 7: their order is the order of their making.
    indexes: { gateway_payment_owner_client: ['client_id', 'payment_id'] },
  },
  {
    name: 'gateway_endpoint_profile',
    columns: [
      'endpoint_id varchar(36) NOT NULL',
      'client_id varchar(36) NOT NULL',
      'purpose varchar(16) NOT NULL',
      'format varchar(16) NOT NULL',
      'prefix varchar(20)',
    ],
    primaryKey: ['endpoint_id'],
    indexes: { gateway_endpoint_profile_client: ['client_id'] },
  },
  {
    name: 'gateway_idempotency',
    columns: [
      'client_id varchar(36) NOT NULL',
      'key_hash varchar(43) NOT NULL',
      'request_hash varchar(43) NOT NULL',
      'answer text',
      'lease_until bigint NOT NULL',
      'created_at bigint NOT NULL',
    ],
    primaryKey: ['client_id', 'key_hash'],
    indexes: { gateway_idempotency_created: ['created_at'] },
  },
];

export class CreatePayments1795305600001 implements MigrationInterface {
  readonly name = 'CreatePayments1795305600001';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await createTable(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of TABLES) await runner.query(`DROP TABLE ${name}`);
  }
}
