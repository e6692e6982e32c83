import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Money that M-Pesa was to be asked about, and that may be a push's, was stored as such and asked about by nobody. It is asked now, and
 * whose it is shows once M-Pesa says that it is there.
 */
export class AskedDoubts1795219200022 implements MigrationInterface {
  readonly name = 'MpesaAskedDoubts1795219200022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "UPDATE mpesa_payment SET review_reason = 'horizon', next_check_at = updated_at WHERE kind = 'c2b' AND status = 'review' " +
        "AND claim IS NOT NULL AND review_reason LIKE 'owner-in-doubt%'",
    );
  }

  /** Of which pushes it was said to be is in no other place. */
  down(): Promise<void> {
    return Promise.resolve();
  }
}
