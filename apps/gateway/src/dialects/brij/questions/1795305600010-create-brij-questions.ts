import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, type TableDdl } from 'typeorm-durable';

const TABLE: TableDdl = {
  name: 'gateway_brij_question',
  columns: [
    'id varchar(36) NOT NULL',
    'client_id varchar(36) NOT NULL',
    'account_number varchar(64) NOT NULL',
    'receipt varchar(20) NOT NULL',
    'result_url varchar(2000) NOT NULL',
    'asked_at bigint NOT NULL',
    'attempts integer NOT NULL',
    'due_at bigint NOT NULL',
  ],
  primaryKey: ['id'],
  indexes: { gateway_brij_question_due: ['due_at'], gateway_brij_question_client: ['client_id'] },
};

export class CreateBrijQuestions1795305600010 implements MigrationInterface {
  readonly name = 'CreateBrijQuestions1795305600010';

  up(runner: QueryRunner): Promise<void> {
    return createTable(runner, TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${TABLE.name}`);
  }
}
