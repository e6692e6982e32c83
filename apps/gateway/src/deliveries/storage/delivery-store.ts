import type { EntityManager } from 'typeorm';
import { type Database, type Row, type Session, toSafeInteger, unlessThere } from 'typeorm-durable';
import type { Delivery, DeliveryAttempt, DeliveryFilter, DeliveryPage } from '../delivery.js';
import { DELIVERY_COLUMNS, toAttempt, toDelivery } from './delivery-row.js';
import { addQueue } from './queue-row.js';
import { isRevoked } from './revoked.js';

/** A delivery as it is first stored. */
export interface NewDelivery {
  readonly id: string;
  readonly clientId: string;
  readonly endpointId: string | null;
  readonly url: string | null;
  readonly destination: string;
  readonly stream: string;
  readonly type: string;
  readonly body: string;
  readonly now: number;
}

/** `taken`: the id is another client's, or goes to another destination. `no-endpoint`: the client has none of that id. `revoked`: nobody is told any more. */
export type Added = 'stored' | 'taken' | 'no-endpoint' | 'revoked';

const INSERTED =
  'id, client_id, endpoint_id, url, destination, queue, stream, type, body, status, attempts, round_from, next_at, created_at';

const OWNED = 'FROM gateway_delivery WHERE client_id = ? AND id = ?';

/** Deliveries as they are asked for and asked about. Everything but adding is scoped by the client. */
export class DeliveryStore {
  constructor(private readonly database: Database) {}

  /** Stores it, unless its id is stored already. */
  add(delivery: NewDelivery, manager?: EntityManager): Promise<Added> {
    const work = (session: Session): Promise<Added> => this.#add(session, delivery);
    if (manager === undefined) return this.database.write('store a message', work);
    if (!this.database.owns(manager)) {
      throw new Error('the EntityManager must run a transaction of the gateway database');
    }
    return work(this.database.within(manager, 'store a message'));
  }

  async get(clientId: string, id: string): Promise<Delivery | null> {
    const [row] = await this.#rows(`SELECT ${DELIVERY_COLUMNS} ${OWNED}`, [clientId, id]);
    return row === undefined ? null : toDelivery(row);
  }

  /** @returns null when the cursor names no delivery of this client */
  async page(
    clientId: string,
    filter: DeliveryFilter,
    { limit, cursor }: { limit: number; cursor: string | null },
  ): Promise<DeliveryPage | null> {
    const before = cursor === null ? null : await this.#seqOf(clientId, cursor);
    if (before === undefined) return null;
    const conditions: [string, unknown][] = [
      ['client_id = ?', clientId],
      ['endpoint_id = ?', filter.endpointId],
      ['stream = ?', filter.stream],
      ['status = ?', filter.status],
      ['seq < ?', before ?? undefined],
    ];
    const asked = conditions.filter(([, value]) => value !== undefined);
    const where = asked.map(([condition]) => condition).join(' AND ');
    const rows = await this.#rows(
      `SELECT ${DELIVERY_COLUMNS} FROM gateway_delivery WHERE ${where} ORDER BY seq DESC LIMIT ?`,
      [...asked.map(([, value]) => value), limit + 1],
    );
    const items = rows.slice(0, limit).map(toDelivery);
    return { items, cursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  async attempts(clientId: string, id: string): Promise<DeliveryAttempt[]> {
    const rows = await this.#rows(
      'SELECT a.* FROM gateway_delivery d JOIN gateway_delivery_attempt a ON a.delivery_seq = d.seq ' +
        'WHERE d.client_id = ? AND d.id = ? ORDER BY a.attempt',
      [clientId, id],
    );
    return rows.map(toAttempt);
  }

  /** Makes a finished delivery due again, with a new round of attempts. @returns false when it is not finished */
  replay(clientId: string, id: string, now: number): Promise<boolean> {
    const sql =
      "UPDATE gateway_delivery SET status = 'pending', queue = destination, next_at = ?, round_from = attempts, finished_at = NULL " +
      'WHERE client_id = ? AND id = ? AND next_at IS NULL';
    return this.database.write(
      'replay a message',
      async (session) => (await session.run(sql, [now, clientId, id])) === 1,
    );
  }

  /** Makes due at once what has given up at an endpoint since a moment. @returns how many those are */
  replayFailed(clientId: string, endpointId: string, times: { since: number; now: number }): Promise<number> {
    const sql =
      "UPDATE gateway_delivery SET status = 'pending', queue = destination, next_at = ?, round_from = attempts, finished_at = NULL " +
      "WHERE client_id = ? AND endpoint_id = ? AND status = 'failed' AND finished_at >= ?";
    return this.database.write('replay messages', (session) =>
      session.run(sql, [times.now, clientId, endpointId, times.since]),
    );
  }

  async #add(session: Session, delivery: NewDelivery): Promise<Added> {
    const { id, clientId, endpointId, destination } = delivery;
    const { dialect } = this.database;
    if (await isRevoked(session, clientId, dialect)) return 'revoked';
    if (endpointId === null) await addQueue(session, dialect, { queue: destination, endpointId });
    else if (!(await isOwned(session, clientId, endpointId))) return 'no-endpoint';
    const { url, stream, type, body, now } = delivery;
    await session.run(
      `INSERT INTO gateway_delivery (${INSERTED}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0, 0, ?, ?) ${unlessThere(dialect, 'id')}`,
      [id, clientId, endpointId, url, destination, destination, stream, type, body, now, now],
    );
    const [stored] = await session.rows('SELECT client_id, destination FROM gateway_delivery WHERE id = ?', [
      id,
    ]);
    return stored?.client_id === clientId && stored.destination === destination ? 'stored' : 'taken';
  }

  async #seqOf(clientId: string, id: string): Promise<number | undefined> {
    const [row] = await this.#rows(`SELECT seq ${OWNED}`, [clientId, id]);
    return row === undefined ? undefined : toSafeInteger(row.seq);
  }

  #rows(sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.database.read('read messages', (session) => session.rows(sql, params));
  }
}

async function isOwned(session: Session, clientId: string, endpointId: string): Promise<boolean> {
  const sql = 'SELECT 1 AS one FROM gateway_endpoint WHERE client_id = ? AND id = ?';
  return (await session.rows(sql, [clientId, endpointId])).length === 1;
}
