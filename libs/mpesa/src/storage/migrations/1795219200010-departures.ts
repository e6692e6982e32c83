import type { MigrationInterface, QueryRunner } from 'typeorm';
import { growTable, shrinkTable, type TableGrowth } from 'typeorm-durable';

/** A dispatcher's claim on an unsent payment ends. */
const PAYMENT: TableGrowth = {
  name: 'mpesa_payment',
  columns: ['send_until bigint NULL'],
  indexes: {},
};

const DAY_MS = 86_400_000;

export class Departures1795219200010 implements MigrationInterface {
  readonly name = 'MpesaDepartures1795219200010';

  async up(runner: QueryRunner): Promise<void> {
    await growTable(runner, PAYMENT);
    // From now on an unsent payment is given up at its next check; what waits for a dispatcher has not come to that.
    await runner.query(
      `UPDATE mpesa_payment SET next_check_at = created_at + ${DAY_MS} WHERE status = 'created' AND sending_at IS NULL`,
    );
  }

  down(runner: QueryRunner): Promise<void> {
    return shrinkTable(runner, PAYMENT);
  }
}
