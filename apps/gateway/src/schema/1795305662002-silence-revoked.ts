import type { MigrationInterface, QueryRunner } from 'typeorm';

const REVOKED = '(SELECT id FROM gateway_client WHERE revoked_at IS NOT NULL)';
const ENDPOINTS = `(SELECT id FROM gateway_endpoint WHERE client_id IN ${REVOKED})`;

/** Clients that were revoked before that ended their messages hear nothing from now on, either. */
export class SilenceRevoked1795305662002 implements MigrationInterface {
  readonly name = 'SilenceRevoked1795305662002';

  async up(runner: QueryRunner): Promise<void> {
    const now = String(Date.now());
    for (const statement of [
      `UPDATE gateway_queue SET stopped_at = ${now} WHERE stopped_at IS NULL AND endpoint_id IN ${ENDPOINTS}`,
      `UPDATE gateway_endpoint SET status = 'disabled', disabled_reason = 'revoked', updated_at = ${now} WHERE status = 'active' AND client_id IN ${REVOKED}`,
      `UPDATE gateway_delivery SET status = 'failed', queue = NULL, next_at = NULL, owner = NULL, finished_at = ${now}, last_error = 'the client was revoked' WHERE status = 'pending' AND client_id IN ${REVOKED}`,
    ]) {
      await runner.query(statement);
    }
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}
