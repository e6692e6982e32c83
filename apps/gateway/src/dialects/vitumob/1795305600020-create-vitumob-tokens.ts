import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, type TableDdl } from 'typeorm-durable';

const TABLE: TableDdl = {
  name: 'gateway_vitumob_token',
  columns: ['client_id varchar(36) NOT NULL', 'sealed text NOT NULL', 'updated_at bigint NOT NULL'],
  primaryKey: ['client_id'],
};

export class CreateVitumobTokens1795305600020 implements MigrationInterface {
  readonly name = 'CreateVitumobTokens1795305600020';

  up(runner: QueryRunner): Promise<void> {
    return createTable(runner, TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${TABLE.name}`);
  }
}
