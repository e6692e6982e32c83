import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, type TableDdl } from 'typeorm-durable';

const ENDPOINT: TableDdl = {
  name: 'gateway_endpoint',
  columns: [
    'id varchar(36) NOT NULL',
    'client_id varchar(36) NOT NULL',
    'url text NOT NULL',
    'status varchar(8) NOT NULL',
    'disabled_reason varchar(8) NULL',
    'created_at bigint NOT NULL',
    'updated_at bigint NOT NULL',
  ],
  primaryKey: ['id'],
  indexes: { ix_gateway_endpoint_client: ['client_id', 'created_at'] },
};

const SIGNING_SECRET: TableDdl = {
  name: 'gateway_signing_secret',
  columns: [
    'holder varchar(64) NOT NULL',
    'sealed text NOT NULL',
    'previous text NULL',
    'previous_until bigint NULL',
  ],
  primaryKey: ['holder'],
};

const QUEUE: TableDdl = {
  name: 'gateway_queue',
  columns: [
    'queue varchar(64) NOT NULL',
    'endpoint_id varchar(36) NULL',
    'lock_no integer NOT NULL',
    'failures integer NOT NULL',
    'failing_since bigint NULL',
    'failed_at bigint NULL',
    'paused_until bigint NULL',
    'stopped_at bigint NULL',
  ],
  primaryKey: ['queue'],
};

const DELIVERY: TableDdl = {
  name: 'gateway_delivery',
  columns: [
    'id varchar(100) NOT NULL',
    'client_id varchar(36) NOT NULL',
    'endpoint_id varchar(36) NULL',
    'url text NULL',
    'destination varchar(64) NOT NULL',
    'queue varchar(64) NULL',
    'stream varchar(100) NOT NULL',
    'type varchar(64) NOT NULL',
    'body text NOT NULL',
    'status varchar(9) NOT NULL',
    'attempts integer NOT NULL',
    'round_from integer NOT NULL',
    'next_at bigint NULL',
    'owner varchar(36) NULL',
    'last_status integer NULL',
    'last_error varchar(255) NULL',
    'created_at bigint NOT NULL',
    'finished_at bigint NULL',
  ],
  primaryKey: { counted: 'seq' },
  unique: { uq_gateway_delivery_id: ['id'] },
  indexes: {
    ix_gateway_delivery_next: ['queue', 'next_at'],
    ix_gateway_delivery_order: ['queue', 'stream', 'seq'],
    ix_gateway_delivery_client: ['client_id', 'seq'],
    ix_gateway_delivery_finished: ['finished_at'],
  },
};

const ATTEMPT: TableDdl = {
  name: 'gateway_delivery_attempt',
  columns: [
    'delivery_seq integer NOT NULL',
    'attempt integer NOT NULL',
    'begun_at bigint NOT NULL',
    'duration_ms integer NOT NULL',
    'status integer NULL',
    'error varchar(255) NULL',
    'response text NULL',
  ],
  primaryKey: ['delivery_seq', 'attempt'],
};

const TABLES = [ENDPOINT, SIGNING_SECRET, QUEUE, DELIVERY, ATTEMPT];

export class Deliveries1795305660000 implements MigrationInterface {
  readonly name = 'GatewayDeliveries1795305660000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await createTable(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of TABLES.toReversed()) await runner.query(`DROP TABLE ${name}`);
  }
}
