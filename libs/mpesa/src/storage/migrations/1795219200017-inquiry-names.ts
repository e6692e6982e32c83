import type { MigrationInterface, QueryRunner } from 'typeorm';
import { growTable, shrinkTable } from 'typeorm-durable';

/** What Daraja called a question: whoever answers it without knowing that is somebody else. */
const TABLE = {
  name: 'mpesa_inquiry',
  columns: ['conversation_id varchar(255) NULL', 'originator_conversation_id varchar(255) NULL'],
  indexes: {},
};

export class InquiryNames1795219200017 implements MigrationInterface {
  readonly name = 'MpesaInquiryNames1795219200017';

  async up(runner: QueryRunner): Promise<void> {
    await growTable(runner, TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await shrinkTable(runner, TABLE);
  }
}
