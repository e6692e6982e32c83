import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every table that keeps callback URLs of ours, with the columns that have them. */
const KEPT_URLS = {
  mpesa_c2b_registration: ['confirmation_url', 'validation_url'],
  mpesa_biller: ['callback_url'],
} as const;

/** Takes the tokens of callback URLs out of the rows that had them in clear. What is kept from now on is sealed. */
export class RegistrationTokens1795219200014 implements MigrationInterface {
  readonly name = 'MpesaRegistrationTokens1795219200014';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(KEPT_URLS)) {
      for (const column of columns) await cutTokens(runner, table, column);
    }
  }

  /** What was cut out is in no other place. */
  down(): Promise<void> {
    return Promise.resolve();
  }
}

async function cutTokens(runner: QueryRunner, table: string, column: string): Promise<void> {
  const rows = (await runner.query(`SELECT shortcode, ${column} AS url FROM ${table}`)) as {
    readonly shortcode: string;
    readonly url: string;
  }[];
  for (const { shortcode, url } of rows) {
    const cut = url.replace(/\/[0-9a-f]{32}$/, '/…');
    await runner.query(`UPDATE ${table} SET ${column} = ? WHERE shortcode = ?`, [cut, shortcode]);
  }
}
