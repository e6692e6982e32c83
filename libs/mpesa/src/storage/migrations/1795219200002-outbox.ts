import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, dropTable, type TableDdl } from 'typeorm-durable';

const EVENT: TableDdl = {
  name: 'mpesa_event',
  columns: [
    'id varchar(36) NOT NULL',
    'payment_id varchar(36) NULL',
    'seq integer NOT NULL',
    'name varchar(64) NOT NULL',
    'payload text NOT NULL',
    'created_at bigint NOT NULL',
  ],
  primaryKey: ['id'],
  unique: { uq_mpesa_event_seq: ['payment_id', 'seq', 'name'] },
};

const DELIVERY: TableDdl = {
  name: 'mpesa_delivery',
  columns: [
    'event_id varchar(36) NOT NULL',
    'handler varchar(191) NOT NULL',
    'payment_id varchar(36) NULL',
    'seq integer NOT NULL',
    'status varchar(8) NOT NULL',
    'attempts integer NOT NULL',
    'next_at bigint NULL',
    'owner varchar(64) NULL',
    'last_error text NULL',
    'finished_at bigint NULL',
  ],
  primaryKey: ['event_id', 'handler'],
  indexes: {
    ix_mpesa_delivery_next: ['handler', 'next_at'],
    ix_mpesa_delivery_order: ['payment_id', 'handler', 'seq'],
    ix_mpesa_delivery_finished: ['status', 'finished_at'],
  },
};

const SUBSCRIPTION: TableDdl = {
  name: 'mpesa_subscription',
  columns: ['handler varchar(191) NOT NULL', 'event varchar(64) NOT NULL', 'since bigint NOT NULL'],
  primaryKey: ['handler', 'event'],
  indexes: { ix_mpesa_subscription_event: ['event'] },
};

export class Outbox1795219200002 implements MigrationInterface {
  readonly name = 'MpesaOutbox1795219200002';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [EVENT, DELIVERY, SUBSCRIPTION]) await createTable(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [SUBSCRIPTION, DELIVERY, EVENT]) await dropTable(runner, table.name);
  }
}
