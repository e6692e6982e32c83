import { type Database, type Row, type Session, textOrNull, toSafeInteger } from 'typeorm-durable';
import type { DisabledReason, Endpoint } from '../endpoint.js';
import { addQueue } from './queue-row.js';
import { isRevoked } from './revoked.js';

const COLUMNS = 'id, client_id, url, status, disabled_reason, created_at, updated_at';

/** Endpoints, always scoped by the client. */
export class EndpointStore {
  constructor(private readonly database: Database) {}

  async add(session: Session, endpoint: Endpoint): Promise<void> {
    await addQueue(session, this.database.dialect, { queue: endpoint.id, endpointId: endpoint.id });
    await session.run(`INSERT INTO gateway_endpoint (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`, [
      endpoint.id,
      endpoint.clientId,
      endpoint.url,
      endpoint.status,
      endpoint.disabledReason,
      endpoint.createdAt,
      endpoint.updatedAt,
    ]);
  }

  async get(clientId: string, id: string): Promise<Endpoint | null> {
    const [row] = await this.#rows('client_id = ? AND id = ?', [clientId, id]);
    return row === undefined ? null : toEndpoint(row);
  }

  async list(clientId: string): Promise<Endpoint[]> {
    const rows = await this.#rows('client_id = ? ORDER BY created_at, id', [clientId]);
    return rows.map(toEndpoint);
  }

  async setUrl(session: Session, id: string, change: { url: string; now: number }): Promise<void> {
    const { url, now } = change;
    await session.run('UPDATE gateway_endpoint SET url = ?, updated_at = ? WHERE id = ?', [url, now, id]);
  }

  /** Stops the queue of an endpoint; what is due is kept. */
  disable(endpointId: string, change: { reason: DisabledReason; now: number }): Promise<void> {
    return this.database.write('disable an endpoint', (session) =>
      disableEndpoint(session, endpointId, change),
    );
  }

  /** Lets the queue go on, with one message first. */
  enable(endpointId: string, now: number): Promise<void> {
    return this.database.write('enable an endpoint', async (session) => {
      const sql = 'SELECT client_id FROM gateway_endpoint WHERE id = ?';
      const [endpoint] = await session.rows(sql, [endpointId]);
      // The call that enables it may have begun before its client was revoked.
      if (await isRevoked(session, String(endpoint?.client_id), this.database.dialect)) return;
      const reopened =
        'failures = 0, failing_since = NULL, failed_at = NULL, paused_until = ?, stopped_at = NULL';
      await session.run(`UPDATE gateway_queue SET ${reopened} WHERE queue = ? AND stopped_at IS NOT NULL`, [
        now,
        endpointId,
      ]);
      const active = "status = 'active', disabled_reason = NULL, updated_at = ?";
      await session.run(`UPDATE gateway_endpoint SET ${active} WHERE id = ? AND status <> 'active'`, [
        now,
        endpointId,
      ]);
    });
  }

  #rows(where: string, params: readonly unknown[]): Promise<Row[]> {
    return this.database.read('read endpoints', (session) =>
      session.rows(`SELECT ${COLUMNS} FROM gateway_endpoint WHERE ${where}`, params),
    );
  }
}

/** Inside a transaction: the queue's row first, as everybody locks them. */
export async function disableEndpoint(
  session: Session,
  endpointId: string,
  { reason, now }: { reason: DisabledReason; now: number },
): Promise<void> {
  await session.run('UPDATE gateway_queue SET stopped_at = ? WHERE queue = ? AND stopped_at IS NULL', [
    now,
    endpointId,
  ]);
  const disabled = "status = 'disabled', disabled_reason = ?, updated_at = ?";
  await session.run(`UPDATE gateway_endpoint SET ${disabled} WHERE id = ? AND status = 'active'`, [
    reason,
    now,
    endpointId,
  ]);
}

function toEndpoint(row: Row): Endpoint {
  return {
    id: String(row.id),
    clientId: String(row.client_id),
    url: String(row.url),
    status: row.status as Endpoint['status'],
    disabledReason: textOrNull(row.disabled_reason) as DisabledReason | null,
    createdAt: toSafeInteger(row.created_at),
    updatedAt: toSafeInteger(row.updated_at),
  };
}
