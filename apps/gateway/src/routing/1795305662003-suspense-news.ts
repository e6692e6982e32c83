import type { MigrationInterface, QueryRunner } from 'typeorm';
import { growTable, shrinkTable } from 'typeorm-durable';

const GROWTH = { name: 'gateway_suspense', columns: ['news integer NOT NULL DEFAULT 1'] };

/** News of money in suspense is counted, so that who gives it away knows whether there was any since it was looked at. */
export class SuspenseNews1795305662003 implements MigrationInterface {
  readonly name = 'SuspenseNews1795305662003';

  async up(runner: QueryRunner): Promise<void> {
    await growTable(runner, GROWTH);
  }

  async down(runner: QueryRunner): Promise<void> {
    await shrinkTable(runner, GROWTH);
  }
}
