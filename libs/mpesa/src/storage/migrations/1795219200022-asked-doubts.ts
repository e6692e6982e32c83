import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type Clock, systemClock } from '../../values/clock.js';

/**
 * Money that M-Pesa was to be asked about, and that may be a push's, was stored as such and asked about by nobody. It is asked now, and
 * whose it is shows once M-Pesa says that it is there. It was told long ago: told now, it has as long to be asked about as any other, so
 * that what waits for its turn is not given up unasked.
 */
export class AskedDoubts1795219200022 implements MigrationInterface {
  readonly name = 'MpesaAskedDoubts1795219200022';

  constructor(private readonly clock: Clock = systemClock()) {}

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "UPDATE mpesa_payment SET review_reason = 'horizon', next_check_at = updated_at, " +
        `claim = JSON_SET(claim, '$.at', ${this.clock.now()}) WHERE kind = 'c2b' AND status = 'review' ` +
        "AND claim IS NOT NULL AND review_reason LIKE 'owner-in-doubt%'",
    );
  }

  /** Of which pushes it was said to be is in no other place. */
  down(): Promise<void> {
    return Promise.resolve();
  }
}
