import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, dropTable, type TableDdl } from 'typeorm-durable';

const ACCESS_TOKEN: TableDdl = {
  name: 'mpesa_access_token',
  columns: [
    'app varchar(128) NOT NULL',
    'sealed_token text NULL',
    'expires_at bigint NOT NULL',
    'generation integer NOT NULL',
    'owner varchar(64) NULL',
    'lease_until bigint NOT NULL',
  ],
  primaryKey: ['app'],
  indexes: { ix_mpesa_access_token_expires: ['expires_at'] },
};

const QUERY_LIMIT: TableDdl = {
  name: 'mpesa_query_limit',
  columns: ['name varchar(191) NOT NULL', 'next_at bigint NOT NULL'],
  primaryKey: ['name'],
};

const C2B_REGISTRATION: TableDdl = {
  name: 'mpesa_c2b_registration',
  columns: [
    'shortcode varchar(16) NOT NULL',
    'account varchar(64) NOT NULL',
    'version varchar(8) NOT NULL',
    'response_type varchar(16) NOT NULL',
    'confirmation_url text NOT NULL',
    'validation_url text NOT NULL',
    'registered_at bigint NOT NULL',
    'outcome varchar(32) NOT NULL',
    'answer_code varchar(64) NULL',
    'answer_text text NULL',
  ],
  primaryKey: ['shortcode'],
};

export class Daraja1795219200003 implements MigrationInterface {
  readonly name = 'MpesaDaraja1795219200003';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [ACCESS_TOKEN, QUERY_LIMIT, C2B_REGISTRATION]) await createTable(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [C2B_REGISTRATION, QUERY_LIMIT, ACCESS_TOKEN]) await dropTable(runner, table.name);
  }
}
