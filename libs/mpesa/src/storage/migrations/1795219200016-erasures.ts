import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, dropTable, growTable, shrinkTable, type TableDdl } from 'typeorm-durable';

const ERASURE: TableDdl = {
  name: 'mpesa_erasure',
  columns: [
    'id varchar(36) NOT NULL',
    'phone_digest varchar(64) NOT NULL',
    'erased_at bigint NOT NULL',
    'erased_by text NOT NULL',
    'reason text NOT NULL',
    'counts text NOT NULL',
  ],
  primaryKey: ['id'],
  indexes: { ix_mpesa_erasure_at: ['erased_at'] },
};

/** A person is found by the hash that C2B tells of them. */
const PAYMENT = {
  name: 'mpesa_payment',
  columns: [],
  indexes: { ix_mpesa_payment_phone_hash: ['phone_hash'] },
};

/** What was erased before left numbers in ids, in payloads and in plain digests: retention passes by all of it once more. */
const ONCE_MORE = [
  'UPDATE mpesa_payment SET erased_at = NULL WHERE erased_at IS NOT NULL',
  'UPDATE mpesa_standing_order SET erased_at = NULL WHERE erased_at IS NOT NULL',
  'UPDATE mpesa_callback SET kept_since = received_at WHERE kept_since IS NULL',
  'UPDATE mpesa_inquiry SET kept_since = asked_at WHERE kept_since IS NULL',
];

/** The record of what was erased because somebody asked for it. */
export class Erasures1795219200016 implements MigrationInterface {
  readonly name = 'MpesaErasures1795219200016';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, ERASURE);
    await growTable(runner, PAYMENT);
    for (const statement of ONCE_MORE) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await shrinkTable(runner, PAYMENT);
    await dropTable(runner, ERASURE.name);
  }
}
