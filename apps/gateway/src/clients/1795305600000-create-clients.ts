import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from 'typeorm-durable';

export class CreateClients1795305600000 implements MigrationInterface {
  readonly name = 'CreateClients1795305600000';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'gateway_client',
      columns: [
        'id varchar(36) NOT NULL',
        'name varchar(80) NOT NULL',
        'secret_hash varchar(64) NOT NULL',
        'scopes varchar(255) NOT NULL',
        'account varchar(64) NOT NULL',
        'token_version integer NOT NULL',
        'created_at bigint NOT NULL',
        'revoked_at bigint',
      ],
      primaryKey: ['id'],
      indexes: { gateway_client_created: ['created_at', 'id'] },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gateway_client');
  }
}
