import type { Session } from 'typeorm-durable';
import { disableEndpoint } from './endpoint-store.js';

const GIVEN_UP =
  "status = 'failed', queue = NULL, next_at = NULL, owner = NULL, finished_at = ?, last_error = ?";

/** Nothing more is sent to a client: what waits is given up, and its endpoints are disabled. In the transaction that revokes it. */
export async function silenceClient(session: Session, clientId: string, now: number): Promise<void> {
  const endpoints = await session.rows('SELECT id FROM gateway_endpoint WHERE client_id = ?', [clientId]);
  for (const { id } of endpoints) await disableEndpoint(session, String(id), { reason: 'revoked', now });
  await session.run(`UPDATE gateway_delivery SET ${GIVEN_UP} WHERE client_id = ? AND status = 'pending'`, [
    now,
    'the client was revoked',
    clientId,
  ]);
}
